"""Time by hand, as the page asks for it; whoever moves the workspace's time implements it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What comes next, in words, and when."""

    at: datetime
    what: str

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("an instant needs a time zone")


class HandError(Exception):
    """The time could not be moved; its words are for the person who asked for it."""


class Hand(Protocol):
    """Whoever moves the workspace's time.

    It calls the workspace's `changed()` whenever one of its properties or what is due has
    become different. What it is asked to do raises HandError when it cannot be done.
    """

    @property
    def moved(self) -> bool:
        """Whether the workspace is away from real time."""
        ...

    @property
    def busy(self) -> str | None:
        """What is under way, in words, or None; meanwhile the clock does not flow by itself."""
        ...

    def due(self) -> Due | None:
        """Return what comes next, or None; asked for often, so it must be cheap."""
        ...

    async def next_step(self) -> None:
        """Move on to what is due next."""
        ...

    async def next_week(self) -> None:
        """Move on by a week."""
        ...

    async def real_time(self) -> None:
        """Go back to real time."""
        ...
