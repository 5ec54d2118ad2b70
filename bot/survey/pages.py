"""Cuts the digest into messages, since a chat takes only so much in one."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from textwrap import wrap

from bot.survey import sections
from bot.survey.digest import Digest
from bot.survey.sections import Section

LONGEST = 10_000
"""Characters of a message, as they travel: the tightest chat takes 13,200 with its wrapping."""

MOST_SECTIONS = 25

Page = tuple[Section, ...]

_in_pieces = partial(wrap, width=500, break_on_hyphens=False)


def post(digest: Digest) -> Page:
    """What stands in the channel."""
    return _pages(sections.post(digest))[0]


def thread(digest: Digest) -> tuple[Page, ...]:
    """What stands in its thread, a message a page; what the post is too short for comes first."""
    return (*_pages(sections.post(digest))[1:], *_pages(sections.thread(digest)))


def of(whole: Sequence[Section]) -> tuple[Page, ...]:
    """Sections cut into messages, a message a page."""
    return tuple(_pages(whole))


def _pages(whole: Sequence[Section]) -> list[Page]:
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
