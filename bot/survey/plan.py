"""A pulse that is being set up or changed, of which much may still be missing."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from bot.survey.timing import Days, schedule
from questions.model import Identifier, Label, QuestionSet, Value
from storage.model import (
    Asked,
    ChannelId,
    Dimension,
    FreeId,
    Group,
    Pulse,
    Schedule,
    Source,
    Weekday,
)


class Step(StrEnum):
    """What is settled one after the other."""

    QUESTIONS = "questions"
    PEOPLE = "people"
    GROUPS = "groups"
    TIMES = "times"
    CHANNELS = "channels"
    SUMMARY = "summary"

    @property
    def following(self) -> "Step":
        """The step after this one; the last has none and is its own."""
        steps: list[Step] = list(type(self))
        return steps[min(steps.index(self) + 1, len(steps) - 1)]

    @property
    def before(self) -> "Step":
        """The step before this one; the first has none and is its own."""
        steps: list[Step] = list(type(self))
        return steps[max(steps.index(self) - 1, 0)]


class Slot(Value):
    """A way to cut the audience that is there, or could be.

    Attributes:
        groups: those chosen; none where it is only offered.
    """

    id: FreeId
    name: Label
    rest: Label
    groups: tuple[Group, ...] = ()


_OFFERED = (
    Slot(id="team", name="Team", rest="Other teams"),
    Slot(id="population", name="Population", rest="Everyone else"),
)


class Plan(Value):
    """What is known of a pulse that is being set up.

    Attributes:
        was: the pulse as it was last asked for when its change was begun; None for a new one.
        reached: the step that is to be settled next.
        threshold: as a pulse has it; the fields above it are a pulse's too, where they are known.
    """

    id: Identifier
    was: Pulse | None = None
    reached: Step = Step.QUESTIONS
    name: str = ""
    question_set: QuestionSet | None = None
    dimensions: tuple[Dimension, ...] = ()
    audience: tuple[Source, ...] = ()
    schedule: Schedule
    leadership: ChannelId | None = None
    staff: ChannelId | None = None
    threshold: int = 8
    support: str = ""
    contact: str = ""

    @classmethod
    def new(cls, question_set: QuestionSet | None, today: date) -> Self:
        """One of which nothing is settled, with what is usual.

        Args:
            question_set: that is suggested, and its title as the pulse's name.
            today: the day before which no round opens.
        """
        name = question_set.title if question_set else ""
        return cls(id="new", name=name, question_set=question_set, schedule=usual(today))

    @classmethod
    def of(cls, pulse: Pulse) -> Self:
        """A pulse as it stands, to be changed."""
        known = {name: getattr(pulse, name) for name in Pulse.model_fields}
        return cls(was=pulse, reached=Step.SUMMARY, **known)

    def settled(self, step: Step, **changes: object) -> Self:
        """The plan after a step, on the way to the next one that was not reached yet."""
        order = [*Step]
        reached = max(self.reached, step.following, key=order.index)
        return self.model_copy(update={"reached": reached, **changes})

    def after(self, step: Step) -> Step:
        """What is looked at after a step: who was found after who is asked, else what is left."""
        return Step.GROUPS if step is Step.PEOPLE else self.reached

    def rebased(self, pulse: Pulse) -> Self:
        """The change of a pulse that somebody else changed too; what was left alone is theirs."""
        theirs = {
            name: getattr(pulse, name)
            for name in Pulse.model_fields
            if self.was is not None and getattr(self, name) == getattr(self.was, name)
        }
        return self.model_copy(update={"was": pulse, **theirs})

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The dimensions it has, and those offered besides where it has fewer than two."""
        own = tuple(
            Slot(id=one.id, name=one.name, rest=one.rest, groups=one.groups)
            for one in self.dimensions
        )
        ids = {slot.id for slot in own}
        offered = [slot for slot in _OFFERED if slot.id not in ids]
        return (*own, *offered[: max(0, len(_OFFERED) - len(own))])

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everywhere that people come from."""
        of_groups = (
            source
            for dimension in self.dimensions
            for group in dimension.groups
            for source in group.people
        )
        return tuple(dict.fromkeys((*of_groups, *self.audience)))

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel that it names."""
        named = (*(source.channel for source in self.sources), self.leadership, self.staff)
        return tuple(dict.fromkeys(one for one in named if one is not None))

    def asked(self) -> Asked:
        """Whom it asks, once that is settled."""
        known = {name: getattr(self, name) for name in Asked.model_fields}
        return Asked.model_validate(known)

    def pulse(self) -> Pulse:
        """The pulse that it has become, once everything is settled."""
        return Pulse.model_validate({name: getattr(self, name) for name in Pulse.model_fields})


def usual(today: date) -> Schedule:
    """Every Tuesday from the next one on, with a reminder and two days and a half to answer."""
    tuesday = today + timedelta(days=1 + (Weekday.TUESDAY - today.weekday() - 1) % 7)
    return schedule(
        first=tuesday,
        opens="10:00",
        reminds=Days(later=1, at="10:00"),
        closes=Days(later=2, at="16:00"),
        publishes=Days(later=6, at="09:00"),
    )
