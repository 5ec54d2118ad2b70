import io
import subprocess
import sys

import pytest
from PIL import Image
from support.trends import EXTREME, trend

from bot.child import NotDone
from bot.render.chart import svg
from bot.render.drawing import picture
from bot.render.raster import png


async def test_the_process_draws_what_the_function_draws() -> None:
    """A chart from the process of its own is the same to the last byte."""
    for trends in (EXTREME, [trend((70, 51), None, 40, "up to a third of 8 to 14 people")]):
        drawn = await picture(trends)
        assert drawn == png(svg(trends))
        assert Image.open(io.BytesIO(drawn)).width == 1080


async def test_what_cannot_be_drawn_is_told() -> None:
    """A digest goes without a chart that our own code fails at, and the words say how."""
    with pytest.raises(NotDone, match=r"^The chart could not be drawn \(ValueError\)"):
        await picture([trend()])


def test_what_draws_loads_nothing_else() -> None:
    """Each chart is the first of its process, so that all that it loads is loaded for each."""
    words = "import sys, bot.render.raster; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, check=True, text=True
    )
    ours = {name for name in loaded.stdout.split() if name.partition(".")[0] == "bot"}
    assert ours == {"bot", "bot.render", "bot.render.raster"}
    assert not {"pydantic", "asyncio", "numpy"} & {*loaded.stdout.split()}
