"""Drawing a digest's chart, beside the fastest library that draws as well."""

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from PIL import Image, ImageChops, ImageStat
from support.council import BEFORE, ONE_QUESTION, OPENS, Council, people, pulses
from support.large import rounds
from support.world import in_force, world

from benchmarks.beside import Beside, compared, waits
from benchmarks.lived import Chance, asked
from benchmarks.machine import MEMORY
from benchmarks.process import running
from benchmarks.row import Row
from benchmarks.shapes import shapes
from bot.render.chart import svg
from bot.render.drawing import picture
from bot.survey.digest import compose
from bot.survey.trends import Trend

OURS = "ours"
OTHERS = {
    "skia": "skia-python==144.1",
    "cairo": "cairocffi==1.7.1",
    "pillow": f"pillow=={version('pillow')}",
}
"""What draws the same beside it, each by its module in `benchmarks.drawn`, and its package.

What is found to be slower is not listed here: matplotlib, and SVG read by cairosvg.
"""

TIMES = 5
ZOOM = 3
LIKENESS = 0.015
"""How far a picture may be from ours on average, of 1, to be as good."""

WEEKS = 52
DRAWN_BESIDE = 3
"""So many charts are drawn while people answer."""


class _Took(NamedTuple):
    """Seconds of processor, the first with the start of its process."""

    first: float
    next: float


async def measure(
    *,
    repeats: int = 5,
    others: Mapping[str, str] = OTHERS,
    beside: int = 3,
    people: int = 900,
) -> list[Row]:
    """Have the same chart drawn by each in turn, then let people answer while it is drawn.

    Args:
        repeats: how often each draws, in a process of its own.
        others: what draws beside it; Pillow alone needs no environment of its own.
        beside: how often people answer while it is drawn.
        people: so many answer at most.
    """
    trends = _trends()
    with tempfile.TemporaryDirectory() as folder:
        python = await _environment(Path(folder), others)
        order = _order(trends, Path(folder))
        found = [await _drawn(order, others, python) for _ in range(repeats)]
    held = [await _answered(trends, people) for _ in range(beside)]
    return [*_rows(found), *waits("A chart that is drawn", held)]


def _rows(found: Sequence[Mapping[str, _Took]]) -> list[Row]:
    rows = []
    for turn, told in (("first", "the first, with the start of its process"), ("next", "the next")):
        took = {name: [getattr(one[name], turn) for one in found] for name in found[0]}
        fastest = min(took.keys() - {OURS}, key=lambda name: median(took[name]))
        rows.append(
            Row(
                what=f"Drawing a chart, {told}: processor",
                against=f"{fastest}, the fastest that draws as well",
                values=[
                    ours / other for ours, other in zip(took[OURS], took[fastest], strict=True)
                ],
                most=1.5,
            )
        )
        rows += [
            Row(
                what=f"Drawing a chart, {told}: processor of {name}",
                unit="ms",
                values=[1000 * one for one in values],
            )
            for name, values in took.items()
        ]
    return rows


def _trends() -> tuple[Trend, ...]:
    """What the chart of a digest shows that has a year behind it."""
    pulse = asked(teams=3, weeks=WEEKS)
    *history, newest = rounds(pulse, WEEKS, Chance(pulse, people=900))
    return compose(newest.published, newest.round, history).chart


# ---- the picture, drawn by each


def _order(trends: Sequence[Trend], folder: Path) -> dict[str, Any]:
    drawn = svg(trends)
    width, height = (round(ZOOM * side) for side in _size(drawn))
    fonts = folder / "fonts"
    with as_file(files("bot.render") / "fonts") as shipped:
        shutil.copytree(shipped, fonts)  # fontconfig leaves a file beside those that it reads
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    faces = {one.lower(): str(fonts / f"NotoSans-{one}.ttf") for one in ("Regular", "Bold")}
    return {
        "times": TIMES,
        "file": str(folder / "chart"),
        "picture": {
            "size": (width, height),
            "zoom": ZOOM,
            "fonts": faces,
            "shapes": shapes(drawn),
            "svg": drawn,
        },
    }


def _size(drawn: str) -> tuple[float, float]:
    _, _, width, height = drawn.partition('viewBox="')[2].partition('"')[0].split()
    return float(width), float(height)


async def _environment(folder: Path, others: Mapping[str, str]) -> Path:
    """The Python of an environment that has the others and goes with the folder."""
    if others.keys() <= {"pillow"}:
        return Path(sys.executable)
    place = folder / "environment"
    python = place / "bin" / "python"
    await _done(sys.executable, "-m", "venv", str(place))
    await _done(str(python), "-m", "pip", "install", "--quiet", *others.values())
    return python


async def _done(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(*words)
    if await process.wait():
        raise RuntimeError(f"{words[0]} failed")


async def _drawn(
    order: Mapping[str, Any], others: Mapping[str, str], python: Path
) -> dict[str, _Took]:
    """What each takes, by its name; RuntimeError where a picture is another than ours."""
    found = {OURS: await _one(order, OURS, Path(sys.executable))}
    for name in others:
        found[name] = await _one(order, name, python)
        unlike = _difference(*(Path(f"{order['file']}-{one}.png") for one in (OURS, name)))
        if unlike > LIKENESS:
            raise RuntimeError(f"{name} draws another picture: it is {unlike:.1%} away from ours")
    return found


async def _one(order: Mapping[str, Any], name: str, python: Path) -> _Took:
    own = {"file": f"{order['file']}-{name}.png"}
    conf = {"FONTCONFIG_FILE": str(Path(order["file"]).with_name("fonts.conf"))}
    words = (python, "-m", f"benchmarks.drawn.{name}")
    given = f"{json.dumps({**order, **own})}\n".encode()
    async with running(*words, until="took", variables=conf, given=given) as (_, said):
        first, *later = json.loads(said.removeprefix("took"))
    return _Took(first, median(later))


def _difference(ours: Path, other: Path) -> float:
    """How far two pictures are from each other on average, from 0 to 1; 1 for other sizes."""
    one, two = (Image.open(path).convert("RGB") for path in (ours, other))
    if one.size != two.size:
        return 1.0
    return mean(ImageStat.Stat(ImageChops.difference(one, two)).mean) / 255


# ---- who answers meanwhile


async def _answered(trends: Sequence[Trend], number: int) -> Beside:
    here = people(1, number)
    council = Council(north=here[: number // 2], south=here[number // 2 :])
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with AsyncExitStack() as stack:
            there = await stack.enter_async_context(world(council, Path(folder), BEFORE))
            weekly = pulses(ONE_QUESTION, Path(folder))
            bot = await stack.enter_async_context(in_force(there, weekly))
            await bot.tick(OPENS)
            return await compared(there, here, _draw(trends))


async def _draw(trends: Sequence[Trend]) -> None:
    for _ in range(DRAWN_BESIDE):
        await picture(trends)
