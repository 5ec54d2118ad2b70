"""An event loop in a hurry."""

import asyncio
from selectors import DefaultSelector, SelectorKey

SPEED = 50


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop whose seconds are a fiftieth of the machine's: time limits come to pass in a test."""

    def __init__(self) -> None:
        super().__init__(_HurriedSelector())

    def time(self) -> float:
        """The loop's own time in seconds."""
        return super().time() * SPEED


class _HurriedSelector(DefaultSelector):
    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / SPEED)
