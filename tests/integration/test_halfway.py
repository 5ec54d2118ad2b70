"""Half-way through a pulse that asks once, both channels read about how many have answered."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.council import LEADERS, ONE_QUESTION, QUESTION, STAFF, Council, people, pulses
from support.world import Running, World, in_force, kind, world

from storage.model import Preference

ROUND = "weekly-2026-09-07"
BEFORE = datetime(2026, 9, 4, 9, tzinfo=UTC)
OPENS = datetime(2026, 9, 7, 8, tzinfo=UTC)
CLOSES = datetime(2026, 9, 25, 16, tzinfo=UTC)
PUBLISHES = datetime(2026, 9, 30, 8, tzinfo=UTC)
HALF = OPENS + (CLOSES - OPENS) / 2
HOUR = timedelta(hours=1)

LARGE = Council(north=people(1, 60), south=people(61, 140), hospital=people(141, 160))
WILLING = "UPERSON001"
SMALL = Council(north=people(1, 20), south=people(21, 49))

ONCE = (
    ONE_QUESTION.partition("    schedule:")[0]
    + f"""
    schedule:
      every: once
      opens: Monday 09:00
      reminds: week 3 Monday 09:00
      closes: week 3 Friday 17:00
      publishes: week 4 Wednesday 09:00
      first: 2026-09-07
    leadership: {LEADERS}
    staff: {STAFF}
    threshold: 5
    support: Your supervisor.
    contact: the principal social worker
"""
)


@pytest.fixture(params=[LARGE])
async def here(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A council before it is asked."""
    async with world(request.param, tmp_path, BEFORE) as here:
        yield here


@pytest.fixture
async def running(here: World, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot, whose round is open; one person wants to be written to, which is quicker to live."""
    async with in_force(here, pulses(ONCE, tmp_path)) as running:
        for person in LARGE.people:
            never = person != WILLING
            await running.ports.preferences.put(Preference(person=person, never=never))
        await running.tick(OPENS)
        yield running


async def cast(running: Running, *some: Sequence[str]) -> None:
    for person in (one for group in some for one in group):
        await running.ports.boxes.cast(ROUND, person, {QUESTION: "often"})


def told(here: World, channel: str = STAFF) -> list[str]:
    """What was told half-way in a channel."""
    return [one.words for one in here.posted(channel) if kind(one) == "halfway"]


async def test_both_channels_read_it_once(here: World, running: Running) -> None:
    """Everyone and the large teams, rounded; no small team, and nothing again until the digest."""
    await cast(running, people(1, 21), people(61, 107), people(141, 150))
    await running.tick(HALF - HOUR)
    assert told(here) == []
    for hours in (0, 1, 2):
        await running.tick(HALF + hours * HOUR)
    [words] = told(here)
    assert told(here, LEADERS) == [words]
    assert "By Wednesday 16 September, about 50% of 160 people asked had answered." in words
    assert "North: about 40% of 60" in words
    assert "South: about 60% of 80" in words
    assert "Hospital" not in words
    assert "It closes on Friday 25 September at 17:00." in words
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    assert len(told(here)) == 1


async def test_it_is_the_same_whoever_answered(here: World, running: Running) -> None:
    """Other people, as many of each team, and a few more who do not move the rounded share."""
    await cast(running, people(40, 60), people(90, 137), people(151, 160))
    await running.tick(HALF)
    [words] = told(here)
    assert "about 50% of 160 people asked had answered" in words
    assert "North: about 40% of 60" in words
    assert "South: about 60% of 80" in words


@pytest.mark.parametrize("here", [SMALL], indirect=True)
async def test_of_fewer_than_fifty_nothing_is_posted(here: World, running: Running) -> None:
    """Then there is no message at all, and it is not looked at again."""
    await cast(running, people(1, 30))
    await running.tick(HALF)
    assert told(here) == told(here, LEADERS) == []
    found = await running.ports.rounds.get(ROUND)
    assert found is not None
    assert found.midway_told


async def test_an_outage_over_half_way_tells_it_late_or_not_at_all(
    here: World, running: Running
) -> None:
    """Late by less than half of what is left it still goes; later it says too much."""
    await cast(running, people(1, 30))
    await running.tick(HALF + (CLOSES - HALF) * 0.5)
    assert told(here) == []
    await running.tick(HALF + (CLOSES - HALF) * 0.6)
    assert told(here) == []


async def test_a_late_one_names_its_own_day(here: World, running: Running) -> None:
    """It says when it was counted, not when it should have been."""
    await running.tick(HALF + 48 * HOUR)
    [words] = told(here)
    assert "By Friday 18 September, about 10% or less of 160" in words


async def test_people_are_told_before_they_answer(here: World, running: Running) -> None:
    """The invitation says that it will be told, and how roughly."""
    [asked] = here.person(WILLING).direct_messages()
    assert "of 50 people or more, to the nearest 10%" in asked.words
