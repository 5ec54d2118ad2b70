import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol


class Clock(Protocol):
    """The time that a sandbox lives by."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        ...

    async def sleep_until(self, instant: datetime) -> None:
        """Return when `instant` has come, at once if it is past."""
        ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return the present instant, aware and in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Return when `instant` has come, at once if it is past."""
        await asyncio.sleep(max(0.0, (instant - self.now()).total_seconds()))


class HandClock:
    """Time that stands still until it is moved by hand, for tests."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._alarms: dict[asyncio.Future[None], datetime] = {}

    def now(self) -> datetime:
        """Return the instant at which it stands."""
        return self._now

    async def sleep_until(self, instant: datetime) -> None:
        """Return when the clock has been moved to `instant`, at once if it is past."""
        if instant <= self._now:
            return
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._alarms[alarm] = instant
        try:
            await alarm
        finally:
            del self._alarms[alarm]

    def advance(self, seconds: float) -> None:
        """Move the time on by so many seconds, and wake those who slept until then."""
        self.move_to(self._now + timedelta(seconds=seconds))

    def move_to(self, instant: datetime) -> None:
        """Move the time on to an instant, never back, and wake those who slept until then."""
        self._now = max(self._now, instant)
        for alarm, due in self._alarms.items():
            if due <= self._now and not alarm.done():
                alarm.set_result(None)


async def comes_before(clock: Clock, instant: datetime, awaited: asyncio.Future[Any]) -> bool:
    """Wait for a future until an instant at most; tell whether it was done by then.

    The future is left as it is, neither cancelled nor read.
    """
    if awaited.done():
        return True
    alarm = asyncio.ensure_future(clock.sleep_until(instant))
    try:
        await asyncio.wait({awaited, alarm}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        alarm.cancel()
    return awaited.done()
