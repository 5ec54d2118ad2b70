from typing import Any

from benchmarks.drawn.turns import take
from bot.render.raster import png


def drawn(picture: dict[str, Any]) -> bytes:
    """As the bot draws it, from SVG to PNG."""
    return png(picture["svg"])


if __name__ == "__main__":
    take(drawn)
