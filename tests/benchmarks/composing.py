"""How long a person waits who answers while a large digest is composed, drawn and posted."""

import asyncio
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from support.council import LEADERS, ONE_QUESTION, OPENS, STAFF, Council, people, pulses
from support.large import dimension, questions, rounds
from support.published import ALL, Count, Group
from support.pulse import a_pulse
from support.world import Running, World, in_force, open_paper, world

from benchmarks.lateness import latest
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from bot.survey.past import Past
from storage.model import REST, Pulse, Schedule

BEFORE = OPENS - timedelta(days=1)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """How long people waited, in seconds, and how late the loop was.

    Attributes:
        took: how long it was until the digest stood in both channels.
    """

    alone: Sequence[float]
    beside: Sequence[float]
    late_alone: float
    late: float
    took: float


async def measure(
    *,
    repeats: int = 3,
    teams: int = 100,
    items: int = 20,
    weeks: int = 52,
    people: int = 600,
) -> list[Row]:
    """Let people answer, a third of them alone, then others beside a digest with a past."""
    found = [await _posted(teams, items, weeks, people) for _ in range(repeats)]
    what = f"A digest of {teams} teams and {items} questions after {weeks} weeks"
    return [
        Row(what=f"{what}: posted after", unit="s", values=[one.took for one in found]),
        *(
            Row(
                what=f"{what}: {share:.0%} of answers beside it wait at most",
                against="alone",
                values=[_wait(one.beside, share) / _wait(one.alone, share) for one in found],
            )
            for share in (0.5, 0.99)
        ),
        Row(
            what=f"{what}: 99% of answers beside it wait at most",
            unit="ms",
            values=[_wait(one.beside, 0.99) for one in found],
        ),
        Row(
            what="The event loop alone is late by",
            unit="ms",
            values=[1000 * one.late_alone for one in found],
        ),
        Row(
            what="The event loop beside it is late by",
            unit="ms",
            values=[1000 * one.late for one in found],
        ),
    ]


async def _posted(teams: int, items: int, weeks: int, number: int) -> _Found:
    here = people(1, number)
    council = Council(north=here[: number // 2], south=here[number // 2 :])
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder)
        weekly = pulses(ONE_QUESTION, path)
        large = _large(teams, items)
        async with (
            world(council, path, BEFORE) as there,
            in_force(there, (*weekly, large)) as running,
        ):
            await running.tick(OPENS)
            await _live_through(running, rounds(large, weeks + 1, _drawn(large)))
            return await _compared(there, running, here)


async def _compared(there: World, running: Running, here: Sequence[str]) -> _Found:
    answering = iter(here)
    alone = [await _answer(there, next(answering)) for _ in range(len(here) // 3)]
    late_alone = await latest(asyncio.create_task(asyncio.sleep(len(here) / 300)))
    began = time.perf_counter()
    posting = asyncio.create_task(running.tick())
    lateness = asyncio.create_task(latest(posting))
    beside = []
    for person in answering:
        beside.append(await _answer(there, person))
        if posting.done():
            break
    await posting
    return _Found(
        alone=alone,
        beside=beside,
        late_alone=late_alone,
        late=await lateness,
        took=time.perf_counter() - began,
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


def _wait(waits: Sequence[float], share: float) -> float:
    """So many milliseconds a share of them waited at most."""
    ordered = sorted(waits)
    return 1000 * ordered[int((len(ordered) - 1) * share)]


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
