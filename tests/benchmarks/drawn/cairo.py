import io
from typing import Any

import cairocffi as cairo

from benchmarks.drawn.turns import Picture, take


def drawn(picture: Picture) -> bytes:
    """With cairo, on a surface in memory; fontconfig is told where the fonts are."""
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, *picture["size"])
    context = cairo.Context(surface)
    context.scale(picture["zoom"], picture["zoom"])
    options = cairo.FontOptions(
        hint_style=cairo.HINT_STYLE_NONE, hint_metrics=cairo.HINT_METRICS_OFF
    )
    context.set_font_options(options)
    for shape in picture["shapes"]:
        if shape["kind"] == "text":
            _write(context, shape)
        else:
            _way(context, shape)
            _paint(context, shape)
    image = io.BytesIO()
    surface.write_to_png(image)
    return image.getvalue()


def _way(context: cairo.Context, shape: dict[str, Any]) -> None:
    context.new_path()
    if shape["kind"] == "circle":
        context.arc(*shape["centre"], shape["radius"], 0, 6.2832)
        return
    for first, *others in shape["ways"]:
        context.move_to(*first)
        for point in others:
            context.line_to(*point)
        if shape["closed"]:
            context.close_path()


def _paint(context: cairo.Context, shape: dict[str, Any]) -> None:
    if shape["fill"]:
        context.set_source_rgb(*shape["fill"])
        context.fill_preserve()
    if shape["stroke"]:
        context.set_source_rgb(*shape["stroke"])
        context.set_line_width(shape["width"])
        context.set_line_cap(cairo.LINE_CAP_ROUND if shape["round"] else cairo.LINE_CAP_BUTT)
        context.set_dash(shape["dashes"])
        context.stroke_preserve()


def _write(context: cairo.Context, shape: dict[str, Any]) -> None:
    weight = cairo.FONT_WEIGHT_BOLD if shape["bold"] else cairo.FONT_WEIGHT_NORMAL
    context.select_font_face("Noto Sans", cairo.FONT_SLANT_NORMAL, weight)
    context.set_font_size(shape["size"])
    context.set_source_rgb(*shape["fill"])
    x, y = shape["at"]
    if shape["ends"]:
        x -= context.text_extents(shape["words"])[4]
    context.move_to(x, y)
    context.show_text(shape["words"])


if __name__ == "__main__":
    take(drawn)
