"""The one job of the scheduler: now and then it asks what is due."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

SECONDS = 10
"""A step of a round is taken this late at most."""

Job = Callable[[], Awaitable[None]]


@asynccontextmanager
async def ticking(*jobs: Job) -> AsyncIterator[None]:
    """Call each job at once and then again and again, never twice at a time.

    Nothing is persisted with the scheduler: what is due stands in our own tables, so a tick that
    is late, or that did not happen, loses nothing.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    for job in jobs:
        scheduler.add_job(
            job,
            IntervalTrigger(seconds=SECONDS, timezone=UTC),
            next_run_time=datetime.now(UTC),  # the scheduler knows the machine's time only
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
