"""What is asked: scales, questions and question sets, as frozen values."""

import hashlib
import json
import re
import unicodedata
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_serializer,
    model_validator,
)

from questions.errors import refusal, refuse_repeats, short

DOES_NOT_APPLY = "does-not-apply"
"""The option that every scale ends with; it is left out of each share, item by item."""

MOST_OPTIONS = 9
"""A chat shows ten choices to a question at most, and "Does not apply" is one of them."""

MOST_ASKED = 20
"""The most questions a round asks."""

MOST_CHOSEN = 5
"""The most options that a ranking lets people choose."""

_IDENTIFIER = r"^[a-z0-9][a-z0-9-]{0,59}$"
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
# They show a text in another order than it is read in: https://trojansource.codes
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _identifier(text: str) -> str:
    if not re.fullmatch(_IDENTIFIER, text):
        raise ValueError(
            f'found "{short(text)}", allowed are 1 to 60 lower-case letters, digits and hyphens'
        )
    return text


def one_line(text: str) -> str:
    """The text, where it is one line; ValueError otherwise."""
    # Almost every text is printable, and then has no break, which is quicker to tell.
    if not text.isprintable() and _BREAKS.intersection(map(unicodedata.category, text)):
        raise ValueError(f'found "{short(text)}" with a line break or tab, allowed is one line')
    return unturned(text)


def unturned(text: str) -> str:
    """The text, where it is read in the order in which it is shown; ValueError otherwise."""
    if not _TURNS.isdisjoint(text):
        said = "with a character that turns the direction of writing, allowed are others"
        raise ValueError(f'found "{short(text)}" {said}')
    return text


Identifier = Annotated[
    str, AfterValidator(_identifier), WithJsonSchema({"type": "string", "pattern": _IDENTIFIER})
]
"""Lower-case letters, digits and hyphens: safe in file names, SQL and chat payloads."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=150),
    AfterValidator(one_line),
]
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=75),
    AfterValidator(one_line),
]

HseTheme = Literal[
    "demands",
    "control",
    "managerial-support",
    "peer-support",
    "relationships",
    "role",
    "change",
]
"""The seven themes of the HSE Management Standards: https://www.hse.gov.uk/stress/standards/"""

LgaStandard = Literal[
    "social-work-framework",
    "workforce-planning",
    "safe-workloads",
    "wellbeing",
    "supervision",
    "professional-development",
    "registration",
    "strategic-partnerships",
]
"""The eight Standards for employers of social workers in England, 2020, in their order.

https://www.local.gov.uk/standards-employers-social-workers-england-2020
"""


class Value(BaseModel):
    """A frozen value that refuses unknown keys and keeps inputs out of its error messages."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, ignored_types=(cached_property,)
    )


class Option(Value):
    """One answer of a scale.

    Attributes:
        id: what payloads and counts call it.
        label: what people read, 75 characters at most.
        score: its place on the scale; higher is more of what the scale measures. Options to rank
            measure nothing, and have none.
    """

    id: Identifier
    label: Label
    score: int = 0


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    for number, option in enumerate(options):
        if option.id == DOES_NOT_APPLY or option.label.casefold() == "does not apply":
            said = 'found "does not apply", which every scale has already, allowed is another'
            raise refusal(said, number)
    refuse_repeats((option.id for option in options), "id")
    refuse_repeats((option.label.casefold() for option in options), "label")
    return options


Options = Annotated[
    tuple[Option, ...],
    Field(min_length=2, max_length=MOST_OPTIONS),
    AfterValidator(_told_apart),
]
"""The answers of a scale, with ids and labels that differ."""


class Scale(Value):
    """The answers to a question in the order shown, "does not apply" not among them."""

    id: Identifier
    options: Options

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The options' ids in order, without "does not apply"."""
        return tuple(option.id for option in self.options)


class Question(Value):
    """An item: what is asked, on which scale, and which answers are favourable.

    A question may also be a *ranking*: up to so many options are chosen, none is favourable, and
    it is told how many chose each.

    Attributes:
        favourable: some of the scale's options; empty for a ranking alone.
        choose: of a ranking, how many options may be chosen at most; None for any other question.
        anchor: asked every round, so that its theme's trend has one wording.
        hse: the HSE Management Standards theme that it feeds, if any.
        lga: the LGA employer standard that it feeds, if any.
        retired: not asked any more, and kept so that its past can be read and it can come back.
    """

    id: Identifier
    theme: Identifier
    wording: Line
    scale: Scale
    favourable: frozenset[str] = frozenset()
    choose: Annotated[int, Field(ge=2, le=MOST_CHOSEN)] | None = None
    anchor: bool = False
    hse: HseTheme | None = None
    lga: LgaStandard | None = None
    retired: bool = False

    @field_serializer("favourable", when_used="json")
    def _in_order(self, favourable: frozenset[str]) -> list[str]:
        return sorted(favourable)

    @model_validator(mode="after")
    def _splits_its_scale(self) -> Self:
        if self.choose is not None:
            return self
        options = ", ".join(self.scale.option_ids)
        if not self.favourable:
            said = "found neither favourable answers nor how many to choose, allowed is one of them"
            raise refusal(f"{said}: favourable, a part of {options}, or choose", "favourable")
        if unknown := sorted(self.favourable.difference(self.scale.option_ids)):
            said = f'found "{short(unknown[0])}", which the scale {self.scale.id} lacks'
            raise refusal(f"{said}, allowed are {options}", "favourable")
        if self.favourable.issuperset(self.scale.option_ids):
            said = f"found all options, allowed is a part of {options}"
            raise refusal(said, "favourable")
        return self

    @model_validator(mode="after")
    def _ranks_its_options(self) -> Self:
        if self.choose is None:
            return self
        if self.favourable:
            said = "found favourable answers beside how many to choose, allowed is one of them"
            raise refusal(said, "favourable")
        if self.anchor:
            said = "found a ranking, which has no trend, allowed as an anchor is any other question"
            raise refusal(said, "anchor")
        if self.choose >= len(self.scale.options):
            said = f"found {self.choose}, allowed are fewer than the {len(self.scale.options)}"
            raise refusal(f"{said} options that the scale {self.scale.id} has", "choose")
        return self

    @cached_property
    def version(self) -> str:
        """A fingerprint of wording, options and scale: figures compare only where it is equal."""
        meaning: dict[str, object] = {
            "wording": self.wording,
            "options": [[o.id, o.label, o.score] for o in self.scale.options],
            "favourable": sorted(self.favourable),
        }
        if self.choose is not None:
            meaning["choose"] = self.choose
        return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()[:12]


class Theme(Value):
    """What questions are about, with the words that people read for it."""

    id: Identifier
    name: Label


class QuestionSet(Value):
    """A bundle of questions, with how many of them a round asks.

    Attributes:
        ask: the number of questions in a round, anchors included, or "all".
        questions: the retired ones among them, which no round asks.
    """

    id: Identifier
    title: Line
    ask: Annotated[int, Field(ge=1, le=MOST_ASKED)] | Literal["all"]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]

    @property
    def in_use(self) -> tuple[Question, ...]:
        """The questions that rounds ask, all or in turn: those that are not retired."""
        return tuple(question for question in self.questions if not question.retired)

    def theme_of(self, question: Question) -> Theme:
        """What a question of the set is about."""
        return next(theme for theme in self.themes if theme.id == question.theme)

    @model_validator(mode="after")
    def _names_each_thing_once(self) -> Self:
        refuse_repeats((theme.id for theme in self.themes), "id", "themes")
        refuse_repeats((question.id for question in self.questions), "id", "questions")
        return self

    @model_validator(mode="after")
    def _knows_its_themes(self) -> Self:
        themes = [theme.id for theme in self.themes]
        anchored: dict[str, str] = {}
        for number, question in enumerate(self.questions):
            if question.theme not in themes:
                said = f'found "{question.theme}", allowed are the themes {", ".join(themes)}'
                raise refusal(said, "questions", number, "theme")
            if question.retired or not question.anchor:
                continue
            if question.theme in anchored:
                said = f"found a second anchor of the theme {question.theme}, allowed is one"
                raise refusal(f"{said}: {anchored[question.theme]}", "questions", number, "anchor")
            anchored[question.theme] = question.id
        return self

    @model_validator(mode="after")
    def _means_one_thing_by_a_scale(self) -> Self:
        known: dict[str, Scale] = {}
        for number, question in enumerate(self.questions):
            if known.setdefault(question.scale.id, question.scale) != question.scale:
                said = f"found a second scale of the name {question.scale.id}, allowed is one"
                raise refusal(said, "questions", number, "scale")
        return self

    @model_validator(mode="after")
    def _asks_what_it_has(self) -> Self:
        anchors = sum(question.anchor for question in self.in_use)
        count = len(self.in_use)
        if not count:
            said = "found retired questions only, needed is one that is asked"
            raise refusal(said, "questions")
        if self.ask == "all" and count > MOST_ASKED:
            said = f"found all of {count} questions, allowed are {MOST_ASKED} a round at most"
            raise refusal(said, "ask")
        if self.ask != "all" and self.ask > count:
            said = f"found {self.ask}, allowed are {count} at most, all that are in use"
            raise refusal(said, "ask")
        if self.ask != "all" and self.ask < anchors:
            said = f"found {self.ask}, allowed are {anchors} or more"
            raise refusal(f"{said}, since every round asks every anchor", "ask")
        return self
