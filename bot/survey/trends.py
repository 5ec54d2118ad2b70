"""One question's published values over rounds."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

from bot.survey.figures import counts, favourable, share
from bot.survey.intervals import Interval, interval
from bot.survey.past import Past, made_up_alike, opened
from bot.survey.wording import recalled
from questions.model import Value
from storage.model import EVERYONE, Figure, Precision

MOST_POINTS = 12
"""How many rounds a trend shows."""

FEWEST_FOR_LIMITS = 8
"""From so many exact points limits are drawn.

With so few, the next point of about one stable series in 29 is outside; with twelve of one in 45
(`docs/method.md`).
"""

_LIMIT = 2.66
"""Limits lie so many mean moving ranges from the mean: three standard deviations of chance.

Wheeler and Chambers, Understanding Statistical Process Control, 1992.
"""

_SCREEN = 3.267
"""A moving range of more than so many mean ones is no chance, and is left out of their mean."""


class Point(Value):
    """A round of a trend.

    Attributes:
        day: the local day on which the round opened.
        figure: what was published; None where nothing was, which is a gap in the line.
        interval: where the share of all those asked may lie; None unless the figure is exact.
        breaks: whether it cannot be compared with the point before, since the question's wording
            or the group's composition changed.
    """

    round: str
    day: date
    figure: Figure | None
    interval: Interval | None = None
    breaks: bool = False

    @property
    def counts(self) -> tuple[int, int] | None:
        """The favourable answers and all of them; None unless the figure is exact."""
        return counts(self.figure) if self.figure else None

    @property
    def share(self) -> str:
        """What is said of the share: "72.9%", "about 60%", "up to a third"."""
        return (self.figure and share(self.figure)) or "not shown"


class Limits(Value):
    """Between which values a series stays while nothing but chance moves it, in percent.

    They may lie beyond 0 and 100; `shown` has what is drawn and said of them.
    """

    mean: float
    low: float
    high: float

    @property
    def shown(self) -> tuple[float, float]:
        """The two limits, kept within 0 and 100."""
        return max(0.0, self.low), min(100.0, self.high)


class Trend(Value):
    """What was published of a question for one group, round after round.

    Attributes:
        theme_name: what people read for the question's theme.
        favourable: the favourable answers in words, such as: "often" or "always".
        group: as the newest figure has it: several groups joined with "+" where they are one.
        name: what people read for the group; "Everyone" for all.
        points: oldest first, twelve at most.
        limits: where chance alone would keep it; None unless every value since the last break is
            exact and there are enough of them.
    """

    question: str
    theme_name: str
    wording: str
    favourable: str
    dimension: str
    group: str
    name: str
    points: tuple[Point, ...]
    limits: Limits | None = None

    @property
    def precision(self) -> Precision:
        """How finely it can be drawn: as its roughest value; withheld where it has none."""
        found = {point.figure.precision for point in self.points if point.figure}
        roughest = (Precision.BAND, Precision.ROUNDED, Precision.EXACT)
        return next((one for one in roughest if one in found), Precision.WITHHELD)

    @property
    def names(self) -> frozenset[str]:
        """What people may call it, in lower case: its theme or its question."""
        return frozenset((self.theme_name.casefold(), self.question))


class PulseTrends(NamedTuple):
    """Trends of one pulse, each question's together, and what people read for the pulse."""

    pulse_name: str
    trends: tuple[Trend, ...]


def trend(
    history: Sequence[Past], question: str, dimension: str = EVERYONE, group: str = EVERYONE
) -> Trend | None:
    """The trend of a question for everyone or a group; None where none of these rounds has both.

    A round that did not ask the question has no point, nor has a cancelled one.

    Args:
        history: rounds of one pulse, oldest first, the newest one among them.
        question: its id; asked in other words it is the same question, after a break.
        dimension: which way of cutting the audience the group is of.
        group: a group's id, or several joined with "+"; in rounds that joined them otherwise the
            figure is that of the cell with the first of them.
    """
    told = _told(history, question, dimension, group)[-MOST_POINTS:]
    named = next((figure for _, figure in reversed(told) if figure), None)
    asked = told[-1][0].asked(question) if told else None
    if named is None or asked is None:
        return None
    points = tuple(_points(told))
    return Trend(
        question=question,
        theme_name=told[-1][0].round.pulse.question_set.theme_of(asked).name,
        wording=asked.wording,
        favourable=favourable(asked),
        dimension=dimension,
        group=named.group,
        name=named.name,
        points=points,
        limits=_limits(points),
    )


def comparable(
    history: Sequence[Past], question: str, dimension: str = EVERYONE, group: str = EVERYONE
) -> list[Point]:
    """All points since the last break that have a figure, oldest first; as many as there are.

    Args: those of `trend`.
    """
    return _since_break(list(_points(_told(history, question, dimension, group))))


def words(trend: Trend) -> str:
    """Every point in words, oldest first, to be read instead of a chart.

    What a chart shows at a glance is told more briefly by `charting.described`. Such as:
    "3 November: 72.9%; 10 November: not shown; 17 November: 70.1% (cannot be compared with those
    before)".
    """
    newest = trend.points[-1].day
    return "; ".join(
        f"{recalled(point.day, newest)}: {point.share}"
        f"{' (cannot be compared with those before)' if point.breaks else ''}"
        for point in trend.points
    )


def limits(series: Sequence[float]) -> Limits:
    """The limits of an XmR chart, moving ranges screened.

    Args:
        series: two values or more, in percent, in order.
    """
    ranges = [abs(after - before) for before, after in pairwise(series)]
    most = _SCREEN * fmean(ranges)
    mean, reach = fmean(series), _LIMIT * fmean(one for one in ranges if one <= most)
    return Limits(mean=mean, low=mean - reach, high=mean + reach)


def _told(
    history: Sequence[Past], question: str, dimension: str, group: str
) -> list[tuple[Past, Figure | None]]:
    """The rounds that asked a question, each with what was published or withheld of the cell."""
    return [
        (past, past.figure(question, dimension, group)) for past in history if past.asked(question)
    ]


def _points(told: Sequence[tuple[Past, Figure | None]]) -> Iterator[Point]:
    before: tuple[Past, Figure] | None = None
    for past, figure in told:
        shown = figure if figure and figure.precision is not Precision.WITHHELD else None
        yield Point(
            round=past.round.id,
            day=opened(past.round),
            figure=shown,
            interval=_interval(past, shown) if shown else None,
            breaks=bool(before and figure and not _alike(*before, past, figure)),
        )
        before = (past, figure) if figure else before


def _alike(then: Past, before: Figure, now: Past, figure: Figure) -> bool:
    """Whether the wording is the same, and the group by its id and by who made it up."""
    return (before.version, before.group) == (figure.version, figure.group) and made_up_alike(
        then.round, now.round, figure.dimension, figure.group
    )


def _interval(past: Past, figure: Figure) -> Interval | None:
    told = counts(figure)
    return interval(*told, past.invited(figure)) if told else None


def _since_break(points: Sequence[Point]) -> list[Point]:
    start = max((place for place, point in enumerate(points) if point.breaks), default=0)
    return [point for point in points[start:] if point.figure]


def _limits(points: Sequence[Point]) -> Limits | None:
    shown = _since_break(points)
    exact = [100 * told[0] / told[1] for point in shown if (told := point.counts)]
    if len(exact) < max(len(shown), FEWEST_FOR_LIMITS):
        return None
    return limits(exact)
