"""Answers where the disk is slow, beside a commit for each of them."""

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.slowness import slowed
from benchmarks.stage import council, filled, played

AT_ONCE = 64
OURS = "TRUNCATE"
"""The journal that a ballot box has."""

AHEAD = "WAL"
"""The journal with the fewest syncs, which a ballot box must not have."""


async def measure(*, repeats: int = 5, ours: int = 2_000, single: int = 100) -> list[Row]:
    """Let as many people answer at once, with every fsync 10 ms slower."""
    everybody = council(repeats * (ours + 2 * single))
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        variables = slowed(Path(folder))
        async with AsyncExitStack() as stack:
            grouped, alike, ahead = [
                await stack.enter_async_context(
                    played(
                        program,
                        Path(folder) / f"{program}-{journal}",
                        everybody,
                        journal=journal,
                        variables=variables,
                    )
                )
                for program, journal in (("ours", ""), ("usual", OURS), ("usual", AHEAD))
            ]
            answers = await filled(grouped, everybody)
            found = [
                (
                    await grouped.answered("socket", answers.take(ours), at_once=AT_ONCE),
                    *[
                        await one.answered("socket", answers.take(single), at_once=AT_ONCE)
                        for one in (alike, ahead)
                    ],
                )
                for _ in range(repeats)
            ]
    what = f"Answers, {AT_ONCE} at once, every fsync 10 ms slower"
    return [
        Row(
            what=f"{what}: how many a second",
            against="a commit an answer, with the journal of a box",
            values=[ours.rate / alike.rate for ours, alike, _ in found],
            least=30,
        ),
        Row(
            what=f"{what}: how many a second",
            against="a commit an answer, with a write-ahead log",
            values=[ours.rate / ahead.rate for ours, _, ahead in found],
        ),
        Row(
            what=f"{what}: how many",
            unit="a second",
            values=[ours.rate for ours, _, _ in found],
        ),
        Row(
            what=f"{what}: 99% wait at most",
            unit="ms",
            values=[ours.wait(0.99) for ours, _, _ in found],
            most=100,
        ),
    ]
