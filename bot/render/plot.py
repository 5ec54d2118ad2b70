"""One question's panel: heading, axes, lines with their labels, and what has no line in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.render.labels import spread
from bot.render.svg import FAINT, INK, QUIET, element, lines_of, text
from bot.survey.charting import Panel, in_words, on_line, place, steps
from bot.survey.trends import Point, Trend

WIDTH = 360
"""Of the whole picture: what a phone shows, so that sizes are those that people read."""

_MARGIN = 12
_LEFT, _RIGHT = 50, 236
_BESIDE = 248
_WHOLE = WIDTH - 2 * _MARGIN
_LINE = 15.0
_BASE = 100.0

_COLOURS = (INK, "#0066a8", "#b04a00", "#7a3e9d")
_SHADE = "#e3e3e3"

_Spot = tuple[float, float]


class Drawing(NamedTuple):
    """Some elements and how high they are together."""

    elements: list[str]
    height: float


class _Scale(NamedTuple):
    """Where days and shares stand."""

    first: date
    last: date
    top: float
    height: float

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        return _RIGHT if not span else _LEFT + (_RIGHT - _LEFT) * (day - self.first).days / span

    def y(self, percent: float) -> float:
        return self.top + self.height * (1 - percent / 100)


def draw(panel: Panel, first: date, last: date) -> Drawing:
    """A panel whose upper left corner is the origin.

    Args:
        panel: one question.
        first: the first day of the whole picture.
        last: its last day.
    """
    elements, y = _heading(panel)
    if lined := panel.lined:
        labels = [_label(one) for one in lined]
        scale = _Scale(first, last, y + 12, max(_BASE, sum(map(len, labels)) * _LINE))
        elements += [*_intervals(lined[0], scale), *_axes(scale), *_limits(lined[0], scale)]
        for number, trend in reversed([*enumerate(lined)]):
            elements += _line(trend, number, scale)
        elements += _labels(lined, labels, scale)
        y = scale.top + scale.height + 22
    for trend in panel.trends:
        if not on_line(trend):
            for words in lines_of(in_words(trend), width=_WHOLE, size=12, most=3):
                y += _LINE
                elements.append(text(words, _MARGIN, y))
            y += 3
    return Drawing(elements, y + 12)


def _heading(panel: Panel) -> tuple[list[str], float]:
    """The theme, the question and whose share is drawn, each on lines of its own."""
    asked = panel.asked
    themes = lines_of(asked.theme_name, width=_WHOLE, size=18, most=1)
    y = 18.0
    elements = [text(theme, _MARGIN, y, size=16, bold=True) for theme in themes]
    for words in lines_of(asked.wording, width=_WHOLE, size=12, most=3):
        y += _LINE + 1
        elements.append(text(words, _MARGIN, y, fill=QUIET))
    for words in lines_of(f"Answered {asked.favourable}:", width=_WHOLE, size=12, most=2):
        y += _LINE + 1
        elements.append(text(words, _MARGIN, y))
    return elements, y


# ---- what lies behind the lines


def _axes(scale: _Scale) -> Iterator[str]:
    for percent in (0, 50, 100):
        y = scale.y(percent)
        yield element("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, stroke=FAINT)
        yield text(f"{percent}%", _LEFT - 8, y + 4, size=11, fill=QUIET, anchor="end")
    y = scale.y(0) + 17
    yield text(_day(scale.last), _RIGHT, y, size=11, fill=QUIET, anchor="end")
    if scale.first != scale.last:
        yield text(_day(scale.first), _LEFT, y, size=11, fill=QUIET)


def _limits(trend: Trend, scale: _Scale) -> Iterator[str]:
    """Between which values chance keeps the first line, from the last break on."""
    if trend.limits is None:
        return
    since = [one.day for one in trend.points if one.breaks] or [trend.points[0].day]
    for limit in trend.limits.shown:
        y = scale.y(limit)
        yield element(
            "line",
            x1=scale.x(since[-1]),
            x2=_RIGHT,
            y1=y,
            y2=y,
            stroke=QUIET,
            stroke_dasharray="1 3",
            class_="limit",
        )


def _intervals(trend: Trend, scale: _Scale) -> Iterator[str]:
    """Where the shares of the first line may lie, as an area for each unbroken stretch of it."""
    stretch: list[tuple[float, float, float]] = []
    for point in (*trend.points, None):
        if stretch and (point is None or point.breaks or point.interval is None):
            yield _area(stretch)
            stretch = []
        if point is not None and point.interval is not None:
            x, found = scale.x(point.day), point.interval
            stretch.append((x, scale.y(100 * found.high), scale.y(100 * found.low)))


def _area(stretch: Sequence[tuple[float, float, float]]) -> str:
    """What lies between upper and lower edges; where there is one place alone, a bit around it."""
    [(first, *edges), *others] = stretch
    sides = stretch if others else [(first - 4, *edges), (first + 4, *edges)]
    corners = [(x, high) for x, high, _ in sides] + [(x, low) for x, _, low in reversed(sides)]
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
    return element("path", d=f"M{way}Z", fill=_SHADE, class_="interval")


# ---- lines


def _line(trend: Trend, number: int, scale: _Scale) -> Iterator[str]:
    for step in steps(trend):
        start, end = _spot(step.before, scale), _spot(step.after, scale)
        if step.breaks:
            yield _break(start, end, _COLOURS[number])
        if step.joined:
            exact = step.before.counts and step.after.counts
            yield _stroke(start, end, number, dashes=None if exact else "4 3")
    for point in trend.points:
        if place(point) is not None:
            yield _marker(_spot(point, scale), number, filled=point.counts is not None)


def _stroke(start: _Spot, end: _Spot, number: int, *, dashes: str | None) -> str:
    return element(
        "line",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke=_COLOURS[number],
        stroke_width=1.8 if number else 2.4,
        stroke_dasharray=dashes,
        stroke_linecap="round",
    )


def _break(start: _Spot, end: _Spot, colour: str) -> str:
    """Two strokes across the way between points that cannot be compared."""
    x, y = ((one + other) / 2 for one, other in zip(start, end, strict=True))
    return element(
        "path",
        d=f"M{x - 4:.1f} {y + 6:.1f}l4 -12M{x:.1f} {y + 6:.1f}l4 -12",
        stroke=colour,
        stroke_width=1.4,
        class_="break",
    )


def _marker(at: _Spot, number: int, *, filled: bool) -> str:
    """A mark of a shape of its own for each line, open where the figure is rounded."""
    x, y = at
    colour = _COLOURS[number]
    look = {"fill": colour if filled else "#fff", "stroke": colour, "stroke_width": 1.5}
    if number == 0:
        return element("circle", cx=x, cy=y, r=2.9, **look)
    shape = ("M-3 -3h6v6h-6z", "M0 -4l4 7h-8z", "M0 -4.4l4.4 4.4l-4.4 4.4l-4.4 -4.4z")[number - 1]
    return element("path", d=shape, transform=f"translate({x:.1f} {y:.1f})", **look)


def _spot(point: Point, scale: _Scale) -> _Spot:
    return scale.x(point.day), scale.y(place(point) or 0.0)


# ---- words


def _label(trend: Trend) -> list[tuple[str, bool]]:
    """The group's name, then its newest figure in bold, and the day where that is not the last."""
    newest = _newest(trend)
    day = [] if newest is trend.points[-1] else [(f"on {_day(newest.day)}", False)]
    width = WIDTH - _BESIDE - 6
    return [
        *((words, False) for words in lines_of(trend.name, width=width, size=12, most=2)),
        *((words, True) for words in lines_of(newest.share, width=width, size=12.5, most=2)),
        *day,
    ]


def _newest(trend: Trend) -> Point:
    return next(point for point in reversed(trend.points) if place(point) is not None)


def _labels(
    trends: Sequence[Trend], labels: Sequence[Sequence[tuple[str, bool]]], scale: _Scale
) -> Iterator[str]:
    ends = [_spot(_newest(one), scale) for one in trends]
    heights = [len(one) * _LINE for one in labels]
    bottom = scale.top + scale.height + 10
    edges = spread([y for _, y in ends], heights, top=scale.top - 12, bottom=bottom)
    for number, (end, edge, label) in enumerate(zip(ends, edges, labels, strict=True)):
        middle = edge + heights[number] / 2
        yield element(
            "path",
            d=f"M{end[0] + 5:.1f} {end[1]:.1f}L{_BESIDE - 3} {middle:.1f}",
            stroke=_COLOURS[number],
            stroke_width=0.7,
            fill="none",
        )
        for row, (words, bold) in enumerate(label):
            y = edge + row * _LINE + 12
            yield text(words, _BESIDE, y, fill=_COLOURS[number], bold=bold)


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
