"""The one job of the scheduler: now and then it asks what is due."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

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
    minding = asyncio.create_task(mind_the_clock(scheduler))
    try:
        yield
    finally:
        minding.cancel()
        scheduler.shutdown(wait=False)


async def mind_the_clock(scheduler: AsyncIOScheduler, every: float = SECONDS) -> None:
    """Call jobs soon again that a clock which was set back has put off.

    A job's next instant is a time of day, and may be a week away when the clock is set back by one.
    This goes by a timer instead.

    Args:
        scheduler: whose jobs they are.
        every: so many seconds pass between two looks, and a job is put off by no more.
    """
    while True:
        await asyncio.sleep(every)
        now = datetime.now(UTC)
        for job in scheduler.get_jobs():
            if job.next_run_time - now > timedelta(seconds=every):
                job.modify(next_run_time=now)
