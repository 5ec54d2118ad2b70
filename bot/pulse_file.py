"""Pulses as people write them: the YAML file of `staff-pulse pulses apply`."""

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, model_validator

from questions import document, writer
from questions.errors import DocumentError, refuse_repeats
from questions.loader import find, load_shipped, shipped
from questions.model import QuestionSet, Value
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


def write(pulses: Sequence[Pulse], path: Path) -> Mapping[Path, str]:
    """What the files are to hold of which `read` makes these very pulses again.

    Args:
        pulses: in the order in which they are to stand.
        path: of their file; a question set that does not come with the program has one beside it.
    """
    sets: dict[str, QuestionSet] = {}
    entries = [_entry(pulse, _reference(pulse.question_set, sets, path)) for pulse in pulses]
    text = yaml.safe_dump({"pulses": entries}, sort_keys=False, allow_unicode=True, width=100)
    beside = {path.with_name(name): writer.write(one) for name, one in sets.items()}
    return {path: text, **beside}


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PulsesFile.model_json_schema(),
        "title": "Staff Pulse pulses",
    }


def _entry(pulse: Pulse, questions: str) -> Mapping[str, object]:
    """A pulse as a file has it; what has its default is left out."""
    told = Terms.model_fields.keys()
    known = pulse.model_dump(mode="json", include=set(told), exclude_defaults=True)
    first = {"id": known.pop("id"), "name": known.pop("name"), "questions": questions}
    return first | known


def _reference(question_set: QuestionSet, sets: dict[str, QuestionSet], path: Path) -> str:
    """How a file names a question set, which is then among those that stand beside it."""
    own = question_set.id
    if own in shipped() and load_shipped(own) == question_set:
        return own
    numbered = (f"{own}.yaml" if number == 1 else f"{own}-{number}.yaml" for number in count(1))
    name = next(
        one for one in numbered if one != path.name and sets.get(one, question_set) == question_set
    )
    sets[name] = question_set
    return name


def _pulse(path: Path, number: int, entry: PulseEntry) -> Pulse:
    try:
        question_set = find(entry.questions, path)
    except DocumentError as failed:
        said = str(failed).removeprefix("question set: ")
        raise document.fault(path, ("pulses", number, "questions"), said) from None
    settled = {name: getattr(entry, name) for name in Terms.model_fields}
    return Pulse(question_set=question_set, **settled)
