"""How the anchors went, round after round."""

from collections.abc import Iterator, Sequence

from bot.survey.charting import described
from bot.survey.report.answered import NOT_SAID, by_round
from bot.survey.report.document import Block, Lines, Picture, Section, Table
from bot.survey.report.period import Period, small
from bot.survey.trends import MOST_POINTS, Point, Trend, trend
from bot.survey.wording import written
from storage.model import EVERYONE, Precision

_FEWEST_DRAWN = 2

BY_ROUND = "Round by round"
"""The heading under which every figure of a chart stands."""


def over_time(period: Period) -> Section | None:
    """The section of charts; None where no question is asked every round, or only once so far."""
    below = tuple(
        Section(trends[0].theme_name, (_asked(trends), *_pictures(trends)))
        for trends in _anchors(period)
    )
    if not below:
        return None
    blocks: tuple[Block, ...] = (
        f"These questions are asked every round. The last {MOST_POINTS} rounds of a year at most "
        "are shown, some of which may be older than these days. Most ups and downs "
        f'between two rounds are chance. The figures stand under "{BY_ROUND}".',
    )
    return Section("Over time", blocks, below)


def round_by_round(period: Period) -> Section | None:
    """The section with every round's figures; None where there is but one."""
    tables = [_table(trends) for trends in _anchors(period)]
    if len(period.rounds) > 1:
        tables.insert(0, by_round(period))
    return Section(BY_ROUND, tuple(tables)) if tables else None


def _anchors(period: Period) -> Iterator[Sequence[Trend]]:
    """For each question that is asked every round, the trends of everyone and small groups."""
    for question in period.latest.round.questions:
        found = [
            trend(period.recent, question.id, key.dimension, key.group)
            for key in small(period.latest)
        ]
        trends = [one for one in found if one]
        if question.anchor and trends and len(trends[0].points) >= _FEWEST_DRAWN:
            yield trends


def _asked(trends: Sequence[Trend]) -> str:
    return f"{trends[0].wording} Favourable: {trends[0].favourable}."


def _pictures(trends: Sequence[Trend]) -> Iterator[Picture]:
    """A picture for each small dimension, with everyone in it, or one of everyone alone."""
    everyone, *groups = trends
    for dimension in [*dict.fromkeys(one.dimension for one in groups)] or [EVERYONE]:
        beside = [one for one in groups if one.dimension == dimension]
        drawn = tuple(one for one in (everyone, *beside) if _is_drawn(one))
        if drawn:
            yield Picture(f'{described(drawn)} Every figure is under "{BY_ROUND}".', drawn)


def _is_drawn(one: Trend) -> bool:
    """Whether there are two shares at least that a line can join."""
    told = [point for point in one.points if point.figure]
    return len(told) >= _FEWEST_DRAWN and one.precision in {Precision.EXACT, Precision.ROUNDED}


def _table(trends: Sequence[Trend]) -> Table:
    days = [written(point.day) for point in trends[0].points]
    rows = tuple(
        ((day,), *(_cell(one.points[number]) for one in trends)) for number, day in enumerate(days)
    )
    caption = f"{trends[0].theme_name}, round by round: {trends[0].wording}"
    return Table(caption, ("Round of", *(one.name for one in trends)), rows)


def _cell(point: Point) -> Lines:
    text = point.figure.text if point.figure else NOT_SAID
    return (text, "Not comparable with those before") if point.breaks else (text,)
