import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.tick import mind_the_clock, ticking

SOON = 5
WEEK = timedelta(days=7)


async def test_each_job_is_called_at_once() -> None:
    """The first tick does not wait for the next one's time."""
    first, second = asyncio.Event(), asyncio.Event()

    async def one() -> None:
        first.set()

    async def other() -> None:
        second.set()

    async with ticking(one, other):
        await asyncio.wait_for(asyncio.gather(first.wait(), second.wait()), SOON)


async def test_a_clock_that_was_set_back_by_a_week_puts_nothing_off() -> None:
    """A job whose next time has moved a week away, as it does then, is called all the same."""
    called = asyncio.Event()

    async def job() -> None:
        called.set()

    scheduler = AsyncIOScheduler(timezone=UTC)
    every = IntervalTrigger(seconds=10, timezone=UTC)
    scheduler.add_job(job, every, next_run_time=datetime.now(UTC) + WEEK)
    scheduler.start()
    minding = asyncio.create_task(mind_the_clock(scheduler, every=0.01))
    try:
        await asyncio.wait_for(called.wait(), SOON)
    finally:
        minding.cancel()
        with suppress(asyncio.CancelledError):
            await minding
        scheduler.shutdown(wait=False)
