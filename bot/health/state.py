"""Whether the bot is well, as far as it can tell, and what there is to be counted of it."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from bot.pace import LONGEST_PAUSE
from bot.ports import OutboxStore, PulseStore, RoundStore
from storage.database import on_disk
from storage.errors import StorageError
from storage.model import Round, State

FRESH = LONGEST_PAUSE + timedelta(minutes=5)
"""How long ago the last tick may have ended, or Slack have told a part of what one asks for.

For as long as the longest pause Slack may let a tick wait at a time.
"""

LATE = timedelta(minutes=1)
"""A step of a round that is due for longer is late."""

STARTING = "Staff Pulse is starting."

NOT_OVER = (State.PLANNED, State.OPEN, State.CLOSED)
"""The states of rounds of which something is still to come."""


class Line(Protocol):
    """The way by which payloads come in."""

    opened: int
    """How many links it has opened so far."""

    failed: Counter[str]
    """How many payloads could not be served, by why."""

    @property
    def trouble(self) -> str | None:
        """Why none can come in now, in a sentence; None where they can."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the bot keeps, as far as its health is concerned.

    Attributes:
        try_to_write: raises StorageError where nothing can be written.
        folders: where it lies, by name.
    """

    pulses: PulseStore
    rounds: RoundStore
    outbox: OutboxStore
    try_to_write: Callable[[], Awaitable[None]]
    folders: Mapping[str, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How things stood at the last look.

    Attributes:
        rounds: how many there are that are not over, by state.
        late: how many steps of rounds are late.
        owed: how many messages wait to be sent.
        waits: since when the one does that has waited longest.
        free: bytes of disk, by folder.
    """

    at: datetime
    rounds: Mapping[State, int]
    late: int
    owed: int
    waits: datetime | None
    free: Mapping[str, int]


@dataclass(kw_only=True)
class Health:
    """Takes a look now and then, and tells.

    Nothing in it may depend on what people answer, or whether, or when.

    Attributes:
        sent: how many messages were sent and how many were not, as it is counted.
        sent_by_then: the same at the last look. Invitations go at an even pace in the order of
            people's ids, so that the moment at which one is given up would tell whose it was.
    """

    clock: Clock
    sent: Counter[str] = field(default_factory=Counter)
    sent_by_then: Counter[str] = field(default_factory=Counter)
    line: Line | None = None
    seen: Seen | None = None
    ticks: int = 0
    stalls: int = 0

    def __post_init__(self) -> None:
        self._went_on = self.clock.now()
        self._storage: str | None = STARTING

    def tick_ended(self) -> None:
        """Note that what was due has been taken."""
        self.ticks += 1
        self.goes_on()

    def goes_on(self) -> None:
        """Note that a tick has come further, as with a page of a long list of people."""
        self._went_on = self.clock.now()

    async def look(self, kept: Kept) -> None:
        """See how things stand."""
        self.sent_by_then = Counter(self.sent)
        try:
            await kept.try_to_write()
            await kept.pulses.all()
            self.seen = await _seen(kept, self.clock.now())
        except StorageError as error:
            self._storage = str(error)
        else:
            self._storage = None

    async def watch(self, beat: float = 1.0) -> None:
        """Count how often the event loop stands still for a beat or longer, in seconds."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + beat
            await asyncio.sleep(beat)
            self.stalls += loop.time() - due >= beat

    @property
    def stuck(self) -> str | None:
        """Why the bot had better be started anew, in a sentence; None where it lives."""
        age = abs(self.clock.now() - self._went_on)  # it may have been set back
        if age <= FRESH:
            return None
        return (
            f"What is due was last looked at {age.total_seconds():.0f} seconds ago, and at most "
            f"{FRESH.total_seconds():.0f} are well: the bot is stuck; read its log and start it "
            f"again."
        )

    @property
    def trouble(self) -> str | None:
        """Why the bot is not at work, in a sentence; None where it is."""
        if self.line is None:
            return STARTING
        return self.stuck or self._storage or self.line.trouble


async def _seen(kept: Kept, now: datetime) -> Seen:
    rounds = await kept.rounds.in_state(*NOT_OVER)
    return Seen(
        at=now,
        rounds=Counter(round_.state for round_ in rounds),
        late=_late(rounds, now),
        owed=await kept.outbox.waiting(),
        waits=await kept.outbox.waiting_since(),
        free={name: _free(path) for name, path in kept.folders.items()},
    )


def _free(folder: Path) -> int:
    with on_disk(str(folder)):
        return shutil.disk_usage(folder).free


def _late(rounds: Iterable[Round], now: datetime) -> int:
    due = {State.PLANNED: "opens", State.OPEN: "closes", State.CLOSED: "publishes"}
    return sum(getattr(round_, due[round_.state]) + LATE < now for round_ in rounds)
