from typing import Any

from benchmarks.drawn.turns import take
from bot.render.chart import draw
from bot.render.drawing import TRENDS


def drawn(picture: dict[str, Any]) -> bytes:
    """As the bot draws it, from trends to PNG."""
    return draw(TRENDS.validate_json(picture["trends"]))


if __name__ == "__main__":
    take(drawn)
