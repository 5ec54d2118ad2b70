"""Composing a digest after ten years of weekly rounds, beside one after a dozen rounds."""

import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.lived import WEEK, Lived, lived
from benchmarks.row import Row
from bot.slack.blocks import digest as blocks
from bot.survey import pages
from bot.usecases.composing import REMEMBERED, composed
from storage.model import Round

PEOPLE = 500
TEAMS = 12
FEW = 12
MANY = 520


async def measure(
    *, repeats: int = 15, few: int = FEW, remembered: int = REMEMBERED, many: int = MANY
) -> list[Row]:
    """Compose the newest digest of each past in turn, after so many rounds before it.

    Args:
        repeats: how often.
        few: the rounds of the one past.
        remembered: those of another, as many as a digest looks back at.
        many: those of the longest.
    """
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            pasts = [
                await stack.enter_async_context(
                    lived(Path(folder) / str(weeks), people=PEOPLE, teams=TEAMS, weeks=weeks)
                )
                for weeks in (few, remembered, many)
            ]
            newest = [await _newest(past) for past in pasts]
            found = [
                [await _composed(*one) for one in zip(pasts, newest, strict=True)]
                for _ in range(repeats)
            ]
    return _rows(found, few, remembered, many)


def _rows(found: Sequence[Sequence[float]], few: int, remembered: int, many: int) -> list[Row]:
    what = f"Composing a digest after {many} rounds, from the database to Slack's blocks: processor"
    return [
        Row(
            what=what,
            against=f"after {few} rounds",
            values=[longest / short for short, _, longest in found],
            most=1.2,
        ),
        Row(
            what=what,
            against=f"after {remembered} rounds, as many as a digest looks back at",
            values=[longest / middle for _, middle, longest in found],
        ),
        Row(what=what, unit="ms", values=[1000 * longest for *_, longest in found]),
    ]


async def _newest(past: Lived) -> Round:
    """The last round that was published."""
    [newest] = await past.ports.rounds.of_pulse(past.pulse.id, before=past.next + WEEK, most=1)
    return newest


async def _composed(past: Lived, newest: Round) -> float:
    """The seconds of processor, all threads together, without the chart."""
    began = time.process_time()
    digest = await composed(past.ports.rounds, newest)
    blocks.post(pages.post(digest))
    for page in pages.thread(digest):
        blocks.thread(page)
    return time.process_time() - began
