"""Answers for simulated people until it is killed; run by test_box_kill as a process of its own.

Each line on standard input, "FOLDER SEED", is a fresh process that reaches the boxes in that
folder. It says "pid N" first, "opened" when the round is open, the number of each person whose
cast was acknowledged, and "gone" once it was killed. The processes are forked from this one, which
has imported everything and opened nothing: starting Python anew would take most of the test's time.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

from questions.loader import load_shipped
from storage.ballot_box.boxes import Boxes
from storage.model import CastOutcome, Place

QUESTIONS = load_shipped("weekly").questions[:3]
ROSTER = [Place(person=f"U{n:03}", groups=("north" if n % 3 else "south",)) for n in range(200)]


def answers(number: int) -> dict[str, str]:
    """What the person of a number answers, every time."""
    seeded = random.Random(number)
    return {q.id: seeded.choice(q.scale.option_ids) for q in QUESTIONS if seeded.random() < 0.9}


def say(line: str) -> None:
    """One write, so that a kill leaves no part of a line."""
    os.write(1, f"{line}\n".encode())


async def cast_until_killed(folder: Path, seed: int) -> None:
    boxes = Boxes(folder=folder / "boxes", keys=folder / "keys")
    if not (folder / "opened").exists():
        await boxes.open("weekly", questions=QUESTIONS, dimensions=("team",), roster=ROSTER)
        (folder / "opened").touch()
    say("opened")
    numbers = list(range(len(ROSTER)))
    random.Random(seed).shuffle(numbers)
    queue = iter(numbers)

    async def people() -> None:
        for number in queue:
            outcome = await boxes.cast("weekly", ROSTER[number].person, answers(number))
            assert outcome in {CastOutcome.COUNTED, CastOutcome.COUNTED_BEFORE}
            say(f"{number}")

    await asyncio.gather(*(people() for _ in range(1 + seed % 12)))
    await asyncio.sleep(60)


def main() -> None:
    for line in sys.stdin:
        folder, seed = line.split()
        child = os.fork()
        if not child:
            say(f"pid {os.getpid()}")
            try:
                asyncio.run(cast_until_killed(Path(folder), int(seed)))
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
