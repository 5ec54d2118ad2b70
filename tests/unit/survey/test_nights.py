"""Which night it is, and of which nights backups are kept."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.nights import DAYS, MONTHS, WEEKS, kept, night

TODAY = date(2026, 11, 26)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 26, 2, 59, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 26, 3, 0, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 11, 26, 23, 59, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 7, 1, 1, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 2, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2024, 2, 29, 3, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_a_night_begins_at_three_by_the_clock_on_the_wall(instant: datetime, day: date) -> None:
    """In summer time too."""
    assert night(instant) == day


def test_nights_follow_each_other_without_a_gap() -> None:
    """Over the changes of the clock as well, none is left out and none comes twice."""
    hours = [datetime(2026, 3, 27, tzinfo=UTC) + timedelta(hours=n) for n in range(24 * 250)]
    seen = [*dict.fromkeys(map(night, hours))]
    assert all(later - earlier == DAY for earlier, later in pairwise(seen))


def test_of_years_of_nights_the_last_days_weeks_and_months_are_kept() -> None:
    """Seven days, the last night of five weeks, and that of twelve months."""
    there = [TODAY - n * DAY for n in range(1500)]
    left = sorted(kept(there, today=TODAY), reverse=True)
    assert left[:DAYS] == there[:DAYS]
    sundays = [date(2026, 11, 22), date(2026, 11, 15), date(2026, 11, 8), date(2026, 11, 1)]
    assert set(sundays) <= set(left)
    ends = {date(2026, 10, 31), date(2026, 9, 30), date(2026, 2, 28), date(2025, 12, 31)}
    assert ends <= set(left)
    assert len(left) == DAYS + (WEEKS - 2) + (MONTHS - 1)


@given(st.integers(0, 400), st.lists(st.integers(1, 40), max_size=60))
def test_what_is_kept_day_by_day_is_what_would_be_kept_at_once(first: int, gaps: list[int]) -> None:
    """Letting go each night loses nothing that is wanted later, whichever nights were missed."""
    there: set[date] = set()
    today, ever = date(2025, 1, 1) + first * DAY, set()
    for gap in gaps:
        today += gap * DAY
        ever.add(today)
        there = set(kept({*there, today}, today=today))
    assert there == kept(ever, today=today)
    assert len(there) <= DAYS + WEEKS + MONTHS


def test_nights_to_come_stay_and_take_nobodys_place() -> None:
    """Backups of a clock that was ahead are not taken for the newest ones."""
    ahead = [TODAY + n * DAY for n in range(1, 30)]
    there = [TODAY - n * DAY for n in range(60)]
    assert kept([*there, *ahead], today=TODAY) == kept(there, today=TODAY) | set(ahead)
