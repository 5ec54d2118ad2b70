"""What a chart of trends shows, and the same in words for those who cannot see it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.survey.statistics import half_up, percent
from bot.survey.trends import Point, Trend
from bot.survey.wording import briefly, recalled

MOST_PANELS = 3
"""So many questions stand in one chart."""

MOST_LINES = 4
"""So many groups stand in a question's panel, everyone among them."""

NOTHING_SHOWN = "not shown in these rounds"


class Panel(NamedTuple):
    """One question with the trends of its groups, in the order in which they were given."""

    trends: tuple[Trend, ...]

    @property
    def asked(self) -> Trend:
        """Any of its trends, for what they have in common: theme, wording, favourable answers."""
        return self.trends[0]

    @property
    def lined(self) -> tuple[Trend, ...]:
        """Those that have a line."""
        return tuple(one for one in self.trends if on_line(one))


class Step(NamedTuple):
    """The way from a point with a place on the line to the next one that has one.

    Attributes:
        joined: whether it is drawn: nothing between them is missing, and they can be compared.
        breaks: whether they cannot be compared.
    """

    before: Point
    after: Point
    joined: bool
    breaks: bool


def panels(trends: Sequence[Trend]) -> tuple[Panel, ...]:
    """The trends by question, as many of each as a chart holds."""
    questions = list(dict.fromkeys(one.question for one in trends))[:MOST_PANELS]
    return tuple(
        Panel(tuple(one for one in trends if one.question == question)[:MOST_LINES])
        for question in questions
    )


def place(point: Point) -> float | None:
    """Where a point stands on the line, in percent; None where it has no place on it."""
    if point.figure is None:
        return None
    if point.counts is not None:
        return float(percent(*point.counts))
    return None if point.figure.nearest is None else float(point.figure.nearest)


def steps(trend: Trend) -> Iterator[Step]:
    """A line from point to point."""
    before: Point | None = None
    breaks = gap = False
    for point in trend.points:
        breaks |= point.breaks
        if place(point) is None:
            gap = True
            continue
        if before is not None:
            yield Step(before, point, joined=not (gap or breaks), breaks=breaks)
        before, breaks, gap = point, False, False


def on_line(trend: Trend) -> bool:
    """Whether any point has a place on a line."""
    return any(place(point) is not None for point in trend.points)


def in_words(trend: Trend) -> str:
    """The newest figure of a trend that has no line, with its day."""
    shown = (
        f"{point.figure.text}, {_when(point, trend)}"
        for point in reversed(trend.points)
        if point.figure
    )
    return f"{briefly(trend.name)}: {next(shown, NOTHING_SHOWN)}"


# ---- in words


def described(trends: Sequence[Trend]) -> str:
    """What the chart shows at a glance, in plain words; nothing where there is none.

    It must fit where pictures have their words. Every point is told in `trends.words`.
    """
    drawn = panels(trends)
    days = sorted({point.day for panel in drawn for one in panel.trends for point in one.points})
    if not days:
        return ""
    first, last = (recalled(one, days[-1]) for one in (days[0], days[-1]))
    span = f"from {first} to {last}" if days[1:] else last
    return " ".join([f"Line chart, {span}, in percent.", *map(_panel, drawn)])


def _panel(panel: Panel) -> str:
    asked = panel.asked
    lines = "; ".join(map(_line, panel.trends))
    return f"{asked.theme_name}, share who answered {asked.favourable}: {lines}."


def _line(trend: Trend) -> str:
    if not on_line(trend):
        return in_words(trend)
    return f"{briefly(trend.name)} {', '.join(_course(trend))}"


def _course(trend: Trend) -> Iterator[str]:
    """Where a line began and ended, how far it went, and what it leaves out."""
    placed = [(value, point) for point in trend.points if (value := place(point)) is not None]
    first, last = placed[0][1], placed[-1][1]
    if first is last:
        yield _at(last, trend)
    else:
        yield f"from {_at(first, trend)} to {_at(last, trend)}"
    for word, extreme in (("lowest", min), ("highest", max)):
        _, point = extreme(placed, key=lambda one: one[0])
        if place(point) not in {place(first), place(last)}:
            yield f"{word} {_at(point, trend)}"
    if trend.limits:
        low, high = trend.limits.shown
        yield f"usual range {half_up(low)}% to {half_up(high)}%"
    if gaps := len(trend.points) - len(placed):
        yield f"no figure in {gaps} of {len(trend.points)} rounds"
    for step in steps(trend):
        if step.breaks:
            yield f"not comparable before {_when(step.after, trend)}"


def _at(point: Point, trend: Trend) -> str:
    return f"{point.share} on {_when(point, trend)}"


def _when(point: Point, trend: Trend) -> str:
    return recalled(point.day, trend.points[-1].day)
