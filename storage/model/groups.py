"""The audience cut into groups: dimensions, their groups, and where the people come from."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator, model_validator

from questions.errors import refusal, refuse_repeats
from questions.model import Identifier, Label, Value

EVERYONE = "everyone"
"""The dimension and the group of figures about the whole audience."""

REST = "rest"
"""The group of a dimension that holds everyone whom no other group names."""


def _slack_id(what: str, letters: str) -> tuple[AfterValidator, WithJsonSchema]:
    pattern = f"^[{letters}][A-Z0-9]{{1,30}}$"

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(
                f'found "{text[:40]}", allowed is the id of a {what} as Slack shows it under '
                f'"About", such as {letters[0]}0123ABCD'
            )
        return text

    return AfterValidator(check), WithJsonSchema({"type": "string", "pattern": pattern})


ChannelId = Annotated[str, *_slack_id("channel", "CG")]
UsergroupId = Annotated[str, *_slack_id("user group", "S")]


def _not_ours(name: str) -> str:
    if name in {EVERYONE, REST}:
        raise ValueError(f'found "{name}", which Staff Pulse uses itself, allowed is another')
    return name


FreeId = Annotated[Identifier, AfterValidator(_not_ours)]
"""The id of a group or a dimension."""


class Source(Value):
    """Where people come from: the members of a user group, or of a channel."""

    usergroup: UsergroupId | None = None
    channel: ChannelId | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.usergroup is None) == (self.channel is None):
            found = "neither" if self.channel is None else "both"
            raise ValueError(f"found {found}, allowed is either a usergroup or a channel")
        return self


class Group(Value):
    """A named part of the audience.

    Attributes:
        people: where its people come from.
        area: a larger part that it belongs to.
        neighbour: the group of the same dimension that it joins when it is too small.
    """

    id: FreeId
    name: Label
    people: Annotated[tuple[Source, ...], Field(min_length=1)]
    area: Label | None = None
    neighbour: Identifier | None = None


class Dimension(Value):
    """One way to cut the audience into groups; who is in none of them is in `rest`.

    Attributes:
        rest: the name that people read for everyone else.
    """

    id: FreeId
    name: Label
    rest: Label = "Everyone else"
    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=100)]

    @field_validator("groups")
    @classmethod
    def _hangs_together(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        refuse_repeats((group.id for group in groups), "id")
        for number, group in enumerate(groups):
            others = [other.id for other in groups if other is not group] + [REST]
            if group.neighbour is not None and group.neighbour not in others:
                said = (
                    f'found "{group.neighbour}", allowed are the other groups of the dimension: '
                    f"{', '.join(others)}"
                )
                raise refusal(said, number, "neighbour")
        return groups

    def name_of(self, group: str) -> str:
        """What people read for a group, or for several joined with "+"."""
        names = {g.id: g.name for g in self.groups} | {REST: self.rest}
        *most, last = (names[one] for one in group.split("+"))
        return f"{', '.join(most)} and {last}" if most else last


Cells = tuple[tuple[str, ...], ...]
"""How a dimension is cut: for each cell, the groups that it joins."""
