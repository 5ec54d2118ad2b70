"""Draws one chart: trends as JSON on standard input, PNG on standard output."""

import sys

from bot.render.chart import draw
from bot.render.drawing import TRENDS

if __name__ == "__main__":
    sys.stdout.buffer.write(draw(TRENDS.validate_json(sys.stdin.buffer.read())))
