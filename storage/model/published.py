"""What comes out of a round."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from questions.model import Value


class Precision(StrEnum):
    """How finely a figure is shown."""

    EXACT = "exact"
    ROUNDED = "rounded"
    BAND = "band"
    WITHHELD = "withheld"


class Choice(Value):
    """How many chose any one of some options.

    Attributes:
        label: the options as people read them.
    """

    options: Annotated[tuple[str, ...], Field(min_length=1)]
    label: str
    chosen: int


class Figure(Value):
    """One published share of favourable answers.

    Attributes:
        group: "everyone", a group's id, or several joined with "+".
        name: what people read for the group.
        version: the question's version; figures of different versions are never compared.
        text: as posted.
        answered: answers to the item without "does not apply"; only where exact.
        favourable: how many of them were favourable; only where exact.
        nearest: the rounded share in percent; only where rounded.
        choices: how the answers fall over the options; only where exact, and not always then.
    """

    dimension: str
    group: str
    name: str
    question: str
    version: str
    precision: Precision
    text: str
    answered: int | None = None
    favourable: int | None = None
    nearest: int | None = None
    choices: tuple[Choice, ...] = ()


class Chosen(Value):
    """What is said of how many chose an option of a ranking.

    Attributes:
        option: its id.
        label: the option as people read it.
        rank: 1 for the option that most chose; options of which the same is said share a rank.
        text: as posted.
        chosen: how many chose it; only where exact.
        nearest: the rounded share of those who answered, in percent; only where rounded.
    """

    option: str
    label: str
    rank: int
    text: str
    chosen: int | None = None
    nearest: int | None = None


class Ranking(Value):
    """How many of everyone chose each option of a ranking; no group's is ever published.

    Attributes:
        version: the question's version.
        text: how many people answered it, as posted.
        answered: how many people answered it; only where exact.
        options: all of them, those first that most chose; empty where withheld.
    """

    question: str
    version: str
    precision: Precision
    text: str
    answered: int | None = None
    options: tuple[Chosen, ...] = ()


class Response(Value):
    """One published response figure: how many of those invited answered.

    Attributes:
        invited: people on the roster; known to anyone who knows the group.
        text: as posted.
        answered: only where exact.
        nearest: the rounded share in percent; only where rounded.
    """

    dimension: str
    group: str
    name: str
    invited: int
    precision: Precision
    text: str
    answered: int | None = None
    nearest: int | None = None


class Midway(Value):
    """How many of some people had answered half-way through a round, as it was told then.

    Attributes:
        invited: people on the roster.
        nearest: the share to the nearest 10%, the ends standing for all beyond them.
    """

    dimension: str
    group: str
    name: str
    invited: int
    nearest: int


class Published(Value):
    """Everything that came out of a round: nothing finer exists after it closed."""

    round: str
    responses: tuple[Response, ...]
    figures: tuple[Figure, ...]
    rankings: tuple[Ranking, ...] = ()
