"""Which night it is, and of which nights a backup is kept."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import islice

from storage.model import PAUSE_ZONE

DAYS, WEEKS, MONTHS = 7, 5, 12
"""The last backup is kept of so many days, weeks and months that have one."""

_BEGINS = timedelta(hours=3)
"""No clock change in our zone falls later in a night."""


def night(now: datetime) -> date:
    """The day on whose early morning the last night began."""
    return (now.astimezone(PAUSE_ZONE).replace(tzinfo=None) - _BEGINS).date()


def kept(nights: Iterable[date], *, today: date) -> frozenset[date]:
    """The nights whose backups are kept.

    Args:
        nights: those of which there is one.
        today: the last night; those after it are of a clock that was wrong, and stay.
    """
    newest = sorted(nights, reverse=True)
    past = [one for one in newest if one <= today]
    return frozenset(
        (
            *(one for one in newest if one > today),
            *_last_of_each(past, lambda one: one, DAYS),
            *_last_of_each(past, lambda one: one.isocalendar()[:2], WEEKS),
            *_last_of_each(past, lambda one: (one.year, one.month), MONTHS),
        )
    )


def _last_of_each(
    newest_first: Iterable[date], span: Callable[[date], object], most: int
) -> Iterable[date]:
    """The last night of each of the latest spans."""
    last: dict[object, date] = {}
    for one in newest_first:
        last.setdefault(span(one), one)
    return islice(last.values(), most)
