"""Recurring surveys."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from questions.errors import refuse_repeats
from questions.model import Identifier, Label, Line, QuestionSet, Value, unturned
from storage.model.groups import ChannelId, Dimension, Source
from storage.model.schedule import Schedule

LOWEST_THRESHOLD = 5
HIGHEST_THRESHOLD = 30
MOST_DIMENSIONS = 3

Threshold = Annotated[int, Field(ge=LOWEST_THRESHOLD, le=HIGHEST_THRESHOLD)]
Support = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(unturned),
]


class Asked(Value):
    """Whom a recurring survey asks, and the groups that they are in.

    Attributes:
        audience: who is asked besides the people of the groups; may be empty if there are groups.
    """

    id: Identifier
    name: Label
    dimensions: Annotated[tuple[Dimension, ...], Field(max_length=MOST_DIMENSIONS)] = ()
    audience: Annotated[tuple[Source, ...], Field(validate_default=True)] = ()

    @field_validator("dimensions")
    @classmethod
    def _are_told_apart(cls, dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        refuse_repeats((dimension.id for dimension in dimensions), "id")
        return dimensions

    @field_validator("audience")
    @classmethod
    def _asks_somebody(
        cls, audience: tuple[Source, ...], info: ValidationInfo
    ) -> tuple[Source, ...]:
        if not audience and info.data.get("dimensions") == ():
            raise ValueError(
                "found nobody to ask, needed is an audience of usergroups or channels, or "
                "dimensions with groups"
            )
        return audience

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that id; KeyError where there is none."""
        return {dimension.id: dimension for dimension in self.dimensions}[dimension_id]


class Terms(Asked):
    """What is settled about a recurring survey, its question set apart.

    Attributes:
        leadership: the channel of the weekly digest.
        staff: the channel in which those who are asked read the same digest.
        threshold: the fewest answers for which anything is shown, 5 to 30.
        support: where to turn for support, a line that the thanks end with.
        contact: whom to ask about the pulse, a line.
    """

    schedule: Schedule
    leadership: ChannelId
    staff: ChannelId
    threshold: Threshold = 8
    support: Support
    contact: Line


class Pulse(Terms):
    """A recurring survey: its terms, and what it asks."""

    question_set: QuestionSet
