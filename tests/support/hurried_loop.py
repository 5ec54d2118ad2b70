"""An event loop in a hurry."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import DefaultSelector, SelectorKey

SPEED = 50


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop whose seconds are a fiftieth of the machine's: time limits come to pass in a test.

    Args:
        speed: how many of its seconds pass in one of the machine's.
    """

    def __init__(self, speed: float = SPEED) -> None:
        self._selector_in_a_hurry = _HurriedSelector(speed)
        self._ahead = 0.0
        super().__init__(self._selector_in_a_hurry)

    def time(self) -> float:
        """The loop's own time in seconds."""
        return super().time() * self._selector_in_a_hurry.speed + self._ahead

    @contextmanager
    def hurrying(self, speed: float) -> Iterator[None]:
        """Be in a hurry for as long as the context lasts."""
        before = self._selector_in_a_hurry.speed
        self._turn(speed)
        try:
            yield
        finally:
            self._turn(before)

    def _turn(self, speed: float) -> None:
        """Go on from here at another speed."""
        now = self.time()
        self._selector_in_a_hurry.speed = speed
        self._ahead += now - self.time()


class _HurriedSelector(DefaultSelector):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self.speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / self.speed)
