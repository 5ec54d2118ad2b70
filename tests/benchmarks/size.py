"""How large the main database is after years, by how many people are asked."""

import random
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.lived import RATE, WEEK, Lived, lived
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from storage.model import CastOutcome, Round, State

YEARS = 10
WEEKS = 52
TEAMS = 12
REAL = 2
"""So many rounds, the last ones, are lived through step by step with everybody on the roster."""


class _Found(NamedTuple):
    """MB of the file: when the last digest has been sent, and with a round's invitations in it."""

    after: float
    most: float


async def measure(
    *, sizes: tuple[int, int] = (500, 50_000), weeks: int = YEARS * WEEKS, real: int = REAL
) -> list[Row]:
    """Live through as many rounds with a few people and with many."""
    few, many = [await _lived(people, weeks, real) for people in sizes]
    what = f"The database after {weeks} rounds"
    return [
        Row(
            what=f"{what} of {sizes[1]:,} people",
            against=f"after as many of {sizes[0]:,}",
            values=[many.after / few.after],
            most=1.5,
        ),
        *(
            Row(what=f"{what} of {people:,} people", unit="MB", values=[one.after])
            for people, one in zip(sizes, (few, many), strict=True)
        ),
        *(
            Row(
                what=f"{what} of {people:,} people, while invitations wait",
                unit="MB",
                values=[one.most],
            )
            for people, one in zip(sizes, (few, many), strict=True)
        ),
    ]


async def _lived(people: int, weeks: int, real: int) -> _Found:
    most = 0.0
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with lived(Path(folder), people=people, teams=TEAMS, weeks=weeks - real) as there:
            for number in range(real):
                most = await _live_through(there, people, number)
            return _Found(_size(there), most)


async def _live_through(there: Lived, people: int, number: int) -> float:
    """Invite, count, remind, close and publish; gives the size with all invitations in it."""
    there.clock.move_to(there.next + number * WEEK)
    await there.bot.steps.advance()
    [round_] = await there.ports.rounds.in_state(State.OPEN)
    size = _size(there)
    await there.bot.delivery.drain()
    await _answer(there, round_, people)
    for instant in (round_.reminds, round_.closes, round_.publishes):
        await there.tick(instant)
    if await there.ports.rounds.digest(round_.id) is None or await there.ports.outbox.waiting():
        raise RuntimeError("a round did not come to its end")
    return size


async def _answer(there: Lived, round_: Round, people: int) -> None:
    """Let a share of those on the roster answer, each by chance."""
    chance, boxes = random.Random(round_.id), there.ports.boxes
    for person in chance.sample(await boxes.to_remind(round_.id), round(people * RATE)):
        sheet = {one.id: chance.choice(one.scale.option_ids) for one in round_.questions}
        if await boxes.cast(round_.id, person, sheet) is not CastOutcome.COUNTED:
            raise RuntimeError("a cast was not counted")


def _size(there: Lived) -> float:
    return there.file.stat().st_size / 1_000_000
