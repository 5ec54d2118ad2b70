"""The one clock: nothing else reads the time."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits for it."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    async def sleep_until(self, instant: datetime) -> None:
        """Return when the instant has come."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Return when the instant has come."""
        # A machine that sleeps stops the timers, so the clock is asked again.
        while (left := (instant - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - time sets no event
            await asyncio.sleep(left)
