"""How fast messages may go: to the workspace, and to each recipient."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock

# https://docs.slack.dev/apis/web-api/rate-limits: one a second a channel, several hundred a
# minute a workspace, and short bursts.
BETWEEN_MESSAGES = timedelta(minutes=1) / 420
BETWEEN_MESSAGES_TO_ONE = timedelta(seconds=1.05)

CATCHING_UP = timedelta(seconds=1)
"""So much lost time is made up for, at most, by messages that follow each other at once."""

LONGEST_PAUSE = timedelta(minutes=15)


class Pace:
    """When the next message may go.

    A clock that was ahead and went back leaves instants that are far off; none is waited for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = self._held_until = clock.now()
        self._rests: dict[str, datetime] = {}

    def hold(self, pause: timedelta) -> None:
        """Send nothing for a while, a quarter of an hour at most."""
        pause = min(pause, LONGEST_PAUSE)
        self._held_until = max(self._held_until, self._clock.now() + pause)

    def rests(self) -> Mapping[str, datetime]:
        """Who was sent something just now, and until when they are to be sent nothing else."""
        now = self._clock.now()
        far = now + BETWEEN_MESSAGES_TO_ONE
        self._rests = {who: until for who, until in self._rests.items() if now < until <= far}
        return self._rests

    async def wait(self) -> bool:
        """Return when a message may go; tell whether there was anything to wait for."""
        now = self._clock.now()
        if self._held_until > now + LONGEST_PAUSE:
            self._held_until = now
        self._next = min(self._next, now + BETWEEN_MESSAGES)
        until = max(self._held_until, self._next)
        if until <= now:
            return False
        await self._clock.sleep_until(until)
        return True

    def goes(self, recipient: str) -> None:
        """Count a message that goes now."""
        now = self._clock.now()
        self._next = max(self._next, now - CATCHING_UP) + BETWEEN_MESSAGES
        self._rests[recipient] = now + BETWEEN_MESSAGES_TO_ONE
