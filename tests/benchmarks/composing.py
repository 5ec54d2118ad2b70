"""How long a person waits who answers while a large digest is composed, drawn and posted."""

import random
import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from support.council import LEADERS, ONE_QUESTION, OPENS, STAFF, Council, people, pulses
from support.large import dimension, questions, rounds
from support.published import ALL, Count, Group
from support.pulse import a_pulse
from support.world import Running, in_force, world

from benchmarks.beside import Beside, compared, waits
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
        *waits(what, found),
    ]


async def _posted(teams: int, items: int, weeks: int, number: int) -> Beside:
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
            return await compared(there, here, running.tick())


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
