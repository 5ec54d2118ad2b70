"""Clocks that change, stand still or go wrong while rounds go by."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.council import (
    BEFORE,
    CLOSES,
    LEADERS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    REMINDS,
    STAFF,
    pulses,
)
from support.turned import TurnedClock
from support.two_teams import COUNCIL, DIGESTS, answered
from support.whole_round import HOUR, is_clean, is_whole
from support.world import World, in_force

from bot.sandbox import Limits, Sandbox
from bot.settings import Folders
from storage.model import Pulse

LONDON = ZoneInfo("Europe/London")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def opening(time_of_day: str, first: str, folder: Path) -> tuple[Pulse, ...]:
    """A pulse that opens on that day at that hour, and closes on the evening of the next."""
    days = [datetime.fromisoformat(first) + n * DAY for n in range(3)]
    names = [f"{'next ' if one.weekday() < days[0].weekday() else ''}{one:%A}" for one in days]
    file = (
        ONE_QUESTION.replace("opens: Tuesday 10:00", f"opens: {names[0]} {time_of_day}")
        .replace("reminds: Wednesday 10:00", f"reminds: {names[1]} 10:00")
        .replace("closes: Thursday 16:00", f"closes: {names[1]} 20:00")
        .replace("publishes: next Monday 09:00", f"publishes: {names[2]} 09:00")
        .replace("first: 2026-11-24", f"first: {first}")
    )
    return pulses(file, folder)


@pytest.mark.parametrize("time_of_day", ["00:30", "01:30"])
@pytest.mark.parametrize(
    "first",
    ["2027-03-28", "2027-10-31", "2028-02-29", "2026-12-31"],
    ids=["spring forward", "fall back", "leap day", "year's end"],
)
async def test_a_day_that_is_not_like_others_has_one_round(
    tmp_path: Path, time_of_day: str, first: str
) -> None:
    """Ticking every half hour, one round opens, closes and is published, and no other."""
    start = datetime.fromisoformat(first).replace(tzinfo=LONDON) - 6 * HOUR
    clock = TurnedClock(start.astimezone(UTC))
    folders = Folders(data_dir=tmp_path / "data", key_dir=tmp_path / "keys")
    async with Sandbox(clock=clock, limits=Limits.off()) as sandbox:
        COUNCIL.move_in(sandbox.workspace)
        here = World(sandbox=sandbox, clock=clock, folders=folders)
        async with in_force(here, opening(time_of_day, first, tmp_path)) as running:
            now = clock.now()
            for _ in range(2 * 9):
                now += 30 * MINUTE
                await running.tick(now)
            assert {len(here.person(one).direct_messages()) for one in COUNCIL.people} == {1}
            await answered(here)
            for hours in (24, 48, 60, 72):
                await running.tick(start.astimezone(UTC) + hours * HOUR)
            assert here.kinds() == DIGESTS
            is_clean(here)


@pytest.fixture
async def turned(tmp_path: Path) -> World:
    """The council of two teams, with a clock that can be turned back."""
    folders = Folders(data_dir=tmp_path / "data", key_dir=tmp_path / "keys")
    sandbox = Sandbox(clock=TurnedClock(BEFORE), limits=Limits.off())
    COUNCIL.move_in(sandbox.workspace)
    assert isinstance(sandbox.clock, TurnedClock)
    return World(sandbox=sandbox, clock=sandbox.clock, folders=folders)


@pytest.mark.parametrize("back", [HOUR, 7 * DAY], ids=["an hour", "a week"])
@pytest.mark.parametrize("when", [OPENS + HOUR, CLOSES + HOUR, PUBLISHES + HOUR])
async def test_a_clock_set_back_does_nothing_twice(
    turned: World, weekly: tuple[Pulse, ...], back: timedelta, when: datetime
) -> None:
    """Nobody is asked again, no answer is counted again, and no digest comes again."""
    clock = turned.clock
    assert isinstance(clock, TurnedClock)
    async with turned.sandbox, in_force(turned, weekly) as running:
        for instant in (OPENS, REMINDS, CLOSES, PUBLISHES):
            await running.tick(instant)
            if instant == OPENS:
                await answered(turned)
            if instant <= when < instant + 2 * HOUR:
                clock.turn_to(when - back)
                await running.tick()
                clock.turn_to(when)
                await running.tick()
        await running.tick(PUBLISHES + 12 * HOUR)
        await is_whole(turned, running)


async def test_a_machine_asleep_for_three_days_tells_of_the_round_it_missed(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Nobody is asked too late, both channels hear why, and nothing is left behind."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS + 3 * DAY)
        await running.tick(PUBLISHES)
        assert {len(here.person(one).direct_messages()) for one in COUNCIL.people} == {0}
        assert {channel: len(here.posted(channel)) for channel in (LEADERS, STAFF)} == {
            LEADERS: 1,
            STAFF: 1,
        }
        is_clean(here)


async def test_a_machine_asleep_from_answering_to_publishing_loses_no_answer(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Closing and publishing are made up for, and only the reminder is left out."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        await running.tick(PUBLISHES + 12 * HOUR)
        await running.tick(PUBLISHES + 20 * HOUR)
        assert here.kinds() == DIGESTS
        assert "8 to 14 of 26 answered" in here.posted(STAFF)[0].words
        is_clean(here)
