"""A pulse that asks once: a window of weeks, its end, and the year after."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.council import ADMIN, STAFF, people
from support.lines import withheld
from support.two_teams import COUNCIL
from support.world import Running, World, kind, world

from bot.sandbox import Refuse
from storage.model import Preference, Pulse, State

FIRST, SECOND = "health-check-2026-09-07", "health-check-2027-09-06"
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
NOW = datetime(2026, 8, 24, 9, tzinfo=UTC)
OPENS = datetime(2026, 9, 7, 8, tzinfo=UTC)
REMINDS = datetime(2026, 9, 21, 8, tzinfo=UTC)
CLOSES = datetime(2026, 9, 25, 16, tzinfo=UTC)
PUBLISHES = datetime(2026, 9, 30, 8, tzinfo=UTC)
NEXT_OPENS = datetime(2027, 9, 6, 8, tzinfo=UTC)

Once = tuple[Pulse, ...]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """The council of two teams, two weeks before it is asked."""
    async with world(COUNCIL, tmp_path, NOW) as here:
        yield here


@pytest.fixture
def once(weekly: tuple[Pulse, ...]) -> Once:
    """The pulse of the tests, once a year."""
    [pulse] = weekly
    schedule = {
        "every": "once",
        "opens": "Monday 09:00",
        "reminds": "week 3 Monday 09:00",
        "closes": "week 3 Friday 17:00",
        "publishes": "week 4 Wednesday 09:00",
        "first": "2026-09-07",
    }
    return changed((pulse,), id="health-check", name="Health check", schedule=schedule)


@pytest.fixture
async def running(running: Running, once: Once) -> Running:
    """Most of the council asked not to be written to, which is quicker to live."""
    await running.bot.pulses.apply(once)
    for person in people(2, 26):
        await running.ports.preferences.put(Preference(person=person, never=True))
    return running


def changed(once: Once, **terms: object) -> Once:
    [pulse] = once
    return (Pulse.model_validate(pulse.model_dump() | terms),)


def again(once: Once, first: str = "2027-09-06", **terms: object) -> Once:
    """The same pulse with another first date."""
    schedule = once[0].schedule.model_dump(mode="json") | {"first": first}
    return changed(once, schedule=schedule, **terms)


async def live(running: Running, *instants: datetime) -> None:
    for instant in instants:
        await running.tick(instant)


async def states(running: Running) -> dict[str, State]:
    """Every round that there is, and where it stands."""
    found = await running.ports.rounds.in_state(*State)
    return {one.id: one.state for one in found}


async def test_it_asks_once_and_reminds_once(here: World, running: Running) -> None:
    """One invitation, one reminder and one digest, and nothing after it for a year."""
    await live(running, OPENS, REMINDS - HOUR)
    assert len(here.person("UPERSON001").direct_messages()) == 1
    await live(running, REMINDS, REMINDS + HOUR)
    assert len(here.person("UPERSON001").direct_messages()) == 2
    await live(running, CLOSES, PUBLISHES)
    for weeks in range(1, 60, 4):
        await live(running, PUBLISHES + weeks * WEEK)
    assert await states(running) == {FIRST: State.PUBLISHED}
    assert len(here.person("UPERSON001").direct_messages()) == 2


async def test_applied_again_it_does_not_ask_again(running: Running, once: Once) -> None:
    """While it is open, after it, under another name or with another reminder."""
    schedule = once[0].schedule.model_dump(mode="json") | {"reminds": "week 2 Monday 09:00"}
    await live(running, OPENS)
    await running.bot.pulses.apply(changed(once, name="Our year"))
    await live(running, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(changed(once, schedule=schedule))
    await live(running, PUBLISHES + WEEK)
    await running.bot.pulses.apply(changed(once, id="other"))
    await running.bot.pulses.apply(once)
    await live(running, PUBLISHES + 2 * WEEK)
    assert await states(running) == {FIRST: State.PUBLISHED}


async def test_a_new_first_date_lets_it_ask_again(running: Running, once: Once) -> None:
    """A year later it is a round of the same pulse, so that last year's is its history."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(again(once))
    await live(running, PUBLISHES + WEEK)
    assert await states(running) == {FIRST: State.PUBLISHED, SECOND: State.PLANNED}
    await live(running, NEXT_OPENS)
    assert await states(running) == {FIRST: State.PUBLISHED, SECOND: State.OPEN}


async def test_missed_it_does_not_say_that_others_come(here: World, running: Running) -> None:
    """An outage of most of its window cancels it, and nobody is promised a next round."""
    await live(running, OPENS - HOUR, OPENS + 10 * 24 * HOUR)
    assert await states(running) == {FIRST: State.CANCELLED}
    [told] = [one.words for one in here.posted(STAFF) if kind(one) == "notice"]
    assert "could not be sent when they were due" in told
    assert "as usual" not in told


async def test_late_by_less_than_half_it_still_asks(running: Running) -> None:
    """An outage of a week leaves enough of a window of three weeks."""
    await live(running, OPENS - HOUR, OPENS + WEEK)
    assert await states(running) == {FIRST: State.OPEN}


# ---- changes of threshold, audience or groups


async def test_before_it_asked_a_change_holds_at_once(
    here: World, running: Running, once: Once
) -> None:
    """Nobody has been promised anything yet."""
    await running.bot.pulses.apply(changed(once, threshold=9))
    await live(running, OPENS)
    found = await running.ports.rounds.get(FIRST)
    assert found is not None
    assert found.pulse.threshold == 9
    assert here.posted(STAFF) == ()


async def test_while_it_asks_and_after_it_nothing_changes(
    here: World, running: Running, once: Once
) -> None:
    """There is no round that could go by the change, so the terms stay, and nobody is told."""
    await live(running, OPENS)
    await running.bot.pulses.apply(changed(once, threshold=9))
    await live(running, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(changed(once, threshold=9))
    await live(running, PUBLISHES + WEEK)
    assert [one.threshold for one in await running.bot.pulses.all()] == [5]
    assert not [one for one in here.posted(STAFF) if kind(one) == "change"]


async def test_next_years_change_is_told_ahead_of_it(
    here: World, running: Running, once: Once
) -> None:
    """With the new first date it is told at once, and holds from that round on."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(again(once, threshold=9))
    await live(running, PUBLISHES + HOUR)
    [told] = [one.words for one in here.posted(STAFF) if kind(one) == "change"]
    assert "Health check will change from Monday 6 September on." in told
    await live(running, NEXT_OPENS)
    found = await running.ports.rounds.get(SECOND)
    assert found is not None
    assert found.pulse.threshold == 9


async def test_an_earlier_first_date_brings_an_announced_change_with_it(
    here: World, running: Running, once: Once
) -> None:
    """Staff read the new day, and that the old one does not count, and the round goes by it."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    for first in ("2027-09-06", "2027-06-07"):
        await running.bot.pulses.apply(again(once, first, threshold=9))
        await running.tick()
    told = "\n".join(one.words for one in here.posted(STAFF) if kind(one) == "change")
    assert "Health check will change from Monday 7 June on." in told
    assert "from Monday 6 September on, will not happen" in told
    await live(running, PUBLISHES + WEEK, datetime(2027, 6, 7, 8, tzinfo=UTC))
    found = await running.ports.rounds.get("health-check-2027-06-07")
    assert found is not None
    assert found.pulse.threshold == 9


async def test_a_first_date_too_early_for_an_announced_change_withdraws_it(
    here: World, running: Running, once: Once
) -> None:
    """Staff read that it will not happen, and nothing is announced for a round that never comes."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    for first in ("2027-09-06", "2026-10-05"):
        await running.bot.pulses.apply(again(once, first, threshold=9))
        await running.tick()
    told = [one.words for one in here.posted(STAFF) if kind(one) == "change"]
    assert "from Monday 6 September on, will not happen" in told[-1]
    assert len(told) == 2
    assert await running.bot.pulses.announced() == []


async def test_in_the_week_before_it_asks_a_change_comes_too_late(
    running: Running, once: Once
) -> None:
    """The round then goes by the old terms, as if the change had not been applied."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(again(once))
    await live(running, NEXT_OPENS - 6 * 24 * HOUR)
    await running.bot.pulses.apply(again(once, threshold=9))
    await live(running, NEXT_OPENS)
    found = await running.ports.rounds.get(SECOND)
    assert found is not None
    assert found.pulse.threshold == 5


async def test_a_change_that_could_not_be_told_does_not_come(
    here: World, running: Running, once: Once, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no later round to put it off to; admins hear what to do."""
    await live(running, OPENS, REMINDS, CLOSES, PUBLISHES)
    await running.bot.pulses.apply(again(once, threshold=9))
    here.sandbox.faults.order("chat.postMessage", Refuse("is_archived"))
    await running.tick()
    here.clock.move_to(NEXT_OPENS - WEEK)
    await running.bot.steps.advance()
    await live(running, NEXT_OPENS)
    found = await running.ports.rounds.get(SECOND)
    assert found is not None
    assert found.pulse.threshold == 5
    assert await running.bot.pulses.announced() == []
    waits, told = here.person(ADMIN).direct_messages()
    assert "is archived; bring it back in Slack" in waits.words
    assert "Health check: its change will not hold" in told.words
    assert withheld(caplog.records) == []
