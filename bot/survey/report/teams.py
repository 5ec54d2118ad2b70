"""The dimensions of many groups, such as teams, as far as they are published."""

from collections.abc import Iterator, Sequence

from bot.survey.past import beside, opened
from bot.survey.precision import NOT_SHOWN
from bot.survey.report.answered import NOT_SAID, response, said
from bot.survey.report.document import Block, Section, Table
from bot.survey.report.period import Asked, Key, Period, asked, groups
from bot.survey.wording import listed, lowered, raised, written
from storage.model import Dimension, Figure, Precision

_BESIDE = 3
"""So many questions stand beside each other in a table."""


def teams(period: Period) -> Section | None:
    """The section on large dimensions; None where there is none."""
    small = beside(period.latest.published)
    large = [one for one in period.pulse.dimensions if one.id not in small]
    if not large:
        return None
    blocks: tuple[Block, ...] = (
        f"Groups of which fewer than {period.pulse.threshold} people answered are counted "
        "together with others, and figures of small groups are rough on purpose, so that nobody's "
        f'answers can be worked out. "{NOT_SAID}" has no other reason, and says nothing about a '
        "team.",
    )
    below = tuple(Section(one.name, tuple(_blocks(one, period))) for one in large)
    return Section("Teams and other groups", blocks, below)


def _blocks(dimension: Dimension, period: Period) -> Iterator[Block]:
    latest = period.latest
    keys = groups(latest.published.responses, dimension.id)
    if not keys:
        yield f"{NOT_SHOWN}."
        return
    rows = tuple(((key.name,), (said(response(latest, key)),)) for key in keys)
    day = written(opened(latest.round))
    yield Table(f"How many answered in the round of {day}", (dimension.name, "Answered"), rows)
    for ones in _alike(asked(period.rounds), dimension.id):
        yield _table(dimension, ones)


def _alike(found: Sequence[Asked], dimension: str) -> Iterator[Sequence[Asked]]:
    """Questions that were told of the same groups, some at a time; the others not at all."""
    kinds: dict[tuple[str, ...], list[Asked]] = {}
    for one in found:
        told = [figure for figure in one.figures if figure.dimension == dimension]
        if any(figure.precision is not Precision.WITHHELD for figure in told):
            kinds.setdefault(tuple(figure.group for figure in told), []).append(one)
    for ones in kinds.values():
        for start in range(0, len(ones), _BESIDE):
            yield ones[start : start + _BESIDE]


def _table(dimension: Dimension, ones: Sequence[Asked]) -> Table:
    keys = [
        Key(figure.dimension, figure.group, figure.name)
        for figure in ones[0].figures
        if figure.dimension == dimension.id
    ]
    themes = listed(*dict.fromkeys(lowered(one.theme) for one in ones))
    rows = tuple(((key.name,), *((_said(one.figure(key)),) for one in ones)) for key in keys)
    return Table(
        f"{raised(themes)} by {lowered(dimension.name)}, favourable answers",
        (dimension.name, *(one.question.wording for one in ones)),
        rows,
    )


def _said(figure: Figure | None) -> str:
    return NOT_SAID if figure is None or figure.precision is Precision.WITHHELD else figure.text
