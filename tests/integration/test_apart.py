"""What goes wrong with one round, pulse or action holds up no other, and says where it was."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from support.acting import ASKED_AT, WHAT, recorded, two_leaders
from support.council import CLOSES, LEADERS, NEXT_OPENS, OPENS, STAFF
from support.lines import withheld
from support.world import Running, World, in_force, kind

from bot.app import steps
from bot.ports import Directory
from bot.sandbox import Refuse
from bot.survey.roster import Person
from questions.loader import load_shipped
from storage.actions import Actions
from storage.model import Action, Announcement, Owed, Pulse, Source, State
from storage.pulses import Pulses
from storage.rounds import Rounds

WEEK = timedelta(weeks=1)
NORTH, SOUTH = "C0NORTH", "C0SOUTH"
OF_NORTH, OF_SOUTH = "c0north-2026-11-24", "c0south-2026-11-24"

SECRET = "UPERSON001 said often"


class Unforeseen(Exception):
    """What none of our own code raises, with a text that no log may hold."""


@pytest.fixture
def two(weekly: tuple[Pulse, ...]) -> tuple[Pulse, ...]:
    """Two pulses that ask two teams different questions."""
    sets = (weekly[0].question_set, load_shipped("wolverhampton-2022"))
    return tuple(
        weekly[0].model_copy(
            update={
                "id": channel.lower(),
                "name": channel,
                "audience": (Source(channel=channel),),
                "dimensions": (),
                "question_set": questions,
            }
        )
        for channel, questions in zip((NORTH, SOUTH), sets, strict=True)
    )


class Stumbling:
    """A directory that fails, as nobody foresaw, when it is asked for one team."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def people(self) -> Mapping[str, Person]:
        return await self._directory.people()

    async def members(self, source: Source) -> Sequence[str]:
        if source.channel == NORTH:
            raise Unforeseen(SECRET)
        return await self._directory.members(source)


class Unplannable(Rounds):
    """Rounds of which those of one pulse cannot be planned."""

    async def planned_until(self, pulse_id: str) -> datetime:
        if pulse_id == NORTH.lower():
            raise Unforeseen(SECRET)
        return await super().planned_until(pulse_id)


class Immovable(Pulses):
    """Pulses of which the change of one cannot be put off."""

    async def put_off(
        self, announcement: Announcement, body: str, owed: Sequence[Owed] = ()
    ) -> None:
        if announcement.pulse.id == NORTH.lower():
            raise Unforeseen(SECRET)
        await super().put_off(announcement, body, owed)


class Unaskable(Actions):
    """Actions of which leadership cannot be asked about one."""

    async def ask(self, action: Action, owed: Sequence[Owed]) -> bool:
        if action.what == WHAT:
            raise Unforeseen(SECRET)
        return await super().ask(action, owed)


async def opened(running: Running) -> set[str]:
    return {one.id for one in await running.ports.rounds.in_state(State.OPEN)}


async def test_a_fault_in_one_rounds_step_holds_up_no_other(
    here: World, two: tuple[Pulse, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """The other round opens, the log says which waits and where, and mended it opens too."""
    async with in_force(here, two) as running:
        directory = Stumbling(running.ports.directory)
        here.clock.move_to(OPENS)
        await steps(replace(running.ports, directory=directory), clock=running.clock).advance()
        assert await opened(running) == {OF_SOUTH}
        assert f"The round {OF_NORTH} waits after a fault: Unforeseen in members (" in caplog.text
        assert withheld(caplog.records) == []
        assert SECRET not in caplog.text
        await running.tick()
        assert await opened(running) == {OF_NORTH, OF_SOUTH}


async def test_a_fault_in_one_pulses_planning_holds_up_no_other(
    here: World, two: tuple[Pulse, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """Rounds of the other pulse are planned and open on their day."""
    async with in_force(here, two) as running:
        rounds = Unplannable(running.ports.rounds._database)
        unplannable = steps(replace(running.ports, rounds=rounds), clock=running.clock)
        for instant in (OPENS, NEXT_OPENS):
            here.clock.move_to(instant)
            await unplannable.advance()
        planned = await running.ports.rounds.in_state(State.PLANNED)
        assert {one.pulse.id for one in planned} == {SOUTH.lower()}
        assert "What is due waits after a fault: Unforeseen in planned_until (" in caplog.text
        assert SECRET not in caplog.text


async def test_a_fault_in_one_announcement_holds_up_no_other(
    here: World, two: tuple[Pulse, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """The other change is put off; the one that was not does not hold before it was told."""
    async with in_force(here, two) as running:
        for instant in (OPENS, CLOSES):
            await running.tick(instant)
        await running.bot.pulses.apply([one.model_copy(update={"threshold": 9}) for one in two])
        here.sandbox.faults.order("chat.postMessage", Refuse("is_archived"), times=3)
        await running.tick()
        assert "change" not in map(kind, here.posted(STAFF))
        pulses = Immovable(running.ports.pulses._database)
        immovable = steps(replace(running.ports, pulses=pulses), clock=running.clock)
        here.clock.move_to(NEXT_OPENS)
        await immovable.advance()
        [north, south] = await running.bot.pulses.announced()
        assert south.holds_from == north.holds_from + WEEK
        here.clock.move_to(NEXT_OPENS + WEEK)
        await immovable.advance()
        assert [one.threshold for one in await running.bot.pulses.all()] == [5, 5]
        assert "What is due waits after a fault: Unforeseen in put_off (" in caplog.text
        assert SECRET not in caplog.text


async def test_a_fault_in_one_actions_review_holds_up_no_other(
    here: World, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Leadership is asked about the action that was recorded later, and the log says where."""
    await two_leaders(here, running)
    await recorded(here, running)
    await recorded(here, running, what="talk to every team")
    actions = Unaskable(running.ports.actions._database)
    here.clock.move_to(ASKED_AT)
    await steps(replace(running.ports, actions=actions), clock=running.clock).advance()
    await running.bot.delivery.drain()
    asked = [one.text for one in here.posted(LEADERS) if "What became of this?" in one.text]
    assert ["talk to every team" in one for one in asked] == [True]
    assert "What is due waits after a fault: Unforeseen in ask (" in caplog.text
    assert SECRET not in caplog.text
