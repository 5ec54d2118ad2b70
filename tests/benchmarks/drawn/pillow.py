import io
from functools import cache
from math import dist
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from benchmarks.drawn.turns import Picture, take

SMOOTHER = 2
"""So many times larger it is drawn, and then made smaller, since its own lines are jagged."""


def drawn(picture: Picture) -> bytes:
    """With Pillow, at a larger size."""
    scale = picture["zoom"] * SMOOTHER
    canvas = Image.new("RGB", tuple(SMOOTHER * side for side in picture["size"]), "#fff")
    brush = ImageDraw.Draw(canvas)
    for shape in picture["shapes"]:
        if shape["kind"] == "text":
            _write(brush, shape, scale, picture["fonts"])
        elif shape["kind"] == "circle":
            x, y = (scale * one for one in shape["centre"])
            fill, edge = _colour(shape["fill"]), _colour(shape["stroke"])
            wide = round(scale * shape["width"])
            brush.circle((x, y), scale * shape["radius"] + wide / 2, fill, edge, wide)
        else:
            _follow(brush, shape, scale)
    image = io.BytesIO()
    canvas.reduce(SMOOTHER).save(image, "png")
    return image.getvalue()


def _follow(brush: ImageDraw.ImageDraw, shape: dict[str, Any], scale: float) -> None:
    for way in shape["ways"]:
        points = [(scale * x, scale * y) for x, y in way]
        if shape["fill"]:
            brush.polygon(points, _colour(shape["fill"]))
        if shape["stroke"]:
            around = [*points, points[0]] if shape["closed"] else points
            for part in _dashed(around, [scale * one for one in shape["dashes"]]):
                brush.line(part, _colour(shape["stroke"]), round(scale * shape["width"]), "curve")


def _dashed(points: list[tuple[float, float]], dashes: list[float]) -> list[Any]:
    """The strokes of a line; one with dashes is straight here."""
    if not dashes:
        return [points]
    start, end = points
    whole, strokes, at = dist(start, end), [], 0.0
    while at < whole:
        to = min(at + dashes[0], whole)
        strokes.append([_between(start, end, one / whole) for one in (at, to)])
        at += sum(dashes)
    return strokes


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, ...]:
    return tuple(one + (other - one) * share for one, other in zip(start, end, strict=True))


def _write(
    brush: ImageDraw.ImageDraw, shape: dict[str, Any], scale: float, fonts: dict[str, str]
) -> None:
    font = _face(fonts["bold" if shape["bold"] else "regular"], shape["size"] * scale)
    x, y = (scale * one for one in shape["at"])
    anchor = "rs" if shape["ends"] else "ls"
    brush.text((x, y), shape["words"], _colour(shape["fill"]), font, anchor)


@cache
def _face(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _colour(rgb: list[float] | None) -> tuple[int, ...] | None:
    return tuple(round(255 * one) for one in rgb) if rgb else None


if __name__ == "__main__":
    take(drawn)
