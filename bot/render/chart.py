"""The picture of trends: a panel for each question, sized to be read on a phone."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import as_file, files

import resvg_py

from bot.render import plot
from bot.render.svg import FONTS, QUIET, element, lines_of, text
from bot.survey.charting import Panel, described, is_exact, on_line, panels, share
from bot.survey.trends import Trend

_ZOOM = 3
"""Pixels for each unit: what a phone's screen has."""


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
        element("title", escape(described(trends))),
        element("rect", width=plot.WIDTH, height=y, fill="#fff"),
        *elements,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {plot.WIDTH} {y:.0f}",
        width=plot.WIDTH,
        height=f"{y:.0f}",
        font_family=FONTS,
        role="img",
    )


def draw(trends: Sequence[Trend]) -> bytes:
    """The picture as PNG, 1,080 pixels wide."""
    with as_file(files("bot.render") / "fonts") as fonts:
        return resvg_py.svg_to_bytes(
            svg_string=svg(trends),
            zoom=_ZOOM,
            skip_system_fonts=True,
            font_dirs=[str(fonts)],
            font_family="Noto Sans",
        )


def _notes(drawn: Sequence[Panel]) -> Iterator[str]:
    """What marks mean that are in the picture."""
    lined = [one for panel in drawn for one in panel.trends if on_line(one)]
    points = [point for one in lined for point in one.points]
    if any(panel.trends[0].limits for panel in drawn):
        yield "Grey band: while the first line stays in it, ups and downs are chance."
    if any(share(point) is not None and not is_exact(point) for point in points):
        yield "Open marks and dashes: rounded on purpose, so that nobody's answers show."
    if any(share(point) is None for point in points):
        yield "A gap in a line: no figure for that week."
    if any(point.breaks for point in points):
        yield "Two strokes: the question or the group changed; do not compare across them."
