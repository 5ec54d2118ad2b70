"""Draws one picture: SVG on standard input, PNG on standard output."""

import sys

from bot.render.raster import png

if __name__ == "__main__":
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode()))
