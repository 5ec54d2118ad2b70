"""Scenarios: a fictitious council, and how many of its people answer what, as a YAML file."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, field_validator, model_validator

from questions.document import parse, read
from questions.errors import DocumentError, refusal, refuse_repeats, short
from questions.loader import QuestionSetFile, load_shipped
from questions.loader import shipped as shipped_sets
from questions.model import (
    DOES_NOT_APPLY,
    Identifier,
    Label,
    Line,
    Question,
    QuestionSet,
    Value,
)
from storage.model import LOWEST_THRESHOLD, MOST_DIMENSIONS, FreeId, Pulse, Schedule

LEADERSHIP = "C0LEADERSHIP"
"""The channel in which leadership reads the digest."""

STAFF = "C0STAFF"
"""The channel of everyone who is asked."""

MOST_PEOPLE = 20_000

_SCENARIOS = files("bot.demo") / "scenarios"
_NO_OTHER_KEYS: dict[str, Any] = {"additionalProperties": False}
_WEEKLY = Schedule.model_validate(
    {
        "opens": "Tuesday 10:00",
        "reminds": "Wednesday 10:00",
        "closes": "Thursday 16:00",
        "publishes": "next Monday 09:00",
        "first": date(2026, 11, 24),
    }
)

Number = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]


class GroupEntry(Value):
    """A group of a dimension as a file has it; where its people are is for the demo to say."""

    id: FreeId
    name: Label
    area: Label | None = Field(default=None, description="a larger part that it belongs to")
    neighbour: Identifier | None = Field(
        default=None, description="the group that it joins when it is too small"
    )


class DimensionEntry(Value):
    """A dimension as a file has it."""

    id: FreeId
    name: Label
    rest: Label = Field(
        default="Everyone else", description="what people read for those who are in no group"
    )
    groups: Annotated[tuple[GroupEntry, ...], Field(min_length=1, max_length=100)]


class People(Value):
    """So many people who are in the same groups."""

    id: Identifier = Field(description="what the answers of the rounds call them")
    values: dict[FreeId, Identifier] = Field(
        default_factory=dict,
        description="for each dimension its group; without one, they are in its rest",
        json_schema_extra=_NO_OTHER_KEYS,
    )
    size: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]


class Answers(Value):
    """What the people of one entry do in one round."""

    answered: Number = Field(default=0, description="how many send their answers")
    declined: Number = Field(default=0, description="how many others press [Not this week]")
    choices: dict[Identifier, dict[Identifier, Number]] = Field(
        default_factory=dict,
        description="for each question, for each option, how many choose it; the others of those "
        "who answer skip the question",
        json_schema_extra=_NO_OTHER_KEYS,
    )


class RoundEntry(Value):
    """What happens in one round."""

    answers: dict[Identifier, Answers] = Field(
        description="for each entry of `groups`; who is not named does nothing",
        json_schema_extra=_NO_OTHER_KEYS,
    )


def _kind(questions: object) -> str:
    return "set" if isinstance(questions, dict | QuestionSetFile) else "name"


class Scenario(Value):
    """A fictitious council and what its people answer, round after round.

    Everything is checked when it is made: each name is known, and the counts add up.
    """

    id: Identifier = Field(description="what rounds and figures call the pulse")
    name: Label = Field(description="what people read for the pulse")
    questions: Annotated[
        Annotated[str, Tag("name")] | Annotated[QuestionSetFile, Tag("set")], Discriminator(_kind)
    ] = Field(description="the name of a shipped question set, or one written here")
    dimensions: Annotated[tuple[DimensionEntry, ...], Field(max_length=MOST_DIMENSIONS)] = ()
    groups: Annotated[tuple[People, ...], Field(min_length=1)]
    schedule: Schedule = _WEEKLY
    threshold: Annotated[int, Field(ge=LOWEST_THRESHOLD, le=100)] = 8
    support: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)
    ] = "Your supervisor, or the employee helpline on the intranet, day and night."
    contact: Line = "Ask the principal social worker."
    rounds: Annotated[tuple[RoundEntry, ...], Field(min_length=1)] = Field(
        description="what happens round after round, or year after year where the pulse asks once; "
        "when all have been, the last comes again"
    )

    @field_validator("questions")
    @classmethod
    def _is_shipped(cls, questions: str | QuestionSetFile) -> str | QuestionSetFile:
        if isinstance(questions, str) and questions not in shipped_sets():
            names = ", ".join(shipped_sets())
            raise ValueError(
                f'found "{short(questions)}", allowed are {names} and a question set written here'
            )
        return questions

    @model_validator(mode="after")
    def _is_a_pulse(self) -> Self:
        _ = self.pulse
        return self

    @model_validator(mode="after")
    def _places_its_people(self) -> Self:
        known = {one.id: [group.id for group in one.groups] for one in self.dimensions}
        refuse_repeats((people.id for people in self.groups), "id", "groups")
        for number, people in enumerate(self.groups):
            for dimension, group in people.values.items():
                below = ("groups", number, "values", dimension)
                _refuse_unknown(dimension, known, "the dimensions", *below)
                _refuse_unknown(group, known[dimension], "the dimension's groups", *below)
        if self.size > MOST_PEOPLE:
            said = f"found {self.size} people, allowed are {MOST_PEOPLE} at most"
            raise refusal(said, "groups")
        return self

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        people = {one.id: one for one in self.groups}
        questions = {one.id: one for one in self.question_set.questions}
        for number, round_ in enumerate(self.rounds):
            for name, answers in round_.answers.items():
                below = ("rounds", number, "answers", name)
                _refuse_unknown(name, people, "the ids under `groups`", *below)
                _refuse_too_many_people(answers, people[name].size, *below)
                for question, counts in answers.choices.items():
                    below_choices = (*below, "choices", question)
                    _refuse_unknown(question, questions, "the questions of the set", *below_choices)
                    _refuse_miscounted(
                        counts, questions[question], answers.answered, *below_choices
                    )
        return self

    @cached_property
    def question_set(self) -> QuestionSet:
        """What is asked."""
        if isinstance(self.questions, str):
            return load_shipped(self.questions)
        return self.questions.question_set

    @cached_property
    def pulse(self) -> Pulse:
        """The pulse that the bot runs: each group is a user group, everyone is in one channel."""
        dimensions = [
            entry.model_dump()
            | {
                "groups": [
                    group.model_dump() | {"people": [{"usergroup": f"S0{place}X{number}"}]}
                    for number, group in enumerate(entry.groups)
                ]
            }
            for place, entry in enumerate(self.dimensions)
        ]
        return Pulse.model_validate(
            {
                "id": self.id,
                "name": self.name,
                "question_set": self.question_set,
                "dimensions": dimensions,
                "audience": [{"channel": STAFF}],
                "schedule": self.schedule,
                "leadership": LEADERSHIP,
                "staff": STAFF,
                "threshold": self.threshold,
                "support": self.support,
                "contact": self.contact,
            }
        )

    def pulse_of(self, number: int) -> Pulse:
        """The pulse as it asks a round, counted from 0: where it asks once, 52 weeks later each."""
        if self.schedule.comes_back:
            return self.pulse
        first = self.schedule.first + number * timedelta(weeks=52)
        schedule = self.schedule.model_copy(update={"first": first})
        return self.pulse.model_copy(update={"schedule": schedule})

    @property
    def size(self) -> int:
        """How many people there are."""
        return sum(people.size for people in self.groups)

    @property
    def starts(self) -> datetime:
        """An instant before its first round."""
        return datetime.combine(self.schedule.first, time(), UTC) - timedelta(days=1)

    def answers(self, number: int) -> Mapping[str, Answers]:
        """What happens in a round, counted from 0, by the id of the people."""
        return self.rounds[min(number, len(self.rounds) - 1)].answers


def shipped() -> tuple[str, ...]:
    """The names of the scenarios that come with the program."""
    names = (file.name for file in _SCENARIOS.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".yaml")))


def load(reference: str) -> Scenario:
    """The scenario of a shipped name or of a YAML file.

    Raises:
        DocumentError: there is no such scenario, or its file is refused.
    """
    if reference in shipped():
        text = (_SCENARIOS / f"{reference}.yaml").read_text(encoding="utf-8")
        return parse(text, Scenario, f"{reference}.yaml")
    if not reference.endswith((".yaml", ".yml")):
        names = ", ".join(shipped())
        said = f'found "{short(reference)}", allowed are {names} and the path of a .yaml file'
        raise DocumentError.at("scenario", None, (), said)
    return read(Path(reference), Scenario)


def schema() -> dict[str, Any]:
    """The JSON Schema of a scenario's file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
        "title": "Staff Pulse demo scenario",
    }


def _refuse_unknown(name: str, known: Iterable[str], which: str, *below: str | int) -> None:
    if name not in (names := list(known)):
        allowed = f"allowed are {which}: {', '.join(names)}" if names else "allowed is none"
        raise refusal(f'found "{short(name)}", {allowed}', *below)


def _refuse_too_many_people(answers: Answers, size: int, *below: str | int) -> None:
    if answers.answered > size:
        said = (
            f"found {answers.answered} who answer, allowed is {size} or less, as many as there are"
        )
        raise refusal(said, *below, "answered")
    if answers.declined > size - answers.answered:
        left = size - answers.answered
        said = f"found {answers.declined} who do not want to, allowed is {left} or less, as the "
        said += "others answer"
        raise refusal(said, *below, "declined")


def _refuse_miscounted(
    counts: Mapping[str, int], question: Question, answered: int, *below: str | int
) -> None:
    if question.choose is not None:
        said = "found a ranking, of which a scenario deals no choices, allowed are other questions"
        raise refusal(said, *below)
    options = (*question.scale.option_ids, DOES_NOT_APPLY)
    for option in counts:
        _refuse_unknown(option, options, "the question's options", *below, option)
    if (chosen := sum(counts.values())) > answered:
        said = f"found {chosen} choices, allowed is {answered} or less, as many as answer"
        raise refusal(said, *below)
