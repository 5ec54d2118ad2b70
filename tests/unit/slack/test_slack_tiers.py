from datetime import UTC, datetime, timedelta

import pytest

from bot.pace import LONGEST_PAUSE
from bot.sandbox import HandClock
from bot.sandbox.limits import METHOD_RATES
from bot.slack.tiers import MINUTE, TIERS, WAIT, Budget

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NOTHING = timedelta()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def budget(clock: HandClock) -> Budget:
    return Budget(clock)


def test_the_tiers_are_those_that_are_documented() -> None:
    """The workspace of the tests, which was written from the same pages, allows as much."""
    assert {name: METHOD_RATES[name].per_minute for name in TIERS} == dict(TIERS)
    assert set(TIERS) > WAIT


@pytest.mark.parametrize("method", TIERS)
def test_no_minute_has_more_calls_than_its_tier(
    budget: Budget, clock: HandClock, method: str
) -> None:
    """As many as are allowed go at once, and each other one when one of them is a minute old."""
    called = []
    for _ in range(3 * TIERS[method] + 1):
        while left := budget.spend(method):
            clock.advance(left.total_seconds())
        called.append(clock.now())
        clock.advance(0.1)
    minute = timedelta(minutes=1)
    for number, first in enumerate(called):
        assert sum(one < first + minute for one in called[number:]) <= TIERS[method]
    assert called[-1] == NOW + 3 * MINUTE


def test_one_method_leaves_the_others_alone(budget: Budget) -> None:
    """When everybody was asked for as often as is allowed, user groups still can be."""
    while not budget.spend("users.list"):
        pass
    assert budget.spend("usergroups.list") == NOTHING


@pytest.mark.parametrize("method", ["views.open", "views.update", "views.push"])
def test_what_somebody_waits_for_is_always_called(budget: Budget, method: str) -> None:
    """A window is never kept back, however many were opened and whatever Slack said before."""
    budget.hold(method, 30)
    assert {budget.spend(method) for _ in range(1000)} == {NOTHING}


def test_a_method_is_left_alone_for_as_long_as_slack_asks(budget: Budget, clock: HandClock) -> None:
    """After a 429 that method waits, for a quarter of an hour at most."""
    budget.hold("users.list", 30)
    assert budget.spend("users.list") == timedelta(seconds=30)
    clock.advance(30)
    assert budget.spend("users.list") == NOTHING
    budget.hold("users.list", 10_000)
    assert budget.spend("users.list") == LONGEST_PAUSE


def test_a_clock_that_was_ahead_keeps_nothing_back() -> None:
    """Calls and holds from a time that is yet to come do not count."""

    class Astray:
        instant = NOW + timedelta(days=365)

        def now(self) -> datetime:
            return self.instant

        async def sleep_until(self, instant: datetime) -> None:
            raise NotImplementedError

    clock = Astray()
    budget = Budget(clock)
    while not budget.spend("users.list"):
        pass
    budget.hold("usergroups.list", 600)
    clock.instant = NOW
    assert budget.spend("users.list") == budget.spend("usergroups.list") == NOTHING
