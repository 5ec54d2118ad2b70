"""An answer through the whole stack, beside a Bolt listener that does nothing."""

import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.stage import LINES, Line, Pace, council, filled, played

AT_ONCE = 64
SHARE = {"socket": 1.6, "http": 1.3}
NAMES = {"socket": "Socket Mode", "http": "HTTP"}
NOTHING = "a listener that does nothing"


async def measure(*, repeats: int = 5, alone: int = 200, together: int = 1_000) -> list[Row]:
    """Let people answer one after another, then many at once, ours and the other in turn."""
    everybody = council(len(LINES) * repeats * (alone + together))
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with AsyncExitStack() as stack:
            ours, bare = [
                await stack.enter_async_context(played(one, Path(folder) / one, everybody))
                for one in ("ours", "bare")
            ]
            answers = await filled(ours, everybody)
            one_by_one = {line: list[tuple[Pace, Pace]]() for line in LINES}
            at_once = {line: list[tuple[Pace, Pace]]() for line in LINES}
            for _ in range(repeats):
                for line in LINES:
                    sent = answers.take(alone)
                    one_by_one[line].append(
                        (await ours.answered(line, sent), await bare.answered(line, sent))
                    )
                    sent = answers.take(together)
                    at_once[line].append(
                        (
                            await ours.answered(line, sent, at_once=AT_ONCE),
                            await bare.answered(line, sent, at_once=AT_ONCE),
                        )
                    )
    return [
        row
        for line in LINES
        for row in [*_alone(line, one_by_one[line]), *_many(line, at_once[line])]
    ]


def _alone(line: Line, found: list[tuple[Pace, Pace]]) -> list[Row]:
    what = f"An answer over {NAMES[line]}, one at a time"
    return [
        Row(
            what=f"{what}: half wait longer by",
            against=NOTHING,
            unit="ms",
            values=[ours.wait(0.5) - bare.wait(0.5) for ours, bare in found],
            most=1,
        ),
        Row(
            what=f"{what}: half wait at most",
            unit="ms",
            values=[ours.wait(0.5) for ours, _ in found],
        ),
        Row(
            what=f"{what}: processor",
            against=NOTHING,
            values=[ours.each / bare.each for ours, bare in found],
            most=SHARE[line],
        ),
        Row(what=f"{what}: processor", unit="ms", values=[ours.each for ours, _ in found]),
    ]


def _many(line: Line, found: list[tuple[Pace, Pace]]) -> list[Row]:
    what = f"Answers over {NAMES[line]}, {AT_ONCE} at once"
    return [
        Row(
            what=f"{what}: how many a core",
            against=NOTHING,
            values=[bare.each / ours.each for ours, bare in found],
            least=0.6,
        ),
        Row(
            what=f"{what}: how many a core",
            unit="a second",
            values=[1000 / ours.each for ours, _ in found],
        ),
        Row(
            what=f"{what}: 99% wait at most",
            unit="ms",
            values=[ours.wait(0.99) for ours, _ in found],
        ),
    ]
