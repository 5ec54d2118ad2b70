"""What a chart of trends shows, and the same in words for those who cannot see it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.survey.statistics import percent
from bot.survey.trends import Point, Trend
from bot.survey.wording import written
from storage.model import Figure, Precision

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


def panels(trends: Sequence[Trend]) -> tuple[Panel, ...]:
    """The trends by question, as many of each as a chart holds."""
    questions = list(dict.fromkeys(one.question for one in trends))[:MOST_PANELS]
    return tuple(
        Panel(tuple(one for one in trends if one.question == question)[:MOST_LINES])
        for question in questions
    )


def share(point: Point) -> float | None:
    """Where a point stands on the line, in percent; None where it has no place on it."""
    figure = point.figure
    if figure is None:
        return None
    if figure.answered and figure.favourable is not None:
        return float(percent(figure.favourable, figure.answered))
    return None if figure.nearest is None else float(figure.nearest)


def is_exact(point: Point) -> bool:
    """Whether the point's figure was published exactly."""
    return point.figure is not None and point.figure.precision is Precision.EXACT


def brief(figure: Figure) -> str:
    """A figure without the number of answers: "72.9%", "about 60%", "up to a third"."""
    if figure.answered and figure.favourable is not None:
        return f"{percent(figure.favourable, figure.answered)}%"
    return figure.text.rpartition(" of ")[0].rstrip(",") or figure.text


def last_shown(trend: Trend) -> Point | None:
    """The newest point at which anything was published."""
    return next((point for point in reversed(trend.points) if _is_shown(point.figure)), None)


def on_line(trend: Trend) -> bool:
    """Whether any point has a place on a line."""
    return any(share(point) is not None for point in trend.points)


def in_words(trend: Trend) -> str:
    """The newest figure of a trend that has no line, with its day."""
    last = last_shown(trend)
    if last is None or last.figure is None:
        return f"{trend.name}: {NOTHING_SHOWN}"
    return f"{trend.name}: {last.figure.text}, {written(last.day)}"


def usual(trend: Trend) -> str:
    """Between which shares only chance moves a trend, as whole percent; empty if unknown."""
    if trend.limits is None:
        return ""
    low, high = max(0.0, trend.limits.low), min(100.0, trend.limits.high)
    return f"{low:.0f}% to {high:.0f}%"


# ---- in words


def described(trends: Sequence[Trend]) -> str:
    """What the chart shows, in plain words."""
    drawn = panels(trends)
    days = sorted({point.day for panel in drawn for one in panel.trends for point in one.points})
    if not days:
        return "A chart without any round."
    span = f"from {written(days[0])} to {written(days[-1])}" if days[1:] else written(days[0])
    return " ".join([f"Line chart, {span}, in percent.", *map(_panel, drawn)])


def _panel(panel: Panel) -> str:
    asked = panel.asked
    lines = "; ".join(map(_line, panel.trends))
    return f"{asked.theme_name}, share who answered {asked.favourable}: {lines}."


def _line(trend: Trend) -> str:
    if not on_line(trend):
        return in_words(trend)
    return f"{trend.name} {', '.join(_course(trend))}"


def _course(trend: Trend) -> Iterator[str]:
    """Where a line began and ended, how far it went, and what it leaves out."""
    placed = [(value, point) for point in trend.points if (value := share(point)) is not None]
    first, last = placed[0][1], placed[-1][1]
    if first is last:
        yield _at(last)
    else:
        yield f"from {_at(first)} to {_at(last)}"
    for word, extreme in (("lowest", min), ("highest", max)):
        _, point = extreme(placed, key=lambda one: one[0])
        if share(point) not in {share(first), share(last)}:
            yield f"{word} {_at(point)}"
    if span := usual(trend):
        yield f"usual range {span}"
    if gaps := len(trend.points) - len(placed):
        yield f"no figure in {gaps} of {len(trend.points)} rounds"
    yield from (f"not comparable before {written(one.day)}" for one in trend.points if one.breaks)


def _at(point: Point) -> str:
    return f"{brief(point.figure)} on {written(point.day)}" if point.figure else ""


def _is_shown(figure: Figure | None) -> bool:
    return figure is not None and figure.precision is not Precision.WITHHELD
