"""A report as data: what stands in it and in which order, before it is drawn on any page."""

from typing import NamedTuple

from bot.survey.trends import Trend

Lines = tuple[str, ...]
"""Plain words, a line each; the first one counts most."""


class Points(NamedTuple):
    """Short things of one kind, one below the other."""

    lines: Lines


class Table(NamedTuple):
    """A table with a row of headings.

    Attributes:
        caption: what it shows, in words.
        head: a heading for each column.
        rows: for each column the lines of a cell; the first cell names the row.
    """

    caption: str
    head: Lines
    rows: tuple[tuple[Lines, ...], ...]


class Picture(NamedTuple):
    """A chart of one question's trends.

    Attributes:
        alt: what it shows, for those who do not see it.
    """

    alt: str
    trends: tuple[Trend, ...]


Block = str | Points | Table | Picture
"""A paragraph, or one of the others."""


class Section(NamedTuple):
    """A heading, what stands under it, and the smaller sections after that."""

    heading: str
    blocks: tuple[Block, ...]
    below: tuple["Section", ...] = ()


class Report(NamedTuple):
    """The whole report.

    Attributes:
        title: what it is about.
        subtitle: which days it covers.
        preface: what to know before reading, a paragraph a line.
    """

    title: str
    subtitle: str
    preface: Lines
    sections: tuple[Section, ...]
