"""A schedule by days after the opening."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.survey.timing import MOST_DAYS, Days, days, schedule
from storage.model import Schedule

TUESDAY = date(2026, 11, 24)


def made(first: date = TUESDAY, **changes: object) -> Schedule:
    usual: dict[str, object] = {
        "opens": "10:00",
        "reminds": Days(later=1, at="10:00"),
        "closes": Days(later=2, at="16:00"),
        "publishes": Days(later=6, at="09:00"),
    }
    return schedule(first=first, **(usual | changes))


def test_days_become_days_of_the_week() -> None:
    """The first day gives the weekday of the opening, and the others are counted from it."""
    told = made()
    assert [str(one) for one in (told.opens, told.reminds, told.closes, told.publishes)] == [
        "Tuesday 10:00",
        "Wednesday 10:00",
        "Thursday 16:00",
        "next Monday 09:00",
    ]


def test_another_first_day_moves_everything() -> None:
    """A pulse that opens on a Friday closes on a Sunday and publishes on the Thursday after."""
    told = made(date(2026, 11, 27))
    assert (str(told.closes), str(told.publishes)) == ("Sunday 16:00", "next Thursday 09:00")


@given(first=st.dates(TUESDAY, date(2027, 12, 31)), later=st.integers(3, MOST_DAYS - 6))
def test_both_ways(first: date, later: int) -> None:
    """What was filled in is filled in again when a schedule is changed."""
    after = Days(later=later, at="09:05")
    told = made(first, publishes=after, every="once")
    assert days(told, told.publishes) == after
    assert days(told, told.closes) == Days(later=2, at="16:00")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"closes": Days(later=1, at="10:00")}, "closes"),
        ({"reminds": Days(later=0, at="10:00")}, "reminds"),
        ({"publishes": Days(later=7, at="10:00")}, "publishes"),
        ({"zone": "Europe/Narnia"}, "zone"),
        ({"every": "sometimes"}, "every"),
    ],
)
def test_what_does_not_follow_is_refused_by_its_key(changes: dict[str, object], key: str) -> None:
    """Each must come after the one before it, and the digest before the next round."""
    with pytest.raises(ValidationError) as refused:
        made(**changes)
    assert refused.value.errors()[0]["loc"] == (key,)
