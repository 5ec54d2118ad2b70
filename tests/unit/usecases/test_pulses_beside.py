"""Pulses that are changed in chat while the command line changes them too."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

import pytest
from support.pulse import a_pulse

from bot.demo.clock import EagerClock
from bot.sandbox import HandClock
from bot.survey.roster import Person, UserGroup
from bot.usecases.admins import Admins
from bot.usecases.pulses import Outdated, Pulses
from questions.loader import load_shipped
from storage.change_log import ChangeLog
from storage.database import Database
from storage.model import Pulse, Source
from storage.pulses import Pulses as PulsesKept
from storage.question_sets import QuestionSets

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NORTH, SOUTH, WEST = (
    a_pulse(id=name, name=name, audience=[{"channel": f"C0{name.upper()}"}])
    for name in ("north", "south", "west")
)


class Town:
    """A directory in which something else happens while it is asked."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def people(self) -> Mapping[str, Person]:
        return {one: Person(id=one) for one in ("U1", "U2", "U3")}

    async def members(self, source: Source) -> Sequence[str]:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            await happens()
        return [{"C0NORTH": "U1", "C0SOUTH": "U2", "C0WEST": "U3"}[source.channel or ""]]

    async def person(self, person: str) -> Person | None:
        return Person(id=person)

    async def usergroups(self) -> Sequence[UserGroup]:
        return []

    async def channel(self, channel: str) -> str:
        return channel.lower()


def on(database: Database, directory: Town | None) -> Pulses:
    clock = EagerClock(HandClock(NOW))
    admins = Admins((), directory=None, changes=ChangeLog(database), clock=clock)
    return Pulses(
        pulses=PulsesKept(database),
        question_sets=QuestionSets(database),
        directory=directory,
        admins=admins,
        clock=clock,
    )


def renamed(pulse: Pulse) -> Pulse:
    return pulse.model_copy(update={"name": "Renamed"})


@pytest.fixture
def town() -> Town:
    return Town()


async def test_a_pulse_that_a_command_adds_meanwhile_stays(database: Database, town: Town) -> None:
    """A change in chat that was worked out before is refused, and takes nothing out of force."""
    chat, command = on(database, town), on(database, None)
    await command.apply([NORTH, SOUTH])
    town.meanwhile = lambda: command.apply([NORTH, SOUTH, WEST])
    with pytest.raises(Outdated):
        await chat.change(renamed(NORTH), was=NORTH, by="U0ADMIN")
    assert await chat.wanted() == [NORTH, SOUTH, WEST]


async def test_a_question_set_is_published_on_what_stands(database: Database, town: Town) -> None:
    """Publishing one while a command changes the pulses undoes nothing of theirs."""
    chat, command = on(database, town), on(database, None)
    await command.apply([NORTH, SOUTH])
    town.meanwhile = lambda: command.apply([renamed(NORTH), SOUTH])
    weekly = load_shipped("weekly")
    with pytest.raises(Outdated):
        await chat.publish(
            weekly.model_copy(update={"title": "Another title"}), was=weekly, by="U0ADMIN"
        )
    assert await chat.wanted() == [renamed(NORTH), SOUTH]
