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
        """Return when the instant has come, or would have if the clock had not been set back."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Wait by a timer, which a clock that is set back meanwhile does not make longer."""
        await asyncio.sleep(max((instant - self.now()).total_seconds(), 0))
