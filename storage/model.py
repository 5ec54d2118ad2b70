"""What is kept, as frozen values: pulses, rounds, tallies, published figures, messages owed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import IntEnum, StrEnum
from functools import cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from questions.model import Identifier, Label, Line, Question, QuestionSet, Value

EVERYONE = "everyone"
"""The dimension and the group of figures about the whole audience."""

REST = "rest"
"""The group of a dimension that holds everyone whom no other group names."""

LOWEST_THRESHOLD = 5
MOST_DIMENSIONS = 3


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
        _refuse_repeats(group.id for group in groups)
        for group in groups:
            others = [other.id for other in groups if other is not group] + [REST]
            if group.neighbour is not None and group.neighbour not in others:
                raise ValueError(
                    f'found "{group.neighbour}" as the neighbour of "{group.id}", '
                    f"allowed are the other groups of the dimension: {', '.join(others)}"
                )
        return groups

    def name_of(self, group: str) -> str:
        """What people read for a group, or for several joined with "+"."""
        names = {g.id: g.name for g in self.groups} | {REST: self.rest}
        *most, last = (names[one] for one in group.split("+"))
        return f"{', '.join(most)} and {last}" if most else last


class Weekday(IntEnum):
    """The days of the week, Monday first."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


_MOMENT = re.compile(
    r"(?:(?P<next>next)\s+|week\s+(?P<week>[1-9])\s+)?"
    rf"(?P<day>{'|'.join(day.name for day in Weekday)})\s+"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)",
    re.IGNORECASE | re.ASCII,
)


class Moment(Value):
    """A local wall time within a round, written "Tuesday 10:00" or "next Monday 09:00".

    Attributes:
        week: 1 for the week that the round opens in, weeks beginning on Monday; 2 is written
            "next", and those after it "week 3" and so on up to 9.
    """

    week: Annotated[int, Field(ge=1, le=9)] = 1
    day: Weekday
    at: time

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: object) -> object:
        if isinstance(value, Moment | dict):
            return value
        text = value.strip() if isinstance(value, str) else ""
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(
                f'found "{text[:40]}", allowed is a day and a time from 00:00 to 23:59, '
                f'such as "Tuesday 10:00", "next Monday 09:00" or "week 3 Friday 16:00"'
            )
        return {
            "week": 2 if found["next"] else int(found["week"] or 1),
            "day": Weekday[found["day"].upper()],
            "at": time(int(found["hour"]), int(found["minute"])),
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A string, as people write it; JSON Schema has no "ignore case"."""
        days = "|".join(f"[{n[0]}{n[0].lower()}]{n[1:].lower()}" for n in Weekday.__members__)
        return {
            "type": "string",
            "pattern": rf"^(next\s+|week\s+[1-9]\s+)?({days})\s+([01]?\d|2[0-3]):[0-5]\d$",
        }

    @model_serializer
    def _in_words(self) -> str:
        return str(self)

    def __str__(self) -> str:
        weeks = {1: "", 2: "next "}.get(self.week, f"week {self.week} ")
        return f"{weeks}{self.day.name.capitalize()} {self.at:%H:%M}"

    @property
    def order(self) -> tuple[int, int, time]:
        """Where it stands among the moments of one round."""
        return self.week, self.day, self.at


@cache
def _zones() -> frozenset[str]:
    """The names of time zones, looked up once: it takes 15 ms of reading folders."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f'found "{name[:40]}", allowed is a time zone such as Europe/London')
    return name


class Cadence(StrEnum):
    """How often a pulse opens."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Schedule(Value):
    """When the rounds of a pulse open, remind, close and publish, in local wall time.

    Attributes:
        first: the date from which rounds open.
        holidays: whose bank holidays move an opening to the next working day.
    """

    every: Cadence = Cadence.WEEKLY
    opens: Moment
    reminds: Moment
    closes: Moment
    publishes: Moment
    zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/London"
    first: Annotated[date, Field(lt=date(2100, 1, 1))]
    holidays: Literal["england", "wales", "scotland", "northern-ireland", "none"] = "england"

    @property
    def tz(self) -> ZoneInfo:
        """The zone that the wall times are in."""
        return ZoneInfo(self.zone)

    @field_validator("opens")
    @classmethod
    def _opens_first(cls, opens: Moment) -> Moment:
        if opens.week != 1:
            raise ValueError(f'found "{opens}", allowed is a day without "next" or "week"')
        return opens

    @field_validator("reminds", "closes", "publishes")
    @classmethod
    def _comes_after(cls, moment: Moment, info: ValidationInfo) -> Moment:
        steps = ("opens", "reminds", "closes", "publishes")
        before = steps[steps.index(str(info.field_name)) - 1]
        if before in info.data and info.data[before].order >= moment.order:
            raise ValueError(
                f'found "{moment}", allowed is a time after {before}, "{info.data[before]}", '
                f"since a round opens, reminds, closes and publishes in this order"
            )
        return moment

    @field_validator("publishes")
    @classmethod
    def _ends_before_the_next(cls, publishes: Moment, info: ValidationInfo) -> Moment:
        if "opens" in info.data and "every" in info.data:
            weeks = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2, Cadence.MONTHLY: 4}
            following = info.data["opens"].model_copy(
                update={"week": 1 + weeks[info.data["every"]]}
            )
            if publishes.order >= following.order:
                raise ValueError(
                    f'found "{publishes}", allowed is a time before the next round opens, '
                    f'"{following}"'
                )
        return publishes


class Terms(Value):
    """What is settled about a recurring survey, its question set apart.

    Attributes:
        audience: who is asked besides the people of the groups; may be empty if there are groups.
        leadership: the channel of the weekly digest.
        staff: the channel in which those who are asked read the same digest.
        threshold: the fewest answers for which anything is shown, never below 5.
        support: where to turn for support, a line that the thanks end with.
        contact: whom to ask about the pulse, a line.
    """

    id: Identifier
    name: Label
    dimensions: Annotated[tuple[Dimension, ...], Field(max_length=MOST_DIMENSIONS)] = ()
    audience: Annotated[tuple[Source, ...], Field(validate_default=True)] = ()
    schedule: Schedule
    leadership: ChannelId
    staff: ChannelId
    threshold: Annotated[int, Field(ge=LOWEST_THRESHOLD, le=100)] = 8
    support: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    contact: Line

    @field_validator("dimensions")
    @classmethod
    def _are_told_apart(cls, dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        _refuse_repeats(dimension.id for dimension in dimensions)
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


class Pulse(Terms):
    """A recurring survey: its terms, and what it asks."""

    question_set: QuestionSet

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that id; KeyError where there is none."""
        return {dimension.id: dimension for dimension in self.dimensions}[dimension_id]


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
    reason: str | None = None


Cells = tuple[tuple[str, ...], ...]
"""How a dimension is cut: for each cell, the groups that it joins."""


class Place(Value):
    """A person's place on the roster: for each dimension in order, their group."""

    person: str
    groups: tuple[str, ...]


class CastOutcome(StrEnum):
    """What became of a submission."""

    COUNTED = "counted"
    COUNTED_BEFORE = "counted before"
    CLOSED = "closed"
    NOT_ASKED = "not asked"


class GroupTally(Value):
    """How many of a group answered and chose each option, in memory only.

    Attributes:
        size: people on the roster.
        casts: people who submitted, whatever they skipped.
        counts: for each question, for each option and "does-not-apply", how many chose it.
    """

    dimension: str
    group: str
    size: int
    casts: int
    counts: Mapping[str, Mapping[str, int]]


class Precision(StrEnum):
    """How finely a figure is shown."""

    EXACT = "exact"
    ROUNDED = "rounded"
    BAND = "band"
    WITHHELD = "withheld"


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


class Published(Value):
    """Everything that came out of a round: nothing finer exists after it closed."""

    round: str
    responses: tuple[Response, ...]
    figures: tuple[Figure, ...]


class Owed(Value):
    """A message owed: written with the step that owes it, gone or marked once it is sent.

    Attributes:
        key: names the message once for all, such as "weekly-2026-11-24/digest/C0123".
        recipient: a person's or a channel's id.
        body: the message in survey terms, as JSON.
        reply_to: the key of the message in whose thread it belongs.
        thread: what names that message in the channel, once it stands there.
        since: it cannot stand in its channel from before this instant.
        tries: how often it was about to be sent, refusals for being too fast left out.
        due: not before this instant.
    """

    key: str
    round: str | None
    recipient: str
    to_person: bool
    body: str
    reply_to: str | None = None
    thread: str | None = None
    since: AwareDatetime
    tries: int = 0
    due: AwareDatetime


class Preference(Value):
    """What a person asked of us: not to be asked until a date, or never."""

    person: str
    paused_until: AwareDatetime | None = None
    never: bool = False


def _refuse_repeats(ids: Iterable[str]) -> None:
    for one, times in Counter(ids).items():
        if times > 1:
            raise ValueError(f'found the id "{one}" a second time, allowed is once')
