"""Cuts the digest into messages, since a chat takes only so much in one."""

import json
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from textwrap import wrap

from bot.survey import post as message
from bot.survey import thread as replies
from bot.survey.actions import Promised
from bot.survey.digest import Digest
from bot.survey.section import Section

LONGEST = 10_000
"""Characters of a message, as they travel: the tightest chat takes 13,200 with its wrapping."""

MOST_SECTIONS = 25

NOTHING = Promised()
"""No actions."""

Page = tuple[Section, ...]

_in_pieces = partial(wrap, width=500, break_on_hyphens=False)


def post(digest: Digest, promised: Promised = NOTHING) -> Page:
    """What stands in the channel."""
    return cut(message.post(digest, promised))[0]


def thread(digest: Digest, promised: Promised = NOTHING) -> tuple[Page, ...]:
    """What stands in its thread, a message a page; what the post is too short for comes first."""
    return (*cut(message.post(digest, promised))[1:], *cut(replies.thread(digest, promised)))


def cut(whole: Iterable[Section]) -> list[Page]:
    """Sections as messages, in order; one that is longer than a message goes over several."""
    pages: list[list[Section]] = [[]]
    left = LONGEST
    for part in (part for section in whole for part in _parts(section)):
        length = sum(map(_length, (part.heading, *part.lines)))
        if pages[-1] and (length > left or len(pages[-1]) == MOST_SECTIONS):
            pages.append([])
            left = LONGEST
        pages[-1].append(part)
        left -= length
    return [tuple(page) for page in pages]


def _parts(section: Section) -> Iterator[Section]:
    """The section, or several under its heading where it is longer than a page."""
    lines: list[str] = []
    left = LONGEST
    for line in section.lines:
        for piece in _in_pieces(line):
            if _length(piece) > left:
                yield Section(section.heading, tuple(lines))
                lines, left = [], LONGEST
            lines.append(piece)
            left -= _length(piece)
    yield Section(section.heading, tuple(lines))


def _length(line: str) -> int:
    return len(json.dumps(escape(line, quote=False)))
