"""What the windows about question sets carry, so that it comes back with what is done in them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError

from bot.slack.payloads import Payload, Unreadable
from bot.usecases.set_forms import QuestionWords
from questions.model import Identifier


class Carried(Payload):
    """Which set a window shows, and how it stood.

    Attributes:
        stamp: what tells whether it stands so still.
        page: of its questions, from 0.
        question: the one that is edited; "" for a new one.
        round: of a trial, how many rounds lie before it.
        words: what stands in the window below, of a question.
    """

    set: Identifier
    stamp: Annotated[str, StringConstraints(max_length=40)] = ""
    page: Annotated[int, Field(ge=0, le=1_000)] = 0
    question: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,60}$")] = ""
    round: Annotated[int, Field(ge=0, le=1_000)] = 0
    words: QuestionWords | None = None

    @classmethod
    def text(cls, text: str) -> Self:
        """Read it; Unreadable where it is none."""
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            raise Unreadable from None
