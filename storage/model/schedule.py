"""When the rounds of a pulse open, remind, close and publish."""

import re
from datetime import date, time
from enum import IntEnum, StrEnum
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from questions.model import Value


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
    """How often a pulse opens; once is on the first such day from the schedule's first date on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    ONCE = "once"


_WEEKS_APART = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2, Cadence.MONTHLY: 4}
"""The fewest weeks from one opening to the next."""


class Schedule(Value):
    """When the rounds of a pulse open, remind, close and publish, in local wall time.

    Attributes:
        first: the date from which rounds open; a later one lets a pulse that asks once ask again.
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
    def comes_back(self) -> bool:
        """Whether there is another round after each; not where a pulse asks once."""
        return self.every is not Cadence.ONCE

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
        weeks = _WEEKS_APART.get(info.data.get("every", Cadence.ONCE))
        if weeks and "opens" in info.data:
            following = info.data["opens"].model_copy(update={"week": 1 + weeks})
            if publishes.order >= following.order:
                raise ValueError(
                    f'found "{publishes}", allowed is a time before the next round opens, '
                    f'"{following}"'
                )
        return publishes
