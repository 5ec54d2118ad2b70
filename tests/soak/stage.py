"""One stage of a simulated round: an instant, the bot, and the people who act at it."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar

from support.council import QUESTION
from support.mortal import Mortal
from support.world import ANSWER, NOT_THIS_WEEK, World, labels

from bot.sandbox import Person
from bot.sandbox.faults import Faults
from soak.books import Page

T = TypeVar("T")

SLACK_WAITS = timedelta(seconds=3)
PATIENCE = 0.5
"""After so many seconds of the machine in which nobody gets on, Slack's three have passed."""

AT_ONCE = 8


class Kind(Enum):
    """What is special about a stage."""

    OPENING = auto()
    ANSWERING = auto()
    DUE = auto()


@dataclass(kw_only=True)
class Stage:
    """What happens at an instant, which a trouble may put off.

    Attributes:
        kind: of stage.
        at: when it is.
        page: the round's in the books.
        answering: who wants to answer now, and what.
        declining: who wants to say [Not this week].
        since: what each person has been sent before this round.
    """

    kind: Kind
    at: datetime
    world: World
    bot: Mortal
    page: Page
    dice: random.Random
    since: dict[str, int]
    answering: dict[str, str] = field(default_factory=dict)
    declining: Sequence[str] = ()

    @property
    def faults(self) -> Faults:
        """What can be ordered to go wrong."""
        return self.world.sandbox.faults

    @property
    def data(self) -> Path:
        """The bot's data folder."""
        return self.world.folders.data_dir

    async def go(self, *, dies_at: int | None = None) -> None:
        """Let the bot do what is due, and then the people act, who do not give up."""
        await self.look(dies_at=dies_at)
        await self.people_act()

    async def look(self, *, dies_at: int | None = None) -> None:
        """Let it be the instant, for everybody, and the bot do what is due."""
        self.world.clock.move_to(self.at)
        await self.bot.look(self.at, dies_at=dies_at)

    async def people_act(self, *, halfway: Callable[[], object] | None = None) -> None:
        """Let everybody act together, until each is thanked; `halfway` is done when half are."""
        acts = [self.until_thanked(one) for one in self.answering]
        acts += [self.until_declined(one) for one in self.declining]
        await together(self.world, acts, halfway=halfway)

    async def people_try(self, *, most: int = 100) -> None:
        """Let some of them try once, in bad times; whoever is thanked is counted."""
        await together(self.world, [self.tries(one) for one in list(self.answering)[:most]])

    async def until_thanked(self, person: str) -> None:
        """Try until somebody is thanked; whoever was not asked yet cannot."""
        while self.was_asked(person) and person not in self.page.answers:
            await self.tries(person)

    async def tries(self, person: str) -> None:
        """Press [Answer], fill in and send, each once."""
        somebody = self.world.person(person)
        if not self.was_asked(person) or person in self.page.answers:
            return
        message = self.invitations(person)[-1]
        await self._done(somebody, lambda: somebody.press(message, ANSWER))
        if somebody.modal is None or somebody.modal.submit is None:
            return
        option = self.answering[person]
        await self._done(somebody, lambda: somebody.submit({QUESTION: option}))
        if somebody.modal is not None and somebody.modal.title == "Thank you":
            self.page.answers[person] = option
            await somebody.close_modal(everything=True)

    async def until_declined(self, person: str) -> None:
        """Say [Not this week] until the bot says that it is fine."""
        somebody = self.world.person(person)
        while self.was_asked(person):
            message = self.invitations(person)[-1]
            await self._done(somebody, lambda: somebody.press(message, NOT_THIS_WEEK))  # noqa: B023
            modal = somebody.modal
            if modal is not None:
                await somebody.close_modal(everything=True)
                if modal.title == "Not this week":
                    return

    def was_asked(self, person: str) -> bool:
        """Whether this round's invitation has come to somebody."""
        return bool(self.invitations(person))

    def invitations(self, person: str) -> list:
        """What came to somebody in this round that can be answered."""
        heard = self.world.person(person).direct_messages()[self.since.get(person, 0) :]
        return [message for message in heard if "Not this week" in labels(message)]

    def cut(self) -> None:
        """Break the line without a word."""
        self.world.sandbox.socket_mode.cut()

    async def reconnect(self) -> None:
        """Ask the bot to take a new line."""
        await self.world.sandbox.socket_mode.disconnect()

    async def _done(self, somebody: Person, act: Callable[[], Awaitable[T]]) -> None:
        """Do something once there is a line to the bot, Slack having its patience."""

        async def doing() -> None:
            await self.world.sandbox.socket_mode.connected()
            await act()

        await self.bot.during(doing())


async def together(
    world: World,
    acts: Iterable[Awaitable[None]],
    *,
    halfway: Callable[[], object] | None = None,
) -> None:
    """Let people act, some at a time; Slack delivers again what is not answered.

    Args:
        world: its clock moves on by Slack's patience when nobody gets on.
        acts: what they do.
        halfway: is done when half of them have done it.
    """
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(act: Awaitable[None]) -> None:
        async with turns:
            await act

    waiting = {asyncio.ensure_future(in_turn(act)) for act in acts}
    half = len(waiting) // 2
    while waiting:
        done, waiting = await asyncio.wait(
            waiting, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            world.clock.move_to(world.clock.now() + SLACK_WAITS)
        for one in done:
            one.result()
        if halfway is not None and len(waiting) <= half:
            halfway()
            halfway = None
