"""When rounds happen: a schedule's local wall times as instants, right through clock changes."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count, islice
from zoneinfo import ZoneInfo

import holidays
from pydantic import AwareDatetime

from questions.model import Value
from storage.model import Cadence, Moment, Schedule, Weekday

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern-ireland": "NIR"}
"""What the `holidays` package calls them: https://holidays.readthedocs.io/"""


class Occurrence(Value):
    """One round to come: its instants in UTC, each later than the one before.

    Attributes:
        day: the local date on which it opens, moved by bank holidays or not.
    """

    day: date
    opens: AwareDatetime
    reminds: AwareDatetime
    closes: AwareDatetime
    publishes: AwareDatetime


def occurrences(schedule: Schedule, *, after: datetime, count: int) -> tuple[Occurrence, ...]:
    """The next rounds of a schedule, in order, beginning with the first that opens after `after`.

    Of a schedule that opens once there is one at most.

    A wall time that a clock change leaves out becomes the first instant after the gap, and one
    that comes twice is taken the first time. A bank holiday moves an opening to the next working
    day at the same time; a weekend by itself moves nothing. A round that bank holidays would open
    at its closing or later does not happen.

    Raises:
        ValueError: `after` is naive.
    """
    if after.tzinfo is None:
        raise ValueError(f"{after} has no time zone; an instant has to be aware")
    since = after.astimezone(schedule.tz).date()
    rounds = (_occurrence(schedule, named) for named in _named_days(schedule, since))
    return tuple(islice((one for one in rounds if one and one.opens > after), count))


def late_enough_to_cancel(*, opens: datetime, closes: datetime, now: datetime) -> bool:
    """Whether half of a round's length has gone unopened, so that it is better not opened."""
    return 2 * (now - opens) >= closes - opens


def halfway(*, opens: datetime, closes: datetime) -> datetime:
    """The instant at which half of a round's length has gone."""
    return opens + (closes - opens) / 2


def _named_days(schedule: Schedule, since: date) -> Iterator[date]:
    """The dates that the schedule names for openings, from the latest before `since` on.

    Bank holidays may move that one past `since`, but none before it: a moved opening stays before
    its closing, and so before the next date that is named.
    """
    weekday = schedule.opens.day
    if not schedule.comes_back:
        return iter([_on_or_after(schedule.first, weekday)])
    if schedule.every is Cadence.MONTHLY:
        return _monthly(schedule.first, weekday, since)
    weeks = 2 if schedule.every is Cadence.FORTNIGHTLY else 1
    return _every(weeks * 7 * DAY, _on_or_after(schedule.first, weekday), since)


def _monthly(first: date, weekday: Weekday, since: date) -> Iterator[date]:
    start = max(first, since)
    for month in count(12 * start.year + start.month - 1):
        named = _on_or_after(date(month // 12, month % 12 + 1, 1), weekday)
        if named >= first:
            yield named


def _every(period: timedelta, first: date, since: date) -> Iterator[date]:
    for periods in count(max(0, (since - first) // period)):
        yield first + periods * period


def _on_or_after(day: date, weekday: Weekday) -> date:
    return day + (weekday - day.weekday()) % 7 * DAY


def _occurrence(schedule: Schedule, named: date) -> Occurrence | None:
    """The round whose opening is named for a date, or None if it does not happen.

    A reminder that would not come after a moved opening moves by as many days, or by as many
    fewer as bring it before the closing; where no day does, it comes halfway.
    """
    monday = named - named.weekday() * DAY

    def instant(moment: Moment, moved: int = 0) -> datetime:
        days = 7 * (moment.week - 1) + moment.day + moved
        return _instant(monday + days * DAY, moment.at, schedule.tz)

    moved = (_working_day(named, schedule.holidays) - named).days
    opens, closes = instant(schedule.opens, moved), instant(schedule.closes)
    if opens >= closes:
        return None
    middle = halfway(opens=opens, closes=closes)
    reminders = (instant(schedule.reminds, days) for days in (0, *range(moved, 0, -1)))
    return Occurrence(
        day=opens.astimezone(schedule.tz).date(),
        opens=opens,
        reminds=next((one for one in reminders if opens < one < closes), middle),
        closes=closes,
        publishes=max(instant(schedule.publishes), closes + SECOND),
    )


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the clocks of a zone show a wall time, or have jumped over it.

    In a gap, fold 0 and fold 1 lie on its two sides: https://peps.python.org/pep-0495/
    """
    wall = datetime.combine(day, at)

    def shown(instant: datetime) -> datetime:
        return instant.astimezone(zone).replace(tzinfo=None)

    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if shown(instant) == wall:
        return instant
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range((instant - before) // SECOND)
    return before + bisect_left(seconds, wall, key=lambda s: shown(before + s * SECOND)) * SECOND


def _working_day(day: date, nation: str) -> date:
    """The day itself unless it is a bank holiday, else the next working day."""
    if nation not in NATIONS or day not in _bank_holidays(nation):
        return day
    while day.weekday() >= Weekday.SATURDAY or day in _bank_holidays(nation):
        day += DAY
    return day


def bank_holidays(nation: str, year: int) -> Sequence[date]:
    """The bank holidays of a nation in a year, in their order."""
    return sorted(holidays.country_holidays("GB", subdiv=NATIONS[nation], years=year))


@cache
def _bank_holidays(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=NATIONS[nation])
