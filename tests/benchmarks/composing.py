"""How long a person waits who answers while a large digest is composed, drawn and posted."""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from support.council import LEADERS, ONE_QUESTION, OPENS, STAFF, Council, people, pulses
from support.large import dimension, questions, rounds
from support.published import ALL, Count, Group
from support.pulse import a_pulse
from support.world import Running, World, in_force, open_paper, world

from benchmarks.lateness import latest
from bot.survey.past import Past
from storage.model import REST, Pulse, Schedule

BEFORE = OPENS - timedelta(days=1)
IDLE = 200
"""So many answer while nothing else happens."""

ANSWERING = 600
FAR = Schedule.model_validate(
    {
        "opens": "Tuesday 10:00",
        "reminds": "Wednesday 10:00",
        "closes": "Thursday 16:00",
        "publishes": "next Monday 09:00",
        "first": "2028-01-04",
    }
)
"""Nothing of the large pulse opens meanwhile."""


async def measure(*, teams: int, items: int, weeks: int) -> None:
    """Let people answer, first alone, then beside a digest with so many weeks behind it."""
    here = people(1, ANSWERING)
    council = Council(north=here[: ANSWERING // 2], south=here[ANSWERING // 2 :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        weekly = pulses(ONE_QUESTION, path)
        large = _large(teams, items)
        async with (
            world(council, path, BEFORE) as there,
            in_force(there, (*weekly, large)) as running,
        ):
            await running.tick(OPENS)
            await _live_through(running, rounds(large, weeks + 1, _drawn(large)))
            await _compare(there, running, here, f"{teams} teams, {items} questions, {weeks} weeks")


async def _compare(there: World, running: Running, here: Sequence[str], size: str) -> None:
    answering = iter(here)
    alone = [await _answer(there, next(answering)) for _ in range(IDLE)]
    idle = asyncio.create_task(asyncio.sleep(2))
    late_alone = await latest(idle)
    began = time.perf_counter()
    posting = asyncio.create_task(running.tick())
    lateness = asyncio.create_task(latest(posting))
    beside = []
    while not posting.done():
        beside.append(await _answer(there, next(answering)))
    await posting
    took, late = time.perf_counter() - began, await lateness
    replies = sum(map(len, there.threads(LEADERS)))
    sys.stdout.write(
        f"{size}: posted with {replies} messages in its thread after {took:.1f} s, the machine's "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n"
        f"Alone: {_told(alone)}, the event loop never later than {1000 * late_alone:.0f} ms.\n"
        f"Beside it: {_told(beside)}, the event loop never later than {1000 * late:.0f} ms.\n"
    )


async def _answer(there: World, person: str) -> float:
    """The seconds from sending an answer to its acknowledgement."""
    somebody = there.person(person)
    await open_paper(somebody)
    began = time.perf_counter()
    outcome = await somebody.submit({"workload-manageable": "often"})
    took = time.perf_counter() - began
    if outcome.modal is None or outcome.modal.title != "Thank you":
        raise RuntimeError("an answer was not counted")
    return took


def _told(waits: Sequence[float]) -> str:
    ordered = sorted(1000 * wait for wait in waits)
    half, most = (ordered[len(ordered) * part // 100] for part in (50, 99))
    return (
        f"{len(ordered)} answers acknowledged, half of them within {half:.0f} ms, 99% within "
        f"{most:.0f} ms, all within {ordered[-1]:.0f} ms"
    )


# ---- the large pulse and its past


def _large(teams: int, items: int) -> Pulse:
    return a_pulse(
        id="large",
        name="Large pulse",
        question_set=questions(items),
        dimensions=(dimension("team", teams), dimension("population", 1), dimension("agency", 1)),
        schedule=FAR,
        leadership=LEADERS,
        staff=STAFF,
    )


def _drawn(pulse: Pulse) -> "_Draw":
    groups: list[Group] = [(one.id, group.id) for one in pulse.dimensions for group in one.groups]
    return _Draw([*groups, *((one.id, REST) for one in pulse.dimensions)])


class _Draw:
    """Counts by chance for every week, question and group."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._chance = random.Random(1)

    def __call__(self, week: int, question: str) -> Mapping[Group, Count]:
        chance = self._chance
        told = {group: (chance.randint(20, 40), chance.randint(55, 65)) for group in self._groups}
        return {ALL: (chance.randint(3_000, 3_300), 6_000), **told}


async def _live_through(running: Running, pasts: Sequence[Past]) -> None:
    """Keep rounds as if they had been; the newest is closed, and its digest due."""
    kept = running.ports.rounds
    shift = running.clock.now() - pasts[-1].round.publishes
    for number, past in enumerate(pasts, 1):
        moved = {
            name: getattr(past.round, name) + shift
            for name in ("opens", "reminds", "closes", "publishes")
        }
        round_ = past.round.model_copy(update=moved)
        await kept.plan([round_])
        await kept.open(round_, [])
        await kept.close(past.published)
        if number < len(pasts):
            await kept.publish(round_.id, "{}", [], composed=round_.publishes)
