import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox import HandClock

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_sleeper_waits_until_somebody_moves_the_clock() -> None:
    """Sleeping by the hand-moved clock ends when it reaches the instant, and not before."""
    clock = HandClock(START)
    sleeper = asyncio.create_task(clock.sleep_until(START + 2 * MINUTE))
    await _settle()
    clock.move_to(START + MINUTE)
    await _settle()
    assert not sleeper.done()
    clock.move_to(START + 2 * MINUTE)
    await sleeper


async def test_an_instant_that_is_past_is_not_waited_for() -> None:
    """Sleeping until now or earlier returns at once."""
    clock = HandClock(START)
    await clock.sleep_until(START)
    await clock.sleep_until(START - MINUTE)
    assert clock.now() == START


def test_the_clock_never_goes_back() -> None:
    """Moving to an instant that is past leaves the time as it is."""
    clock = HandClock(START)
    clock.move_to(START - MINUTE)
    assert clock.now() == START


async def test_a_sleeper_who_gives_up_does_not_hinder_the_clock() -> None:
    """A cancelled sleep is forgotten, and the others still wake."""
    clock = HandClock(START)
    one, other = (asyncio.create_task(clock.sleep_until(START + MINUTE)) for _ in range(2))
    await _settle()
    one.cancel()
    clock.move_to(START + MINUTE)
    await other
    await _settle()
    assert one.cancelled()
