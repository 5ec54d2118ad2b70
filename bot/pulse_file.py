"""Pulses as people write them: the YAML file of `staff-pulse pulses apply`."""

from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from questions import document
from questions.errors import DocumentError, refuse_repeats
from questions.loader import find
from questions.model import Value
from storage.model import Pulse, Terms


class PulseEntry(Terms):
    """A pulse as a file has it, its question set by name."""

    questions: Annotated[str, Field(min_length=1)] = Field(
        description="the name of a shipped question set, or the path of a YAML file beside this one"
    )


class PulsesFile(Value):
    """All the pulses of an organisation."""

    pulses: Annotated[tuple[PulseEntry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _are_told_apart(self) -> Self:
        refuse_repeats((entry.id for entry in self.pulses), "id", "pulses")
        return self


def read(path: Path) -> tuple[Pulse, ...]:
    """The pulses of a file, in its order.

    Raises:
        DocumentError: the file does not hold pulses, or a question set that it names is refused.
    """
    entries = document.read(path, PulsesFile).pulses
    return tuple(_pulse(path, number, entry) for number, entry in enumerate(entries))


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PulsesFile.model_json_schema(),
        "title": "Staff Pulse pulses",
    }


def _pulse(path: Path, number: int, entry: PulseEntry) -> Pulse:
    try:
        question_set = find(entry.questions, path)
    except DocumentError as failed:
        said = str(failed).removeprefix("question set: ")
        raise document.fault(path, ("pulses", number, "questions"), said) from None
    settled = {name: getattr(entry, name) for name in Terms.model_fields}
    return Pulse(question_set=question_set, **settled)
