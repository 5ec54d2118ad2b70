from functools import cache
from typing import Any

import skia

from benchmarks.drawn.turns import Picture, take


def drawn(picture: Picture) -> bytes:
    """With Skia, on a surface in memory."""
    surface = skia.Surface(*picture["size"])
    canvas = surface.getCanvas()
    canvas.scale(picture["zoom"], picture["zoom"])
    for shape in picture["shapes"]:
        if shape["kind"] == "text":
            _write(canvas, shape, picture["fonts"])
            continue
        way = _way(shape)
        for paint in _paints(shape):
            canvas.drawPath(way, paint)
    return bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))


def _way(shape: dict[str, Any]) -> skia.Path:
    way = skia.Path()
    if shape["kind"] == "circle":
        way.addCircle(*shape["centre"], shape["radius"])
        return way
    for points in shape["ways"]:
        way.addPoly([skia.Point(*point) for point in points], shape["closed"])
    return way


def _paints(shape: dict[str, Any]) -> list[skia.Paint]:
    paints = []
    if shape["fill"]:
        paints.append(skia.Paint(AntiAlias=True, Color4f=_colour(shape["fill"])))
    if shape["stroke"]:
        paint = skia.Paint(
            AntiAlias=True,
            Color4f=_colour(shape["stroke"]),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=shape["width"],
            StrokeCap=skia.Paint.kRound_Cap if shape["round"] else skia.Paint.kButt_Cap,
        )
        if shape["dashes"]:
            paint.setPathEffect(skia.DashPathEffect.Make(shape["dashes"], 0))
        paints.append(paint)
    return paints


def _write(canvas: skia.Canvas, shape: dict[str, Any], fonts: dict[str, str]) -> None:
    font = skia.Font(_face(fonts["bold" if shape["bold"] else "regular"]), shape["size"])
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    x, y = shape["at"]
    if shape["ends"]:
        x -= font.measureText(shape["words"])
    paint = skia.Paint(AntiAlias=True, Color4f=_colour(shape["fill"]))
    canvas.drawString(shape["words"], x, y, font, paint)


@cache
def _face(path: str) -> skia.Typeface:
    return skia.Typeface.MakeFromFile(path)


def _colour(rgb: list[float]) -> skia.Color4f:
    return skia.Color4f(*rgb, 1)


if __name__ == "__main__":
    take(drawn)
