"""The demo's time: moved by hand, the same for the bot and for the sandbox."""

import asyncio
from datetime import datetime


class HandClock:
    """A clock that stands until somebody moves it; who sleeps waits for that.

    Args:
        start: the aware instant at which it stands first.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._sleepers: dict[asyncio.Future[None], datetime] = {}

    def now(self) -> datetime:
        """The instant at which it stands."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move it forward and wake whose time has come; an instant that is past moves nothing."""
        self._now = max(self._now, instant)
        for sleeper, due in self._sleepers.items():
            if due <= self._now and not sleeper.done():
                sleeper.set_result(None)

    async def sleep_until(self, instant: datetime) -> None:
        """Return when others have moved it to the instant."""
        if instant <= self._now:
            return
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers[sleeper] = instant
        try:
            await sleeper
        finally:
            del self._sleepers[sleeper]


class EagerClock:
    """The same time for the bot: to sleep is to move the clock, so its pace costs no real time.

    Whoever lets the bot sleep while people wait for an answer makes Slack lose patience with it.
    """

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self._clock.now()

    async def sleep_until(self, instant: datetime) -> None:
        """Move the clock to the instant."""
        self._clock.move_to(instant)
        await asyncio.sleep(0)
