from collections.abc import Sequence
from datetime import UTC, datetime

from bot.sandbox.records import Message

_NEVER = datetime.min.replace(tzinfo=UTC)


class Reading:
    """Up to where each person has read each conversation, for as long as the page is served."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], datetime] = {}

    def look(self, person: str, place: str, standing: Sequence[Message]) -> None:
        """Note that a person has what stands in a conversation before their eyes."""
        if standing:
            self._read[person, place] = standing[-1].at

    def unread(self, person: str, place: str, standing: Sequence[Message]) -> int:
        """Return how many messages came since."""
        until = self._read.get((person, place), _NEVER)
        return sum(message.at > until for message in standing)
