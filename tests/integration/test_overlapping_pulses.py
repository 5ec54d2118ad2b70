"""Two pulses that would ask the same people the same question: one of them waits."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.council import ADMIN, CLOSES, NEXT_OPENS, OPENS, PUBLISHES, STAFF
from support.lines import withheld
from support.restoring import restored
from support.world import Running, World, in_force

from bot import backups
from questions.loader import load_shipped
from storage.model import Pulse, Source, State

MINUTES = timedelta(minutes=1)
NORTH, SOUTH, BOTH = "C0NORTH", "C0SOUTH", "UPERSON020"
WORDING = "How often was your workload manageable in the last week?"

Weekly = tuple[Pulse, ...]


def asking(weekly: Weekly, channel: str, **changes: object) -> Pulse:
    """A pulse that asks the people of a channel, and nobody else."""
    name, people = channel.removeprefix("C0").title(), (Source(channel=channel),)
    named = {"id": channel.lower(), "name": name, "audience": people}
    return weekly[0].model_copy(update={"dimensions": ()} | named | changes)


def join(here: World, person: str, channel: str) -> None:
    members = here.sandbox.workspace.channels[channel].members
    here.sandbox.workspace.change_channel(channel, members=(*members, person))


def leave(here: World, person: str, channel: str) -> None:
    members = here.sandbox.workspace.channels[channel].members
    left = tuple(one for one in members if one != person)
    here.sandbox.workspace.change_channel(channel, members=left)


async def opened(running: Running) -> set[str]:
    """The pulses that have a round open."""
    return {one.pulse.id for one in await running.ports.rounds.in_state(State.OPEN)}


def told(here: World) -> list[str]:
    return [one.words for one in here.person(ADMIN).direct_messages()]


@pytest.fixture
def two(weekly: Weekly) -> Weekly:
    """Two pulses that ask two teams the same question."""
    return asking(weekly, NORTH), asking(weekly, SOUTH)


async def test_teams_without_anybody_in_common_are_asked(here: World, two: Weekly) -> None:
    """The same question may go to different people at the same time."""
    async with in_force(here, two) as running:
        await running.tick(OPENS)
        assert await opened(running) == {"c0north", "c0south"}


async def test_somebody_who_joins_both_keeps_them_from_opening(here: World, two: Weekly) -> None:
    """Rounds wait, admins are told why and what to do, and once it is mended they open."""
    async with in_force(here, two) as running:
        join(here, BOTH, NORTH)
        await running.tick(OPENS)
        assert await opened(running) == set()
        assert here.person(BOTH).direct_messages() == ()
        await running.tick(OPENS + 10 * MINUTES)
        assert len(told(here)) == 2
        assert (
            'The pulses "North" and "South" would ask one person the same question, '
            f'"{WORDING}": give them different questions'
        ) in told(here)[0]
        leave(here, BOTH, NORTH)
        await running.tick(OPENS + 20 * MINUTES)
        assert await opened(running) == {"c0north", "c0south"}


async def test_other_questions_go_to_anybody(here: World, weekly: Weekly) -> None:
    """People who are in two audiences can be asked by both, where no question is the same."""
    other = asking(weekly, NORTH, question_set=load_shipped("wolverhampton-2022"))
    async with in_force(here, (*weekly, other)) as running:
        await running.tick(OPENS)
        assert await opened(running) == {"weekly", "c0north"}


async def test_a_pulse_that_ended_is_waited_for_four_weeks(here: World, weekly: Weekly) -> None:
    """Its question goes to nobody of its audience until four weeks after it closed."""
    async with in_force(here, (asking(weekly, NORTH),)) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        await running.bot.pulses.apply(weekly)
        await running.tick()
        for weeks in range(4):
            opens = NEXT_OPENS + timedelta(weeks=weeks)
            await running.tick(opens)
            await running.tick(opens + 10 * MINUTES)
            assert await opened(running) == set()
            await running.tick(opens + timedelta(days=2))
        assert (
            'The pulse "Weekly pulse" would ask 13 people a question that the pulse "North" '
            f'asked within the last four weeks, "{WORDING}": let four weeks pass'
        ) in told(here)[0]
        await running.tick(NEXT_OPENS + timedelta(weeks=4))
        assert await opened(running) == {"weekly"}


@pytest.mark.parametrize("until", [OPENS, PUBLISHES])
async def test_after_a_restore_an_ended_pulse_is_waited_for_too(
    here: World, weekly: Weekly, tmp_path: Path, until: datetime
) -> None:
    """What people were asked counts, although the backup does not know of it."""
    async with in_force(here, (asking(weekly, NORTH),)) as running:
        backups.back_up(tmp_path / "backup", folders=here.folders)
        for instant in (one for one in (OPENS, CLOSES, PUBLISHES) if one <= until):
            await running.tick(instant)
    await restored(here, tmp_path / "backup", end_rounds=True)
    async with here.running() as running:
        await running.tick()
        await running.bot.pulses.apply(weekly)
        await running.tick()
        for weeks in range(4):
            await running.tick(NEXT_OPENS + timedelta(weeks=weeks))
            assert await opened(running) == set()
        await running.tick(NEXT_OPENS + timedelta(weeks=4))
        assert await opened(running) == {"weekly"}


async def test_a_pulse_of_another_id_asks_the_same_people_on(here: World, weekly: Weekly) -> None:
    """Where the audience is the very same, an ended pulse is waited for only while it is open."""
    renamed = weekly[0].model_copy(update={"id": "renamed"})
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await running.bot.pulses.apply([moved(renamed, "Wednesday 10:00")])
        await running.tick()
        await running.tick(OPENS + timedelta(days=1))
        assert await opened(running) == {"weekly"}
        for instant in (CLOSES, PUBLISHES, NEXT_OPENS, NEXT_OPENS + timedelta(days=1)):
            await running.tick(instant)
        assert await opened(running) == {"renamed"}


def moved(pulse: Pulse, opens: str) -> Pulse:
    """The pulse, opening on another day."""
    schedule = pulse.schedule.model_dump() | {"opens": opens, "reminds": "Thursday 10:00"}
    return Pulse.model_validate(pulse.model_dump() | {"schedule": schedule})


async def test_a_round_that_waits_too_long_is_cancelled(here: World, two: Weekly) -> None:
    """After half of its length nobody is asked this time, and both channels hear so."""
    async with in_force(here, two) as running:
        join(here, BOTH, NORTH)
        await running.tick(OPENS)
        await running.tick(OPENS + timedelta(hours=28))
        assert len(await running.ports.rounds.in_state(State.CANCELLED)) == 2
        assert "could not be sent when they were due" in here.posted(STAFF)[0].words


async def test_a_group_that_is_gone_holds_nobody(
    here: World, weekly: Weekly, caplog: pytest.LogCaptureFixture
) -> None:
    """An ended pulse whose channel cannot be read any more does not stop others for weeks."""
    async with in_force(here, (asking(weekly, SOUTH),)) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        leave(here, here.sandbox.workspace.bot_user, SOUTH)
        await running.bot.pulses.apply([asking(weekly, STAFF)])
        await running.tick()
        await running.tick(NEXT_OPENS)
        assert await opened(running) == {"c0allstaff"}
        assert 'Whom a pulse asked cannot be read any more: pulse "c0south"' in caplog.text
        assert withheld(caplog.records) == []


async def test_a_pulse_in_force_that_nobody_is_left_in_stops_no_other(
    here: World, two: Weekly
) -> None:
    """Where an audience has become empty, nobody is in both."""
    async with in_force(here, two) as running:
        here.sandbox.workspace.change_channel(SOUTH, members=(here.sandbox.workspace.bot_user,))
        await running.tick(OPENS)
        assert await opened(running) == {"c0north"}


@pytest.mark.parametrize(("threshold", "weeks"), [(8, 0), (5, 4)])
async def test_the_very_same_people_are_promised_no_less_under_another_id(
    here: World, weekly: Weekly, threshold: int, weeks: int
) -> None:
    """Not even by way of another channel with the same members; after four weeks it asks them."""
    async with in_force(here, (asking(weekly, NORTH, threshold=8),)) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        members = here.sandbox.workspace.channels[NORTH].members
        here.sandbox.workspace.add_channel("C0COPY", name="copy", members=[*members])
        await running.bot.pulses.apply([asking(weekly, "C0COPY", threshold=threshold)])
        await running.tick()
        for week in range(weeks):
            await running.tick(NEXT_OPENS + timedelta(weeks=week))
            assert await opened(running) == set()
        await running.tick(NEXT_OPENS + timedelta(weeks=weeks))
        assert await opened(running) == {"c0copy"}
