"""Very many things due at one instant: whether one is missed, and how long the loop is held."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from support.council import BEFORE, OPENS, REMINDS, TWO_DIMENSIONS, pulses
from support.world import in_force, world

from benchmarks.lateness import latest
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.stage import council
from bot.stores import DATABASE


class _Found(NamedTuple):
    """How many of the things were missed, and for how many seconds the loop was late at most."""

    missed: int
    late: float


async def measure(*, repeats: int = 3, things: int = 10_000, rest: float = 2) -> list[Row]:
    """Let everybody's reminder be due at one instant, and as many jobs of a scheduler."""
    ours = [await _reminders(things) for _ in range(repeats)]
    jobs = [await _jobs(things, rest) for _ in range(repeats)]
    return [
        *_rows(f"{things:,} reminders due at one instant", ours, missed=0, late=50),
        *_rows(f"{things:,} jobs of APScheduler due at one instant, for comparison", jobs),
    ]


def _rows(
    what: str, found: list[_Found], *, missed: float | None = None, late: float | None = None
) -> list[Row]:
    return [
        Row(what=f"{what}: missed", unit="", values=[one.missed for one in found], most=missed),
        Row(
            what=f"{what}: the loop is late by",
            unit="ms",
            values=[1000 * one.late for one in found],
            most=late,
        ),
    ]


async def _reminders(people: int) -> _Found:
    """Everybody's reminder, from the tick at which it is due until it is owed."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder)
        async with (
            world(council(people), path, BEFORE) as there,
            in_force(there, pulses(TWO_DIMENSIONS, path)) as running,
        ):
            running.clock.move_to(OPENS)
            await running.bot.steps.advance()
            running.clock.move_to(REMINDS)
            late = await latest(asyncio.ensure_future(running.bot.steps.advance()))
        return _Found(people - _owed(there.folders.data_dir / DATABASE), late)


def _owed(database: Path) -> int:
    """How many people are owed a reminder."""
    with closing(sqlite3.connect(database)) as opened:
        [(number,)] = opened.execute(
            "SELECT count(*) FROM outbox WHERE to_person AND key LIKE '%/reminder/%'"
        )
    return int(number)


async def _jobs(number: int, rest: float) -> _Found:
    """Jobs that do nothing, as the scheduler takes them where it is told nothing else.

    Args:
        number: how many.
        rest: seconds that it has for them after their instant.
    """
    ran = 0

    async def job() -> None:
        nonlocal ran
        ran += 1

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start(paused=True)
    instant = datetime.now(UTC) + timedelta(seconds=number / 1000)
    for _ in range(number):
        scheduler.add_job(job, "date", run_date=instant)
    scheduler.resume()
    wait = max(0.0, (instant - datetime.now(UTC)).total_seconds())
    late = await latest(asyncio.ensure_future(asyncio.sleep(wait + rest)))
    scheduler.shutdown(wait=False)
    return _Found(number - ran, late)
