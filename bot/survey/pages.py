"""Cuts the digest into messages, since a chat takes only so much in one."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import accumulate
from textwrap import wrap

from bot.survey import post as message
from bot.survey import thread as replies
from bot.survey.actions import Promised
from bot.survey.digest import Digest
from bot.survey.section import Section

LONGEST = 10_000
"""Characters of a message, as they travel: the tightest chat takes 13,200 with its wrapping."""

MOST_SECTIONS = 25

_LINES = (LONGEST, 2_000, 1_000, 600, 400, 300, 200, 150)
"""How long the lines of a post may be, as they travel: the first that lets it fit is taken.

A post has 9 headings and 53 lines at most, so that the last one always does.
"""

_SHORTENED = Section("", ("A line that ends in … stands in full in the thread.",))

NOTHING = Promised()
"""No actions."""

Page = tuple[Section, ...]

_PIECE = 500


def post(digest: Digest, promised: Promised = NOTHING) -> Page:
    """What stands in the channel, all of it in one message."""
    [page] = cut(_fitting(message.post(digest, promised)))
    return page


def thread(digest: Digest, promised: Promised = NOTHING) -> tuple[Page, ...]:
    """What stands in its thread, a message a page; what the post had to shorten comes first."""
    whole = message.post(digest, promised)
    shown = _fitting(whole)
    shortened = [section for section in whole if section not in shown]
    return tuple(cut((*shortened, *replies.thread(digest, promised))))


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


def _fitting(whole: Page) -> Page:
    """The sections as they fit in one message, as little shortened as that takes."""
    tried = (tuple(_shortened(section, most) for section in whole) for most in _LINES)
    told = (page if page == whole else (*page, _SHORTENED) for page in tried)
    return next(page for page in told if len(cut(page)) == 1)


def _shortened(section: Section, most: int) -> Section:
    return Section(_begun(section.heading, most), tuple(_begun(one, most) for one in section.lines))


def _begun(line: str, most: int) -> str:
    """The line where it is no longer than that as it travels, else the first of it and a sign."""
    if _length(line) <= most:
        return line
    room = most - _length("…")
    fit = line[: sum(length <= room for length in accumulate(map(_travelling, line)))]
    return f"{fit.rpartition(' · ')[0] or fit.rpartition(' ')[0] or fit}…"


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


def _in_pieces(line: str) -> Iterable[str]:
    return [line] if len(line) <= _PIECE else wrap(line, _PIECE, break_on_hyphens=False)


def _length(line: str) -> int:
    return _travelling(line) + len('""')


def _travelling(text: str) -> int:
    """So many characters a text is as it travels, escaped and in JSON."""
    return len(json.dumps(escape(text, quote=False))) - len('""')
