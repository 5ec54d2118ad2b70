"""A council with years of rounds behind it, in a chat that takes every message at once."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from support.large import dimension, questions, rounds
from support.published import ALL, Count, Group
from support.pulse import a_pulse
from support.round import OPENS

from benchmarks.closed import NOBODY, folders
from bot.app import Bot, Ports, assemble, connect
from bot.demo.clock import EagerClock
from bot.sandbox import HandClock
from bot.slack.client import connected
from bot.stores import DATABASE
from bot.survey.messages import Message, Notice
from bot.survey.past import Past
from bot.survey.roster import Person, UserGroup
from storage.model import Pulse, Source

QUESTIONS = 4
RATE = 0.42
"""The share that answers."""

WEEK = timedelta(weeks=1)


class Staff:
    """So many people, all in one channel and each in that of a team."""

    def __init__(self, number: int, teams: int) -> None:
        self._people = [f"UPERSON{one:06}" for one in range(number)]
        self._teams = teams

    async def people(self) -> Mapping[str, Person]:
        return {one: Person(id=one) for one in self._people}

    async def members(self, source: Source) -> Sequence[str]:
        team = str(source.channel).removeprefix("C")
        return self._people[int(team) :: self._teams] if team.isdecimal() else self._people

    async def person(self, person: str) -> Person | None:
        return Person(id=person) if person in self._people else None

    async def usergroups(self) -> Sequence[UserGroup]:
        return ()

    async def channel(self, channel: str) -> str:
        return channel


class Postbox:
    """Takes every message, and keeps none."""

    def __init__(self) -> None:
        self.taken = 0

    async def deliver(
        self, recipient: str, message: Message, *, key: str, reply_to: str | None = None
    ) -> str:
        self.taken += 1
        return f"1700000000.{self.taken:06}"

    async def standing(
        self, recipient: str, key: str, since: datetime, reply_to: str | None = None
    ) -> str | None:
        return None

    async def bring(self, person: str, notice: Notice, files: Mapping[str, bytes]) -> None:
        self.taken += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A bot with a past.

    Attributes:
        file: its main database.
        pulse: what is asked every week.
        next: the instant at which the next round opens.
    """

    bot: Bot
    ports: Ports
    clock: HandClock
    file: Path
    pulse: Pulse
    next: datetime

    async def tick(self, instant: datetime) -> None:
        """Let it be an instant, do what is due, and send what is owed."""
        self.clock.move_to(instant)
        await self.bot.steps.advance()
        await self.bot.delivery.drain()


@asynccontextmanager
async def lived(folder: Path, *, people: int, teams: int, weeks: int) -> AsyncIterator[Lived]:
    """A bot that has published a round a week for so many weeks.

    What came out of each round is drawn by chance and kept as closing keeps it; from there on its
    digest is composed, owed and sent as it would have been.
    """
    pulse, clock = asked(teams, weeks), HandClock(OPENS - WEEK)
    eager = EagerClock(clock)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(connected("xoxb-nobody", NOBODY))
        ports = await stack.enter_async_context(
            connect(folders(folder), client=client, clock=eager)
        )
        ports = replace(ports, directory=Staff(people, teams), messenger=Postbox())
        bot = assemble(ports, client=client, clock=eager)
        await bot.pulses.apply([pulse])
        there = Lived(
            bot=bot,
            ports=ports,
            clock=clock,
            file=folders(folder).data_dir / DATABASE,
            pulse=pulse,
            next=OPENS + weeks * WEEK,
        )
        for past in rounds(pulse, weeks, Chance(pulse, people)):
            await _publish(there, past)
        yield there


async def _publish(there: Lived, past: Past) -> None:
    kept = there.ports.rounds
    await kept.plan([past.round])
    await kept.open(past.round, [])
    await kept.close(past.published)
    await there.tick(past.round.publishes)


def asked(teams: int, weeks: int) -> Pulse:
    """A pulse whose own rounds begin after those weeks."""
    pulse = a_pulse(question_set=questions(QUESTIONS), dimensions=(dimension("team", teams),))
    first = (OPENS + weeks * WEEK).date()
    return pulse.model_copy(update={"schedule": pulse.schedule.model_copy(update={"first": first})})


class Chance:
    """Counts by chance for every week, question and group."""

    def __init__(self, pulse: Pulse, people: int) -> None:
        self._answered = round(people * RATE)
        self._groups: list[Group] = [
            (one.id, group.id) for one in pulse.dimensions for group in one.groups
        ]
        self._chance = random.Random(1)

    def __call__(self, week: int, question: str) -> Mapping[Group, Count]:
        each = self._answered // len(self._groups)
        return {ALL: self._drawn(self._answered)} | {
            group: self._drawn(each) for group in self._groups
        }

    def _drawn(self, answered: int) -> Count:
        return self._chance.randint(answered // 3, answered // 2), answered
