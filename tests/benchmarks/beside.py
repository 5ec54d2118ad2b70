"""How long people wait who answer while the bot does something else."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

from support.world import World, open_paper

from benchmarks.lateness import latest
from benchmarks.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """How long people waited, in seconds, and how late the loop was.

    Attributes:
        took: how long the work was under way.
    """

    alone: Sequence[float]
    beside: Sequence[float]
    late_alone: float
    late: float
    took: float


async def compared(
    there: World, here: Sequence[str], work: Coroutine[None, None, object]
) -> Beside:
    """Let a third of the people answer alone, and others while something is done."""
    answering = iter(here)
    alone = [await _answer(there, next(answering)) for _ in range(len(here) // 3)]
    late_alone = await latest(asyncio.create_task(asyncio.sleep(len(here) / 300)))
    began = time.perf_counter()
    doing = asyncio.create_task(work)
    lateness = asyncio.create_task(latest(doing))
    beside = []
    for person in answering:
        beside.append(await _answer(there, person))
        if doing.done():
            break
    await doing
    took = time.perf_counter() - began
    late = await lateness
    return Beside(alone=alone, beside=beside, late_alone=late_alone, late=late, took=took)


def waits(what: str, found: Sequence[Beside]) -> list[Row]:
    """How much longer people wait beside some work than alone, and how late the loop is."""
    return [
        Row(
            what=f"{what}: half of answers beside it wait at most",
            against="what 99% wait at most alone",
            values=[_wait(one.beside, 0.5) / _wait(one.alone, 0.99) for one in found],
            most=1,
        ),
        *(
            Row(
                what=f"{what}: {share:.0%} of answers beside it wait at most",
                against="alone",
                values=[_wait(one.beside, share) / _wait(one.alone, share) for one in found],
            )
            for share in (0.5, 0.99)
        ),
        *(
            Row(
                what=f"{what}: 99% of answers {how} wait at most",
                unit="ms",
                values=[_wait(one, 0.99) for one in several],
            )
            for how, several in (
                ("alone", [one.alone for one in found]),
                ("beside it", [one.beside for one in found]),
            )
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
