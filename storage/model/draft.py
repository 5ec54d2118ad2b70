"""What admins are working on."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from questions.model import Value

DraftId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
"""What a draft can be called: it comes back in payloads."""


class DraftKind(StrEnum):
    """What a draft will be."""

    QUESTIONS = "questions"
    PULSE = "pulse"


class Draft(Value):
    """A question set or a pulse that is not in force yet.

    Attributes:
        revision: 1 when it is begun, and one more with each change.
        body: as JSON.
    """

    id: DraftId
    kind: DraftKind
    revision: Annotated[int, Field(ge=1)] = 1
    body: str
