"""A schedule as it is filled in: a first day, and how many days later the rest happens."""

from datetime import date

from questions.model import Value
from storage.model import Moment, Schedule, Weekday

MOST_DAYS = 62
"""The latest day on which something of a round can happen, after its opening on a Monday."""


class Days(Value):
    """A time of day, so many days after a round opens.

    Attributes:
        at: "16:00".
    """

    later: int
    at: str


def days(schedule_: Schedule, moment: Moment) -> Days:
    """How many days after its opening something of a round happens."""
    later = 7 * (moment.week - 1) + moment.day - schedule_.opens.day
    return Days(later=later, at=f"{moment.at:%H:%M}")


def schedule(
    *, first: date, opens: str, reminds: Days, closes: Days, publishes: Days, **more: object
) -> Schedule:
    """The schedule of a pulse that opens first on that day or, if it is monthly, after it.

    Args:
        first: the day, whose weekday is that of every opening.
        opens: a time of day, "10:00".
        reminds: when the reminder goes out, as closing and publishing by days after the opening.
        closes: the same of closing.
        publishes: the same of the digest.
        more: the schedule's other keys.

    Raises:
        ValidationError: they do not follow each other, or a zone is unknown.
    """
    moments = {"reminds": reminds, "closes": closes, "publishes": publishes}
    return Schedule.model_validate(
        {"opens": _moment(first, Days(later=0, at=opens)), "first": first}
        | {name: _moment(first, after) for name, after in moments.items()}
        | more
    )


def _moment(first: date, after: Days) -> dict[str, object]:
    weeks, day = divmod(first.weekday() + after.later, 7)
    return {"week": 1 + weeks, "day": Weekday(day), "at": after.at}
