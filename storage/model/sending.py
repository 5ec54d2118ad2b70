"""How far the messages of a round to its people have come, in numbers."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import AwareDatetime

from questions.model import Value

INVITATION = "invitation"
"""The messages of which it is kept how many went."""

REMINDER = "reminder"
"""Those of which no number is kept, neither of what went nor of what was lost.

It would tell how many people said "not this week", after that is forgotten.
"""


class Unsent(StrEnum):
    """Why a message was given up.

    The first three are of a person, the last but one of a channel, for a week.
    """

    LEFT = "left"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    REFUSED = "refused"
    OVER = "over"
    UNUSABLE = "unusable"
    NO_THREAD = "no-thread"


class Sending(Value):
    """Messages of one kind that a round owes each of its people; never to whom.

    Attributes:
        round: its id.
        kind: such as INVITATION.
        sent: how many have gone, where that is kept.
        waiting: how many have not.
        lost: how many were given up, by the reason.
        until: when the last of those that wait is due, if any waits.
    """

    round: str
    kind: str
    sent: int = 0
    waiting: int = 0
    lost: Mapping[Unsent, int] = {}
    until: AwareDatetime | None = None

    @property
    def owed(self) -> int:
        """How many there are, or were, withdrawn ones left out."""
        return self.sent + self.waiting + sum(self.lost.values())
