import asyncio
from datetime import UTC, datetime, timedelta

from bot.demo.clock import EagerClock
from bot.sandbox import HandClock

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_the_bot_moves_the_time_that_the_sandbox_waits_for() -> None:
    """The bot's sleep passes at once and takes the shared time along, waking who waits for it."""
    clock = HandClock(START)
    bot = EagerClock(clock)
    waiting = asyncio.create_task(clock.sleep_until(START + MINUTE))
    await _settle()
    await bot.sleep_until(START + 2 * MINUTE)
    await waiting
    assert clock.now() == bot.now() == START + 2 * MINUTE
