"""Memory at rest with many people on the roster, beside a Bolt app that does nothing."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks import process
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.stage import council, filled, played

REST = 2.0
"""Seconds."""


async def measure(*, repeats: int = 3, people: int = 10_000, rest: float = REST) -> list[Row]:
    """Let both answer one person, rest a while, and look."""
    found = [await _both(people, rest) for _ in range(repeats)]
    what = f"Memory at rest, {people:,} on the roster"
    return [
        Row(
            what=what,
            against="a Bolt app that does nothing",
            values=[ours / bare for ours, bare in found],
            most=1.6,
        ),
        Row(what=what, unit="MiB", values=[ours for ours, _ in found]),
        Row(what="A Bolt app that does nothing", unit="MiB", values=[bare for _, bare in found]),
    ]


async def _both(people: int, rest: float) -> tuple[float, float]:
    everybody = council(people)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with AsyncExitStack() as stack:
            bots = [
                await stack.enter_async_context(played(one, Path(folder) / one, everybody))
                for one in ("ours", "bare")
            ]
            answers = await filled(bots[0], everybody)
            for one in bots:
                await one.answered("socket", answers.take(1))
            await asyncio.sleep(rest)
            ours, bare = (process.memory(one.pid) for one in bots)
    return ours, bare
