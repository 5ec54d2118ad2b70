"""One occurrence of a pulse, and who is asked in it."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime

from questions.model import Question, Value
from storage.model.pulse import Pulse


class State(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Round(Value):
    """One occurrence of a pulse, its instants in UTC.

    Attributes:
        id: the pulse's id and the local date of opening, such as "weekly-2026-11-24".
        pulse: the pulse as it was when the round opened; as it is now while it is planned.
        questions: what is asked, in order; empty until the round opens.
        dimensions: the ids of those that are counted; empty until the round opens.
        reminded: whether the reminder is owed or sent.
        midway_told: whether it was settled what is told half-way, in a round that asks once.
        reason: why it was cancelled, in words for people.
    """

    id: str
    pulse: Pulse
    state: State
    opens: AwareDatetime
    reminds: AwareDatetime
    closes: AwareDatetime
    publishes: AwareDatetime
    questions: tuple[Question, ...] = ()
    dimensions: tuple[str, ...] = ()
    reminded: bool = False
    midway_told: bool = False
    reason: str | None = None

    @property
    def measures(self) -> tuple[Question, ...]:
        """Those of its questions that have favourable answers."""
        return tuple(question for question in self.questions if question.choose is None)

    @property
    def ranks(self) -> tuple[Question, ...]:
        """Those of its questions that are rankings."""
        return tuple(question for question in self.questions if question.choose is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person's place on the roster: for each dimension in order, their group.

    Of these there are as many at once as a pulse asks people, so they are small.

    Attributes:
        declined: whether they said "not this week".
    """

    person: str
    groups: tuple[str, ...]
    declined: bool = False


class CastOutcome(StrEnum):
    """What became of a submission."""

    COUNTED = "counted"
    COUNTED_BEFORE = "counted before"
    CLOSED = "closed"
    NOT_ASKED = "not asked"
