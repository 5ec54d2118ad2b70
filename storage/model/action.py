"""What leadership promises because of a finding: "you said, we did"."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from questions.model import Identifier, Value, one_line

LONGEST_WORDS = 200

Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS),
    AfterValidator(one_line),
]
"""A line that leadership wrote for staff to read."""

ActionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class ActionState(StrEnum):
    """What became of an action."""

    OPEN = "open"
    CHANGED = "changed"
    DONE = "done"
    DROPPED = "dropped"


class Action(Value):
    """What will be done because of a finding, and when it is looked at again.

    Attributes:
        round: the round of the digest that it comes from.
        finding: the id of the digest's question that it is about.
        owner: the id of who sees to it; None once it has ended.
        review: the local day on which leadership is asked what became of it.
        reviews: how often that was answered.
        asked: whether leadership is asked already, for this day.
        state: changed where it goes on in other words, or until another day.
        reason: what the last review told staff, if anything.
        ended: when it was done or dropped.
    """

    id: ActionId
    round: str
    finding: Identifier
    what: Words
    owner: str | None
    recorded: AwareDatetime
    review: date
    reviews: Annotated[int, Field(ge=0)] = 0
    asked: bool = False
    state: ActionState = ActionState.OPEN
    reason: Words | None = None
    ended: AwareDatetime | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it was neither done nor dropped."""
        return self.state in {ActionState.OPEN, ActionState.CHANGED}
