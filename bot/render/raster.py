"""Pictures in pixels, made of SVG by resvg (https://github.com/linebender/resvg).

Nothing else is loaded here, since each picture is drawn in a new process.
"""

from pathlib import Path

import resvg_py

_FONTS = Path(__file__).with_name("fonts")

_ZOOM = 3
"""Pixels for each unit: what a phone's screen has."""


def png(svg: str) -> bytes:
    """The picture as PNG, three pixels for each of its units, with the fonts that come with us."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_ZOOM,
        skip_system_fonts=True,
        font_dirs=[str(_FONTS)],
        font_family="Noto Sans",
    )
