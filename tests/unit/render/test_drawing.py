import io

from PIL import Image
from support.trends import EXTREME, trend

from bot.render.chart import svg
from bot.render.drawing import picture
from bot.render.raster import png


async def test_the_process_draws_what_the_function_draws() -> None:
    """A chart from the process of its own is the same to the last byte."""
    for trends in (EXTREME, [trend((70, 51), None, 40, "up to a third of 8 to 14 people")]):
        drawn = await picture(trends)
        assert drawn == png(svg(trends))
        assert Image.open(io.BytesIO(drawn)).width == 1080
