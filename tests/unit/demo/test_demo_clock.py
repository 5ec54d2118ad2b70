import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import DemoClock, EagerClock, UnmovedClock
from bot.sandbox import HandClock

START = datetime(2020, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=20)
WEEK = timedelta(days=7)


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", [HandClock, DemoClock])
async def test_the_bot_moves_the_time_that_the_sandbox_waits_for(
    kind: type[HandClock | DemoClock],
) -> None:
    """On a clock that stands the bot's sleep passes at once, waking whoever waits for that time."""
    clock = kind(START)
    bot = EagerClock(clock)
    waiting = asyncio.create_task(clock.sleep_until(START + MINUTE))
    await _settle()
    assert not waiting.done()
    await bot.sleep_until(START + 2 * MINUTE)
    await waiting
    assert clock.now() == bot.now() == START + 2 * MINUTE


def test_it_shows_real_time_at_first() -> None:
    """A clock that nobody moved shows the machine's time."""
    clock = DemoClock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert (clock.moved, clock.held) == (False, False)


def test_moved_it_flows_on_from_there() -> None:
    """Moved on while it flows, it is ahead by as much and goes on at real pace."""
    clock = DemoClock()
    start = clock.now()
    clock.move_to(start + HOUR)
    first = clock.now()
    assert clock.moved
    assert start + HOUR <= first <= clock.now()


def test_a_held_clock_stands() -> None:
    """While it is held it shows one instant; moved and released, it flows on from where it is."""
    clock = DemoClock()
    clock.hold()
    held = clock.now()
    assert clock.now() == held
    clock.move_to(held + HOUR)
    assert clock.now() == held + HOUR
    clock.release()
    assert not clock.held
    assert clock.now() >= held + HOUR


def test_it_is_not_moved_back_by_a_step() -> None:
    """To move it to an instant that is past changes nothing."""
    clock = DemoClock(START)
    clock.move_to(START - HOUR)
    assert clock.now() == START


def test_it_goes_back_to_real_time() -> None:
    """A clock that was held a week ahead shows the machine's time again."""
    clock = DemoClock()
    clock.move_to(clock.now() + WEEK)
    clock.hold()
    clock.to_real_time()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert not clock.moved


def test_it_does_not_fall_behind() -> None:
    """Released where it stood in the past, it shows real time and counts as not moved."""
    clock = DemoClock(START)
    assert clock.moved
    clock.release()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert not clock.moved


async def test_whoever_sleeps_wakes_when_it_is_moved() -> None:
    """A sleeper on a flowing clock wakes as soon as the clock is moved past their instant."""
    clock = DemoClock()
    waiting = asyncio.create_task(clock.sleep_until(clock.now() + HOUR))
    await _settle()
    clock.move_to(clock.now() + MINUTE)
    await _settle()
    assert not waiting.done()
    clock.move_to(clock.now() + HOUR)
    await waiting


async def test_whoever_sleeps_sleeps_on_when_it_goes_back() -> None:
    """A sleeper whose instant is far again after the clock went back is not woken before it."""
    clock = DemoClock()
    until = clock.now() + HOUR
    waiting = asyncio.create_task(clock.sleep_until(until))
    clock.move_to(until - MINUTE)
    await _settle()
    clock.to_real_time()
    await _settle()
    assert not waiting.done()
    clock.move_to(until)
    await waiting


async def test_a_short_sleep_passes_by_itself() -> None:
    """On a clock that flows, a sleep ends when its time has come, for the bot as well."""
    clock = DemoClock()
    clock.move_to(clock.now() + WEEK)
    for sleeper in (clock, EagerClock(clock)):
        until = clock.now() + SOON
        await sleeper.sleep_until(until)
        assert clock.now() >= until


async def test_a_held_clock_stands_for_sleepers_too() -> None:
    """While it is held no real time wakes a sleeper; released, it does."""
    clock = DemoClock()
    until = clock.now() + SOON
    clock.hold()
    waiting = asyncio.create_task(clock.sleep_until(until))
    await asyncio.sleep(2 * SOON.total_seconds())
    assert not waiting.done()
    clock.release()
    await waiting
    assert clock.now() >= until


async def test_the_bot_does_not_move_a_clock_that_flows() -> None:
    """The bot sleeps really while the clock flows, and moves it from the moment it is held."""
    clock = DemoClock()
    until = clock.now() + HOUR
    waiting = asyncio.create_task(EagerClock(clock).sleep_until(until))
    await _settle()
    assert not waiting.done()
    assert clock.now() < until
    clock.hold()
    await waiting
    assert clock.now() == until


async def test_moves_use_up_nobodys_seconds() -> None:
    """What is to be done within seconds is not late because the clock was moved or held."""
    clock = DemoClock()
    unmoved = UnmovedClock(clock)
    until = unmoved.now() + MINUTE
    waiting = asyncio.create_task(unmoved.sleep_until(until))
    clock.move_to(clock.now() + WEEK)
    clock.hold()
    held = unmoved.now()
    clock.move_to(clock.now() + WEEK)
    await _settle()
    assert unmoved.now() == held < until
    clock.to_real_time()
    await _settle()
    assert held <= unmoved.now() < until
    assert not waiting.done()
    waiting.cancel()


async def test_seconds_pass_while_it_flows() -> None:
    """On a clock that flows, the time that people have passes as theirs does."""
    clock = DemoClock()
    unmoved = UnmovedClock(clock)
    until = unmoved.now() + SOON
    await unmoved.sleep_until(until)
    assert unmoved.now() >= until
