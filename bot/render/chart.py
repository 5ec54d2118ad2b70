"""The picture of trends: a panel for each question, sized to be read on a phone."""

from collections.abc import Iterator, Sequence

from bot.render import plot
from bot.render.svg import FONTS, QUIET, element, lines_of, text
from bot.survey.charting import Panel, described, panels, place, steps
from bot.survey.trends import Trend


def svg(trends: Sequence[Trend]) -> str:
    """The picture as SVG, with what it shows in words inside."""
    drawn = panels(trends)
    days = [point.day for panel in drawn for one in panel.trends for point in one.points]
    elements, y = [], 4.0
    for panel in drawn:
        part = plot.draw(panel, min(days), max(days))
        elements.append(element("g", *part.elements, transform=f"translate(0 {y})"))
        y += part.height
    for note in _notes(drawn):
        for words in lines_of(note, width=plot.WIDTH - 24, size=11, most=2):
            elements.append(text(words, 12, y, size=11, fill=QUIET))
            y += 14
    return element(
        "svg",
        element("rect", width=plot.WIDTH, height=y, fill="#fff"),
        *elements,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {plot.WIDTH} {y:.0f}",
        width=plot.WIDTH,
        height=f"{y:.0f}",
        font_family=FONTS,
        role="img",
        aria_label=described(trends),
    )


def _notes(drawn: Sequence[Panel]) -> Iterator[str]:
    """What marks mean that are in the picture."""
    points = [point for panel in drawn for one in panel.lined for point in one.points]
    first = [panel.lined[0] for panel in drawn if panel.lined]
    named = first[0].name if first else ""
    if any(one.limits for one in first):
        yield f"Dotted lines: while {named} stays between them, ups and downs are chance."
    if any(point.interval for one in first for point in one.points):
        yield f"Shaded: where {named} may lie, since not all answered (95%)."
    if any(place(point) is not None and point.counts is None for point in points):
        yield "Open marks and dashes: rounded on purpose, so that nobody's answers show."
    if any(place(point) is None for point in points):
        yield "A gap in a line: no figure for that round."
    if any(step.breaks for panel in drawn for one in panel.lined for step in steps(one)):
        yield "Two strokes: the question or the group changed; do not compare across them."
