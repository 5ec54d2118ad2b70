"""The few elements of SVG that a chart is made of, and how much room words take."""

from html import escape
from textwrap import wrap

_LETTER = 0.55
"""How wide a letter is on average, as a share of the font's size."""

FONTS = "Noto Sans, Helvetica, Arial, sans-serif"

INK, QUIET, FAINT = "#1b1b1b", "#595959", "#d4d4d4"
"""Colours on white of text and the first line, of what explains, and of the grid."""


def element(tag: str, *inside: str, **attributes: object) -> str:
    """An element; an underscore in an attribute's name is a hyphen, at its end nothing."""
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{said}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{said}/>"


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float = 12,
    fill: str = INK,
    bold: bool = False,
    anchor: str | None = None,
) -> str:
    """A line of words whose baseline begins, ends or has its middle at a place."""
    weight = "bold" if bold else None
    return element(
        "text",
        escape(words),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        font_weight=weight,
        text_anchor=anchor,
    )


def lines_of(words: str, *, width: float, size: float, most: int) -> list[str]:
    """Words cut into so many lines at most that fit a width, the last one with an ellipsis."""
    letters = max(8, int(width / (size * _LETTER)))
    return wrap(words, letters, max_lines=most, placeholder="…", break_on_hyphens=False)


def _value(value: object) -> str:
    return f"{value:.5g}" if isinstance(value, float) else escape(str(value))
