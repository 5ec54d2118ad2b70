"""A report as its reader meets it: its sections, tables and words."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.survey.past import Past
from bot.survey.report.compose import compose
from bot.survey.report.document import Block, Picture, Points, Report, Section, Table
from support.published import autumn

MADE = date(2027, 1, 4)
YEAR = 52
"""Weeks."""


def composed(*history: Past) -> Report:
    return compose(autumn(*history), made=MADE)


def section(report: Report, heading: str) -> Section:
    return next(one for one in everything(report.sections) if one.heading == heading)


def everything(sections: Sequence[Section]) -> Iterator[Section]:
    for one in sections:
        yield one
        yield from everything(one.below)


def blocks(report: Report) -> Iterator[Block]:
    for one in everything(report.sections):
        yield from one.blocks


def words(report: Report) -> str:
    """Everything that people read, a line each."""
    lines = [report.title, report.subtitle, *report.preface]
    for one in everything(report.sections):
        lines.append(one.heading)
        for block in one.blocks:
            lines += _words(block)
    return "\n".join(lines)


def _words(block: Block) -> Iterator[str]:
    match block:
        case str():
            yield block
        case Points():
            yield from block.lines
        case Picture():
            yield block.alt
        case Table():
            yield from (block.caption, *block.head)
            yield from (line for row in block.rows for cell in row for line in cell)


def table(section_: Section) -> Table:
    return next(block for block in section_.blocks if isinstance(block, Table))
