"""Question sets as people write them: YAML files with scales by name."""

from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from questions.document import parse, read
from questions.errors import DocumentError, refusal, short
from questions.model import (
    MOST_ASKED,
    MOST_CHOSEN,
    HseTheme,
    Identifier,
    Label,
    LgaStandard,
    Line,
    Options,
    QuestionSet,
    Scale,
    Value,
)
from questions.scales import BUILT_IN

_SETS = files("questions") / "sets"
_NO_OTHER_KEYS: dict[str, Any] = {"additionalProperties": False}


class QuestionEntry(Value):
    """A question as a file has it, its scale by name."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["favourable"]}, {"required": ["choose"]}]}
    )

    id: Identifier
    theme: Identifier
    wording: Line
    scale: Identifier = Field(
        description="frequency, agreement, yes-partly-no, grade or one of `scales`"
    )
    favourable: Annotated[tuple[Identifier, ...], Field(min_length=1)] = Field(
        default=(), description="the answers that count as favourable; not beside `choose`"
    )
    choose: Annotated[int, Field(ge=2, le=MOST_CHOSEN)] | None = Field(
        default=None, description="of a ranking, how many options may be chosen at most"
    )
    anchor: bool = Field(default=False, description="asked every round, one for each theme")
    hse: HseTheme | None = Field(default=None, description="the HSE theme that it feeds")
    lga: LgaStandard | None = Field(default=None, description="the LGA standard that it feeds")
    retired: bool = Field(default=False, description="kept, and not asked any more")


class QuestionSetFile(Value):
    """A question set as a file has it."""

    id: Identifier
    title: Line
    ask: Annotated[int, Field(ge=1, le=MOST_ASKED)] | Literal["all"] = Field(
        description="how many questions a round asks, anchors included, or all"
    )
    themes: Annotated[dict[Identifier, Label], Field(min_length=1)] = Field(
        description="the words that people read for each theme, by its id",
        json_schema_extra=_NO_OTHER_KEYS,
    )
    scales: dict[Identifier, Options] = Field(
        default_factory=dict,
        description="the set's own scales beside the built-in ones, by id",
        json_schema_extra=_NO_OTHER_KEYS,
    )
    questions: Annotated[tuple[QuestionEntry, ...], Field(min_length=1)]

    @cached_property
    def question_set(self) -> QuestionSet:
        """What the file means, each question with its whole scale."""
        return QuestionSet.model_validate(
            {
                "id": self.id,
                "title": self.title,
                "ask": self.ask,
                "themes": [{"id": id_, "name": name} for id_, name in self.themes.items()],
                "questions": [
                    dict(entry) | {"scale": self._scales[entry.scale]} for entry in self.questions
                ],
            }
        )

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        own = {name: Scale(id=name, options=options) for name, options in self.scales.items()}
        return {**BUILT_IN, **own}

    @model_validator(mode="after")
    def _names_scales_that_exist(self) -> Self:
        for name in self.scales:
            if name in BUILT_IN:
                raise refusal("found a name that is built in, allowed is another", "scales", name)
        for number, entry in enumerate(self.questions):
            if entry.scale not in self._scales:
                said = f'found "{short(entry.scale)}", allowed are {", ".join(self._scales)}'
                raise refusal(said, "questions", number, "scale")
            if entry.choose is not None and entry.scale in BUILT_IN:
                said = f'found "{entry.scale}", allowed for a ranking is a scale of your own'
                raise refusal(said, "questions", number, "scale")
        return self

    @model_validator(mode="after")
    def _scores_what_it_measures(self) -> Self:
        measured = {entry.scale for entry in self.questions if entry.choose is None}
        for name in measured.intersection(self.scales):
            for number, option in enumerate(self.scales[name]):
                if "score" not in option.model_fields_set:
                    said = "found no score, which only options to rank can do without"
                    raise refusal(f"{said}, allowed is a whole number", "scales", name, number)
        return self

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _ = self.question_set
        return self


def load(path: Path) -> QuestionSet:
    """The question set of a YAML file.

    Raises:
        DocumentError: the file is not a question set.
    """
    return read(path, QuestionSetFile).question_set


def shipped() -> tuple[str, ...]:
    """The names of the question sets that come with the program."""
    return tuple(sorted(file.name[:-5] for file in _SETS.iterdir() if file.name.endswith(".yaml")))


@cache
def load_shipped(name: str) -> QuestionSet:
    """A question set that comes with the program.

    Raises:
        DocumentError: there is none of that name.
    """
    if name not in shipped():
        said = f'found "{short(name)}", allowed are {", ".join(shipped())}'
        raise DocumentError.at("question set", None, (), said)
    file = _SETS / f"{name}.yaml"
    return parse(file.read_text(encoding="utf-8"), QuestionSetFile, file.name).question_set


def all_shipped() -> tuple[QuestionSet, ...]:
    """Every question set that comes with the program."""
    return tuple(load_shipped(name) for name in shipped())


def find(reference: str, beside: Path) -> QuestionSet:
    """The question set that a file names: a shipped name, or a path relative to that file.

    Raises:
        DocumentError: there is no such set, or its file is not a question set.
    """
    if reference in shipped():
        return load_shipped(reference)
    if not reference.endswith((".yaml", ".yml")):
        names = ", ".join(shipped())
        said = f'found "{short(reference)}", allowed are {names} and the path of a .yaml file'
        raise DocumentError.at("question set", None, (), said)
    return load(beside.parent / reference)


def schema() -> dict[str, Any]:
    """The JSON Schema of a question set's file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **QuestionSetFile.model_json_schema(),
        "title": "Staff Pulse question set",
    }
