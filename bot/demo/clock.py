"""The demo's time: it flows as the machine's does, stands while it is held, and moves by hand."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.sandbox import HandClock

REAL = timedelta()
"""The shift of a clock that shows real time."""


class DemoClock:
    """Real time and a shift; while it is held it stands, and moves by hand only.

    Args:
        start: an aware instant at which it stands at first; without one it shows real time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._stands = start
        self._shift = REAL
        self._flown = REAL
        self._flowing_since = datetime.now(UTC)
        self._stirred = asyncio.Event()

    def now(self) -> datetime:
        """The instant that it shows, in UTC."""
        return self._stands or datetime.now(UTC) + self._shift

    @property
    def held(self) -> bool:
        """Whether it stands."""
        return self._stands is not None

    @property
    def shift(self) -> timedelta:
        """How far it is ahead of real time; behind, where it has stood for long."""
        return self._stands - datetime.now(UTC) if self._stands else self._shift

    @property
    def moved(self) -> bool:
        """Whether it is away from real time."""
        return self.shift != REAL

    @property
    def flown(self) -> timedelta:
        """For how long it has flowed, whatever it showed: moves and standing do not count."""
        return self._flown if self.held else self._flown + datetime.now(UTC) - self._flowing_since

    def hold(self) -> None:
        """Let it stand where it is."""
        self._flown, self._stands = self.flown, self.now()
        self._stir()

    def release(self) -> None:
        """Let it flow from where it stands, or at real time where it has fallen behind that."""
        self._flow(max(self.shift, REAL))

    def to_real_time(self) -> None:
        """Let it flow at real time, which may be back."""
        self._flow(REAL)

    def move_to(self, instant: datetime) -> None:
        """Move it on to an instant, never back, and wake those who slept until then."""
        ahead = instant - self.now()
        if ahead <= REAL:
            return
        if self._stands is None:
            self._shift += ahead
        else:
            self._stands = instant
        self._stir()

    async def sleep_until(self, instant: datetime) -> None:
        """Return when it shows the instant, at once if that is past."""
        while (left := (instant - self.now()).total_seconds()) > 0:
            await self.stirs(within=None if self.held else left)

    async def flows_until(self, instant: datetime) -> None:
        """Return when it shows the instant, or as soon as it stands."""
        while not self.held and (left := (instant - self.now()).total_seconds()) > 0:
            await self.stirs(within=left)

    async def stirs(self, *, within: float | None) -> None:
        """Return when it is held, released or moved, or after so many real seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._stirred.wait()

    def _flow(self, shift: timedelta) -> None:
        self._flown, self._flowing_since = self.flown, datetime.now(UTC)
        self._shift, self._stands = shift, None
        self._stir()

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = asyncio.Event()


class UnmovedClock:
    """The same flow without the moves, for what is to be done within seconds.

    While the clock is held, nobody who presses a button is late.
    """

    def __init__(self, clock: DemoClock) -> None:
        self._clock = clock
        self._began = datetime.now(UTC)

    def now(self) -> datetime:
        """An instant that tells nothing, but how far it is from another one."""
        return self._began + self._clock.flown

    async def sleep_until(self, instant: datetime) -> None:
        """Return when the clock has flowed for so long."""
        while (left := (instant - self.now()).total_seconds()) > 0:
            await self._clock.stirs(within=None if self._clock.held else left)


class EagerClock:
    """The same time for the bot: while the clock stands, to sleep is to move it.

    So the bot's pace costs no real time then. Whoever lets the bot sleep while people wait for an
    answer makes Slack lose patience with it.
    """

    def __init__(self, clock: HandClock | DemoClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The instant that the clock shows."""
        return self._clock.now()

    async def sleep_until(self, instant: datetime) -> None:
        """Return when the instant has come, or move a clock that stands to it."""
        if isinstance(self._clock, DemoClock):
            await self._clock.flows_until(instant)
        self._clock.move_to(instant)
        await asyncio.sleep(0)
