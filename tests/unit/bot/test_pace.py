from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import EagerClock
from bot.pace import BETWEEN_MESSAGES, BETWEEN_MESSAGES_TO_ONE, CATCHING_UP, LONGEST_PAUSE, Pace
from bot.sandbox import HandClock

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BURST = 1 + CATCHING_UP // BETWEEN_MESSAGES


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def pace(clock: HandClock) -> Pace:
    return Pace(EagerClock(clock))


async def go(pace: Pace, clock: HandClock, number: int) -> list[datetime]:
    """When so many messages go, to different people."""
    went = []
    for place in range(number):
        while await pace.wait():
            pass
        pace.goes(f"U{place}")
        went.append(clock.now())
    return went


async def test_messages_follow_each_other_evenly(pace: Pace, clock: HandClock) -> None:
    """The first goes at once, and each of the others a seventh of a second after the one before."""
    assert await go(pace, clock, 30) == [NOW + n * BETWEEN_MESSAGES for n in range(30)]


@pytest.mark.parametrize("idle", [MINUTE, timedelta(days=300)])
async def test_lost_time_is_made_up_for_by_a_short_burst_alone(
    pace: Pace, clock: HandClock, idle: timedelta
) -> None:
    """After a while without messages a second's worth of them goes at once, and no more."""
    clock.move_to(NOW + idle)
    went = await go(pace, clock, BURST + 20)
    assert went[:BURST] == [NOW + idle] * BURST
    then = [(one - NOW - idle) / BETWEEN_MESSAGES for one in went[BURST:]]
    assert then == pytest.approx(range(1, 21), abs=0.001)


async def test_no_minute_has_many_more_than_its_share(pace: Pace, clock: HandClock) -> None:
    """However often it was held, a minute has at most a second's worth beyond 420."""
    went = []
    for hold in range(40):
        went += await go(pace, clock, 50)
        pace.hold(timedelta(seconds=hold % 4))
    for number, first in enumerate(went):
        within = [one for one in went[number:] if one < first + MINUTE]
        assert len(within) <= MINUTE // BETWEEN_MESSAGES + BURST


async def test_a_hold_is_waited_for(pace: Pace, clock: HandClock) -> None:
    """Nothing goes until it is over, and the longer one counts; none is longer than allowed."""
    pace.hold(timedelta(seconds=30))
    pace.hold(timedelta(seconds=10))
    assert await pace.wait()
    assert clock.now() == NOW + timedelta(seconds=30)
    assert not await pace.wait()
    pace.hold(timedelta(days=3))
    await pace.wait()
    assert clock.now() == NOW + timedelta(seconds=30) + LONGEST_PAUSE


async def test_whoever_was_sent_something_rests_for_a_second(pace: Pace, clock: HandClock) -> None:
    """It is known who rests and until when, and nobody is remembered for longer."""
    pace.goes("C1")
    clock.advance(1)
    pace.goes("C2")
    assert pace.rests() == {
        "C1": NOW + BETWEEN_MESSAGES_TO_ONE,
        "C2": NOW + timedelta(seconds=1) + BETWEEN_MESSAGES_TO_ONE,
    }
    clock.advance(0.5)
    assert list(pace.rests()) == ["C2"]
    clock.advance(0.6)
    assert pace.rests() == {}
