"""The demo's time for the bot; the sandbox's `HandClock` is the hand that moves it."""

import asyncio
from datetime import datetime

from bot.sandbox import HandClock


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
