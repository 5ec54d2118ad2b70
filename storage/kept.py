"""Values of the model from the JSON that they are kept as, each text read once.

To check a question set takes longer than all else that a tick without a step does.
"""

from functools import lru_cache

from pydantic import ConfigDict, TypeAdapter

from questions.model import Question
from storage.model import Pulse

_QUESTIONS: TypeAdapter[tuple[Question, ...]] = TypeAdapter(
    tuple[Question, ...], config=ConfigDict(hide_input_in_errors=True)
)


@lru_cache(maxsize=64)
def pulse(body: str) -> Pulse:
    """A pulse from its JSON."""
    return Pulse.model_validate_json(body)


@lru_cache(maxsize=64)
def questions(body: str) -> tuple[Question, ...]:
    """A round's questions from their JSON."""
    return _QUESTIONS.validate_json(body)


def to_json(asked: tuple[Question, ...]) -> str:
    """A round's questions as JSON."""
    return _QUESTIONS.dump_json(asked).decode()
