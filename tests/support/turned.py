"""A clock that can be turned back, as a machine's is when it was wrong."""

from datetime import datetime

from bot.sandbox import HandClock


class TurnedClock(HandClock):
    """Time that stands still until it is moved by hand, whichever way."""

    def turn_to(self, instant: datetime) -> None:
        """Let it be that instant, and wake those who slept until then, if it is later."""
        self._now = min(self._now, instant)
        self.move_to(instant)
