"""How long the publisher needs, and how long it holds up others."""

import asyncio
import sys
import time
from collections.abc import Sequence

from attack.habits import Habits
from attack.publication import QUESTIONS, Publication, real

from benchmarks.council import council
from benchmarks.lateness import latest
from questions.model import Question
from storage.model import Count, Published, Round


def asked(number: int) -> Sequence[Question]:
    """So many questions."""
    every = [*QUESTIONS.questions]
    every += [one.model_copy(update={"id": f"{one.id}-again"}) for one in every]
    return every[:number]


async def measure(*, teams: int, people: int, items: int) -> None:
    """Disclose one round in a thread, as closing does, and tell how long it took."""
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
    sys.stdout.write(
        f"{teams} teams, {people} people, {items} questions: {wall:.1f} s ({cpu:.1f} s of "
        f"processor), the event loop never later than {1000 * late:.0f} ms\n"
    )
