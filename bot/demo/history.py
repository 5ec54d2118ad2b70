"""What happened before the demo begins: rounds that went through box and disclosure."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Protocol

from bot.app import Bot, Ports
from bot.demo.council import PAST_ROUNDS, Council
from bot.demo.dealing import Act
from bot.demo.habits import Habits
from bot.errors import StaffPulseError
from bot.survey.messages import local
from bot.survey.schedule import DAY
from storage.model import CastOutcome, Round, Schedule, State


class Clock(Protocol):
    """The hand that moves time through the past."""

    def now(self) -> datetime:
        """The instant that it shows."""
        ...

    def move_to(self, instant: datetime) -> None:
        """Move it on to an instant, never back."""
        ...


def begins(schedule: Schedule) -> datetime:
    """An instant before the first round of a schedule."""
    return datetime.combine(schedule.first, time(), UTC) - DAY


async def live_through(
    council: Council,
    *,
    ports: Ports,
    bot: Bot,
    clock: Clock,
    say: Callable[[str], None],
    rounds: int = PAST_ROUNDS,
) -> None:
    """Take the council's pulse through the rounds before the demo begins.

    Answers go to the ballot box, not over the wire, and nobody is sent an invitation, of which no
    admin is told; the digests are posted. Afterwards the clock shows when the last of them was.

    Args:
        council: whose people answer.
        ports: the bot's.
        bot: with the pulse in force and no admins; it takes no step by itself meanwhile.
        clock: shows an instant before the first round.
        say: takes a line for each round.
        rounds: how many.

    Raises:
        StaffPulseError: a step was not taken.
        StorageError: the data cannot be kept.
    """
    past = _Past(habits=Habits(council), ports=ports, bot=bot, clock=clock)
    for number in range(1, rounds + 1):
        lived = await past.round()
        zone = lived.pulse.schedule.zone
        say(f"Round {number} of {rounds}: opened on {local(lived.opens, zone)}, published.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """A council's past, a round at a time."""

    habits: Habits
    ports: Ports
    bot: Bot
    clock: Clock

    async def round(self) -> Round:
        """Take the next round from its opening to its digest."""
        await self.bot.steps.advance()
        [planned] = await self.ports.rounds.in_state(State.PLANNED)
        opened = await self._step(planned, planned.opens, State.OPEN)
        acts = [timed.act for timed in self.habits.acts(opened)]
        await asyncio.gather(*(self._do(act, opened) for act in acts))
        await self._step(opened, opened.closes, State.CLOSED)
        published = await self._step(opened, opened.publishes, State.PUBLISHED)
        await self.bot.delivery.drain()
        for uninvited in await self.ports.sendings.untold():
            await self.ports.sendings.tell(uninvited, ())
        return published

    async def _step(self, due: Round, instant: datetime, state: State) -> Round:
        """Let the bot do what is due at an instant, and see that it did."""
        self.clock.move_to(instant)
        await self.bot.steps.advance()
        found = await self.ports.rounds.get(due.id)
        if found is None or found.state is not state:
            now = found.state if found else "gone"
            raise StaffPulseError(f"The round {due.id} should be {state} by now, and is {now}.")
        return found

    async def _do(self, act: Act, round_: Round) -> None:
        if act.answers is None:
            await self.ports.boxes.decline(round_.id, act.person)
            return
        became = await self.ports.boxes.cast(round_.id, act.person, act.answers)
        if became is not CastOutcome.COUNTED:
            raise StaffPulseError(f"Somebody answered in {round_.id} and was {became}.")
