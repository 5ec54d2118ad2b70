"""How long the publisher needs, and how long it holds up others."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from attack.habits import Habits
from attack.publication import QUESTIONS, Publication, real

from benchmarks.council import council
from benchmarks.lateness import latest
from benchmarks.row import Row
from questions.model import Question
from storage.model import Count, Published, Round


def asked(number: int) -> Sequence[Question]:
    """So many questions."""
    every = [*QUESTIONS.questions]
    every += [one.model_copy(update={"id": f"{one.id}-again"}) for one in every]
    return every[:number]


class _Found(NamedTuple):
    """Seconds on the clock and of processor, and how late the event loop was meanwhile."""

    wall: float
    cpu: float
    late: float


SIZES = ((10, 469, 4), (100, 2500, 20))
"""Teams, people and questions: a usual council, and a large one."""


async def measure(*, repeats: int = 3, sizes: Sequence[tuple[int, int, int]] = SIZES) -> list[Row]:
    """Disclose a round of each size, as closing does, several times."""
    return [
        row
        for teams, people, items in sizes
        for row in _rows(
            f"Disclosing {teams} teams, {people:,} people, {items} questions",
            [await _disclosed(teams, people, items) for _ in range(repeats)],
        )
    ]


def _rows(what: str, found: Sequence[_Found]) -> list[Row]:
    return [
        Row(what=f"{what}: processor", unit="s", values=[one.cpu for one in found]),
        Row(
            what=f"{what}: the event loop is late by",
            unit="ms",
            values=[1000 * one.late for one in found],
        ),
    ]


async def _disclosed(teams: int, people: int, items: int) -> _Found:
    """Disclose one round in a thread."""
    took: list[tuple[float, float]] = []

    def timed(round_: Round, count: Count) -> Published:
        began = time.perf_counter(), time.process_time()
        published = real(round_, count)
        took.append((time.perf_counter() - began[0], time.process_time() - began[1]))
        return published

    organisation, questions = council(teams=teams, people=people), asked(items)
    ballots = Habits(organisation, 1).ballots(organisation.people, questions, 0)
    publication = Publication(organisation=organisation, publish=timed)
    posting = asyncio.create_task(
        asyncio.to_thread(publication.post, organisation.people, questions, 0, ballots)
    )
    late = await latest(posting)
    await posting
    [(wall, cpu)] = took
    return _Found(wall, cpu, late)
