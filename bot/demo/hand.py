"""The hand that moves the demo's time: the bot and the colleagues do what they do on the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.clock import DemoClock
from bot.demo.crowd import Crowd
from bot.errors import StaffPulseError
from bot.ports import OutboxStore, RoundStore
from bot.sandbox import Workspace
from bot.sandbox.page import Due, HandError
from storage.errors import StorageError
from storage.model import Round, State

WEEK = timedelta(days=7)

PATIENCE = 120.0
"""So many real seconds the bot has to send what a step owes."""

_LOOK_AGAIN = 0.02


class DemoHand:
    """Moves the workspace's time, one thing at a time.

    Args:
        advance: makes the bot take what is due, as its scheduler does now and then.
        keep: is called when time has been moved.
        zone: where a week later is the same wall time.
    """

    def __init__(
        self,
        *,
        clock: DemoClock,
        crowd: Crowd,
        workspace: Workspace,
        rounds: RoundStore,
        outbox: OutboxStore,
        advance: Callable[[], Awaitable[None]],
        keep: Callable[[], Awaitable[None]],
        zone: str,
    ) -> None:
        self._clock = clock
        self._crowd = crowd
        self._workspace = workspace
        self._rounds = rounds
        self._outbox = outbox
        self._advance = advance
        self._keep = keep
        self._zone = ZoneInfo(zone)
        self._turn = asyncio.Lock()
        self._busy: str | None = None
        self._due: Due | None = None

    @property
    def moved(self) -> bool:
        """Whether the workspace is away from real time."""
        return self._clock.moved

    @property
    def busy(self) -> str | None:
        """What is under way, in words, or None."""
        return self._busy

    def due(self) -> Due | None:
        """What a round does next, and when; as it was last looked at."""
        return self._due

    async def next_step(self) -> None:
        """Move on to the next step of a round, and see it taken; HandError if it is not."""
        async with self._moving():
            await self._step()

    async def next_week(self) -> None:
        """Move on to the same wall time a week later, with every step on the way."""
        later = self._clock.now().astimezone(self._zone) + WEEK
        await self.move_to(later.astimezone(UTC))

    async def move_to(self, instant: datetime) -> None:
        """Move on to an instant, with every step on the way; HandError if one is not taken."""
        async with self._moving():
            while self._due is not None and self._due.at <= instant:
                await self._step()
            await self._pass_to(instant)

    async def real_time(self) -> None:
        """Go back to real time.

        Rounds stay as far as they have come; what is done is not done again.
        """
        async with self._moving():
            await self._advance()
            await self._sent()  # what is owed from now on would wait until real time gets there
            self._clock.to_real_time()

    async def let_pass(self) -> None:
        """Let colleagues do what it has become time for, and look at what is due next."""
        async with self._turn:
            if not await self._sending():
                await self._crowd.act_until(self._clock.now())
            await self._look()

    @asynccontextmanager
    async def _moving(self) -> AsyncIterator[None]:
        """Hold the clock meanwhile, so that nobody who waits for the bot loses time."""
        if self._busy is not None:
            raise HandError(f"Please wait a moment. Under way now: {self._busy}.")
        self._say("Time moves on")
        try:
            async with self._turn, self._held():
                await self._look()
                yield
            await self._keep()
        except (StaffPulseError, StorageError) as error:
            raise HandError(str(error)) from error
        finally:
            self._say(None)

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        self._clock.hold()
        try:
            yield
        finally:
            self._clock.release()

    async def _step(self) -> None:
        due = self._due
        if due is None:
            raise HandError("No round is planned, so there is no next step.")
        await self._pass_to(due.at)
        self._say("Staff Pulse is at work")
        await self._advance()
        await self._sent()
        await self._look()
        if self._due == due:
            raise HandError(
                "Staff Pulse has not done this step, and tries again by itself. The window in "
                "which the demo was started may say why."
            )

    async def _pass_to(self, instant: datetime) -> None:
        self._say("Colleagues are answering")
        await self._crowd.act_until(instant)
        self._clock.move_to(instant)

    async def _sent(self) -> None:
        """Return when the bot has sent what it owes; what it tries again later is left."""
        try:
            async with asyncio.timeout(PATIENCE):
                while await self._sending():  # noqa: ASYNC110 - the outbox is a table, and sets no event
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError:
            raise HandError("Staff Pulse is slow to send its messages, and goes on.") from None

    async def _sending(self) -> bool:
        due = await self._outbox.next_due()
        return due is not None and due <= self._clock.now()

    async def _look(self) -> None:
        """Find out what is due next."""
        rounds = await self._rounds.in_state(State.PLANNED, State.OPEN, State.CLOSED)
        due = min(map(_next_step, rounds), key=lambda due: due.at, default=None)
        if due != self._due:
            self._due = due
            self._workspace.changed()

    def _say(self, busy: str | None) -> None:
        self._busy = busy
        self._workspace.changed()


def _next_step(round_: Round) -> Due:
    name = round_.pulse.name
    if round_.state is State.PLANNED:
        return Due(at=round_.opens, what=f"{name} opens")
    if round_.state is State.CLOSED:
        return Due(at=round_.publishes, what=f"The digest of {name} is published")
    if round_.reminded:
        return Due(at=round_.closes, what=f"{name} closes")
    return Due(at=round_.reminds, what=f"{name} sends its reminder")
