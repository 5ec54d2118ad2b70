from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey.schedule import late_enough_to_cancel, occurrences
from storage.model import Cadence, Moment, Schedule, Weekday

ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "UTC",
)
"""Clock changes by half an hour and two hours, at midnight, before it, under way in winter."""

MINUTE = timedelta(minutes=1)


def a_schedule(**changes: object) -> Schedule:
    usual = {
        "opens": "Tuesday 10:00",
        "reminds": "Wednesday 10:00",
        "closes": "Thursday 16:00",
        "publishes": "next Monday 09:00",
        "first": "2026-01-01",
    }
    return Schedule.model_validate(usual | changes)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def openings(schedule: Schedule, after: str, count: int) -> list[str]:
    """The openings as the clocks of the schedule's zone show them."""
    rounds = occurrences(schedule, after=at(after), count=count)
    return [f"{one.opens.astimezone(schedule.tz):%a %Y-%m-%d %H:%M}" for one in rounds]


def first_minute(wall: datetime, zone: ZoneInfo) -> datetime:
    """Found by looking at every minute: when the clocks first show a wall time, or pass it."""
    instant = wall.replace(tzinfo=UTC) - timedelta(hours=16)
    while instant.astimezone(zone).replace(tzinfo=None) < wall:
        instant += MINUTE
    return instant


def dates_named(schedule: Schedule, count: int) -> list[date]:
    """Found by looking at every day: the dates of the first openings of a schedule."""
    days = (schedule.first + timedelta(days=n) for n in range(count * 31 + 62))
    named = [day for day in days if day.weekday() == schedule.opens.day]
    if schedule.every is Cadence.MONTHLY:
        named = [day for day in named if day.day <= 7]
    return named[:: 2 if schedule.every is Cadence.FORTNIGHTLY else 1][:count]


def minutes_of_week(moment: Moment) -> int:
    return ((moment.week - 1) * 7 + moment.day) * 1440 + moment.at.hour * 60 + moment.at.minute


def a_moment(minutes: int) -> Moment:
    days, minute = divmod(minutes, 1440)
    return Moment(week=days // 7 + 1, day=Weekday(days % 7), at=time(minute // 60, minute % 60))


@st.composite
def schedules(
    draw: st.DrawFn,
    *,
    apart: int = 180,
    nations: tuple[str, ...] = ("none",),
    zones: tuple[str, ...] = ZONES,
) -> Schedule:
    """Schedules whose steps lie `apart` minutes from each other and from the next opening."""
    opens = draw(st.integers(0, 7 * 1440 - 1))
    room = 7 * 1440 - 4 * apart
    waits = sorted(draw(st.lists(st.integers(0, room), min_size=3, max_size=3)))
    steps = [a_moment(opens + wait + apart * n) for n, wait in enumerate(waits, start=1)]
    return Schedule(
        every=draw(st.sampled_from([one for one in Cadence if one is not Cadence.ONCE])),
        opens=a_moment(opens),
        reminds=steps[0],
        closes=steps[1],
        publishes=steps[2],
        zone=draw(st.sampled_from(zones)),
        first=draw(st.dates(date(2024, 1, 1), date(2030, 12, 31))),
        holidays=draw(st.sampled_from(nations)),
    )


def before(schedule: Schedule) -> datetime:
    return datetime.combine(schedule.first, time(), UTC) - timedelta(days=3)


@settings(deadline=None)
@given(schedules())
def test_every_step_comes_when_the_local_clocks_first_show_its_time(schedule: Schedule) -> None:
    """Each named date has one round, at the configured wall times, whatever the clocks do."""
    rounds = occurrences(schedule, after=before(schedule), count=6)
    named = dates_named(schedule, 6)
    assert len(rounds) == 6
    for one, day in zip(rounds, named, strict=True):
        monday = datetime.combine(day - timedelta(days=day.weekday()), time())
        for step in ("opens", "reminds", "closes", "publishes"):
            wall = monday + minutes_of_week(getattr(schedule, step)) * MINUTE
            assert getattr(one, step) == first_minute(wall, schedule.tz), step


@settings(deadline=None)
@given(schedules(zones=("Europe/London", "America/Nuuk", "Antarctica/Troll")))
def test_a_year_of_rounds_misses_and_doubles_none(schedule: Schedule) -> None:
    """Through both clock changes of a year there is one round for each date, in order."""
    rounds = occurrences(schedule, after=before(schedule), count=55)
    assert len(rounds) == 55
    for one, day in zip(rounds, dates_named(schedule, 55), strict=True):
        assert one.day - day in (timedelta(), timedelta(days=1))
    for earlier, later in pairwise(rounds):
        assert earlier.publishes < later.opens


@settings(deadline=None)
@given(schedules(apart=1, nations=("england", "wales", "scotland", "northern-ireland", "none")))
def test_results_are_strictly_ordered(schedule: Schedule) -> None:
    """Opening, reminder, closing and publishing follow each other, and no two rounds overlap."""
    rounds = occurrences(schedule, after=before(schedule), count=55)
    for one in rounds:
        assert one.opens < one.reminds < one.closes < one.publishes
        assert {step.tzinfo for step in (one.opens, one.reminds, one.closes)} == {UTC}
        assert one.day == one.opens.astimezone(schedule.tz).date()
    for earlier, later in pairwise(rounds):
        assert earlier.closes <= later.opens
        assert earlier.day < later.day


@settings(deadline=None)
@given(schedules(nations=("england", "scotland")), st.integers(0, 20), st.integers(0, 10**6))
def test_asking_again_from_any_instant_goes_on_where_it_was(
    schedule: Schedule, place: int, early: int
) -> None:
    """A restart at any instant sees the same rounds: none is skipped, none comes twice."""
    rounds = occurrences(schedule, after=before(schedule), count=25)
    opened = rounds[place].opens
    assert occurrences(schedule, after=opened, count=4) == rounds[place + 1 : place + 5]
    just_before = opened - timedelta(microseconds=1 + early)
    assert occurrences(schedule, after=just_before, count=4) == rounds[place : place + 4]


@pytest.mark.parametrize(
    ("time_of_day", "spring", "autumn"),
    [
        ("00:30", "2026-03-29T00:30", "2026-10-24T23:30"),
        ("01:30", "2026-03-29T01:00", "2026-10-25T00:30"),
        ("02:30", "2026-03-29T01:30", "2026-10-25T02:30"),
    ],
)
def test_london_sundays_at_the_clock_changes(time_of_day: str, spring: str, autumn: str) -> None:
    """A time in the spring gap opens at 02:00 BST; one that comes twice opens the first time."""
    schedule = a_schedule(
        opens=f"Sunday {time_of_day}",
        reminds="next Tuesday 10:00",
        closes="next Wednesday 16:00",
        publishes="next Thursday 09:00",
    )
    before_spring, at_spring, after_spring = occurrences(schedule, after=at("2026-03-21"), count=3)
    assert at_spring.opens == at(spring)
    assert after_spring.day - before_spring.day == timedelta(days=14)
    before_autumn, at_autumn, after_autumn = occurrences(schedule, after=at("2026-10-17"), count=3)
    assert at_autumn.opens == at(autumn)
    assert after_autumn.day - before_autumn.day == timedelta(days=14)


def test_steps_that_a_clock_change_would_let_fall_together_stay_apart() -> None:
    """Where the spring gap swallows two steps of a round, their order is kept."""
    schedule = a_schedule(
        opens="Sunday 01:10",
        reminds="Sunday 01:50",
        closes="next Tuesday 10:00",
        publishes="next Tuesday 10:30",
    )
    (one,) = occurrences(schedule, after=at("2026-03-28"), count=1)
    assert one.opens == at("2026-03-29T02:00", "Europe/London")
    assert one.opens < one.reminds < one.closes


def test_publishing_stays_after_a_closing_in_the_same_gap() -> None:
    """Where the spring gap swallows closing and publishing, closing still comes first."""
    schedule = a_schedule(closes="Sunday 01:10", publishes="Sunday 01:50")
    (one,) = occurrences(schedule, after=at("2026-03-23"), count=1)
    assert one.closes == at("2026-03-29T02:00", "Europe/London")
    assert timedelta() < one.publishes - one.closes < MINUTE


def test_an_opening_on_a_bank_holiday_moves_to_the_next_working_day() -> None:
    """At Easter a Friday's opening waits until Tuesday, at the same time; the others stay."""
    schedule = a_schedule(
        opens="Friday 10:00",
        reminds="next Wednesday 10:00",
        closes="next Thursday 16:00",
        publishes="next Friday 09:00",
    )
    assert openings(schedule, "2026-03-26", 3) == [
        "Fri 2026-03-27 10:00",
        "Tue 2026-04-07 10:00",
        "Fri 2026-04-10 10:00",
    ]
    moved = occurrences(schedule, after=at("2026-03-28"), count=1)[0]
    assert moved.day == date(2026, 4, 7)
    assert moved.reminds == at("2026-04-08T10:00", "Europe/London")
    assert moved.closes == at("2026-04-09T16:00", "Europe/London")


@pytest.mark.parametrize(
    ("nation", "opening"),
    [
        ("england", "Mon 2026-11-30 10:00"),
        ("wales", "Mon 2026-11-30 10:00"),
        ("scotland", "Tue 2026-12-01 10:00"),
        ("northern-ireland", "Mon 2026-11-30 10:00"),
        ("none", "Mon 2026-11-30 10:00"),
    ],
)
def test_bank_holidays_are_those_of_the_nation(nation: str, opening: str) -> None:
    """Saint Andrew's Day moves openings in Scotland only."""
    schedule = a_schedule(opens="Monday 10:00", publishes="Friday 09:00", holidays=nation)
    assert openings(schedule, "2026-11-28", 1) == [opening]


def test_without_bank_holidays_christmas_is_a_day_like_others() -> None:
    """A schedule that follows no bank holidays opens on Christmas Day."""
    schedule = a_schedule(
        opens="Friday 10:00",
        reminds="next Monday 10:00",
        closes="next Tuesday 16:00",
        publishes="next Wednesday 09:00",
        holidays="none",
    )
    assert openings(schedule, "2026-12-22", 1) == ["Fri 2026-12-25 10:00"]


def test_a_weekend_opening_moves_for_holidays_only() -> None:
    """A pulse that opens on Saturdays does so, but not on Boxing Day, which waits for Tuesday."""
    schedule = a_schedule(
        opens="Saturday 10:00",
        reminds="next Wednesday 10:00",
        closes="next Thursday 16:00",
        publishes="next Friday 09:00",
    )
    assert openings(schedule, "2026-12-18", 3) == [
        "Sat 2026-12-19 10:00",
        "Tue 2026-12-29 10:00",
        "Sat 2027-01-02 10:00",
    ]


@pytest.mark.parametrize(
    ("reminds", "closes", "reminded"),
    [
        ("Tuesday 09:00", "Thursday 16:00", "2026-05-06T09:00"),
        ("Tuesday 10:00", "Thursday 16:00", "2026-05-06T10:00"),
        ("Tuesday 11:00", "Thursday 16:00", "2026-05-05T11:00"),
        ("Tuesday 09:00", "Wednesday 09:00", "2026-05-05T21:30"),
    ],
)
def test_a_reminder_follows_a_moved_opening(reminds: str, closes: str, reminded: str) -> None:
    """Overtaken by the opening it moves a day too; where that is after closing, halfway."""
    schedule = a_schedule(
        opens="Monday 10:00", reminds=reminds, closes=closes, publishes="Friday 09:00"
    )
    (one,) = occurrences(schedule, after=at("2026-05-02"), count=1)
    assert one.opens == at("2026-05-05T10:00", "Europe/London")
    assert one.reminds == at(reminded, "Europe/London")


def test_a_reminder_stays_before_the_closing() -> None:
    """Four days would bring it past the closing, so it comes as late as its time allows."""
    schedule = a_schedule(
        opens="Friday 10:00",
        reminds="next Monday 10:00",
        closes="next Thursday 16:00",
        publishes="next Friday 09:00",
    )
    (one,) = occurrences(schedule, after=at("2026-12-20"), count=1)
    assert one.opens == at("2026-12-29T10:00")
    assert one.reminds == at("2026-12-31T10:00")
    assert one.closes == at("2026-12-31T16:00")


def test_a_round_that_holidays_leave_no_time_for_does_not_happen() -> None:
    """Opening on Friday and closing on Monday, there is no round at Christmas 2026."""
    schedule = a_schedule(
        opens="Friday 10:00",
        reminds="next Monday 09:00",
        closes="next Monday 16:00",
        publishes="next Tuesday 09:00",
    )
    assert openings(schedule, "2026-12-17", 2) == ["Fri 2026-12-18 10:00", "Mon 2027-01-04 10:00"]


def test_a_round_that_would_open_at_its_closing_does_not_happen() -> None:
    """Moved by May Day to the very minute of its closing, the round is left out."""
    schedule = a_schedule(opens="Monday 10:00", reminds="Monday 16:00", closes="Tuesday 10:00")
    assert openings(schedule, "2026-05-02", 1) == ["Mon 2026-05-11 10:00"]


def test_a_moved_opening_is_found_after_the_date_it_was_named_for() -> None:
    """Asked on Boxing Day, the schedule still knows of the opening that Christmas moved."""
    schedule = a_schedule(
        opens="Friday 10:00",
        reminds="next Wednesday 10:00",
        closes="next Thursday 16:00",
        publishes="next Friday 09:00",
    )
    assert openings(schedule, "2026-12-26", 1) == ["Tue 2026-12-29 10:00"]


@settings(deadline=None)
@given(schedules(nations=("england", "scotland", "northern-ireland"), zones=("Europe/London",)))
def test_holidays_change_openings_and_nothing_before_them(schedule: Schedule) -> None:
    """With holidays no round is earlier, closes otherwise, or opens elsewhere on a weekend."""
    plain = schedule.model_copy(update={"holidays": "none"})
    usual = {one.closes: one for one in occurrences(plain, after=before(plain), count=120)}
    for one in occurrences(schedule, after=before(schedule), count=55):
        named = usual[one.closes]
        assert one.publishes == named.publishes
        if one.opens == named.opens:
            assert one == named
        else:
            assert one.opens > named.opens
            assert one.day.weekday() < Weekday.SATURDAY
            assert f"{one.opens.astimezone(schedule.tz):%H:%M}" == f"{schedule.opens.at:%H:%M}"


def test_fortnights_are_counted_from_the_first_opening() -> None:
    """The first opening is on or after `first`, and every second one follows."""
    schedule = a_schedule(every="fortnightly", first="2026-11-11")
    wanted = ["Tue 2026-11-17 10:00", "Tue 2026-12-01 10:00", "Tue 2026-12-15 10:00"]
    assert openings(schedule, "2026-01-01", 3) == wanted
    assert openings(schedule, "2026-11-20", 2) == wanted[1:]


def test_months_open_on_their_first_such_weekday() -> None:
    """The first Tuesday of a month, and not before `first`."""
    schedule = a_schedule(every="monthly", first="2026-11-04")
    assert openings(schedule, "2026-01-01", 3) == [
        "Tue 2026-12-01 10:00",
        "Tue 2027-01-05 10:00",
        "Tue 2027-02-02 10:00",
    ]


def test_an_instant_has_to_be_aware() -> None:
    """A time without a zone is refused."""
    with pytest.raises(ValueError, match="has no time zone"):
        occurrences(a_schedule(), after=datetime(2026, 1, 1), count=1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "cancelled"),
    [
        ("2026-11-24T10:00", False),
        ("2026-11-25T12:59:59", False),
        ("2026-11-25T13:00", True),
        ("2026-11-27T00:00", True),
    ],
)
def test_half_of_the_round_is_too_late_to_open_it(now: str, cancelled: bool) -> None:  # noqa: FBT001
    """From Tuesday 10:00 to Thursday 16:00, asking is worth it until Wednesday 13:00."""
    opens, closes = at("2026-11-24T10:00"), at("2026-11-26T16:00")
    assert late_enough_to_cancel(opens=opens, closes=closes, now=at(now)) is cancelled


YEARLY = {
    "every": "once",
    "opens": "Monday 09:00",
    "reminds": "week 2 Wednesday 09:00",
    "closes": "week 3 Friday 17:00",
    "publishes": "week 4 Wednesday 09:00",
    "first": "2026-09-07",
}


def test_a_schedule_that_opens_once_does_so_once() -> None:
    """It has one round, with a window of weeks, and none after it."""
    schedule = a_schedule(**YEARLY)
    (one,) = occurrences(schedule, after=at("2026-01-01"), count=3)
    steps = (one.opens, one.reminds, one.closes, one.publishes)
    assert [f"{step.astimezone(schedule.tz):%a %d %b %H:%M}" for step in steps] == [
        "Mon 07 Sep 09:00",
        "Wed 16 Sep 09:00",
        "Fri 25 Sep 17:00",
        "Wed 30 Sep 09:00",
    ]
    assert occurrences(schedule, after=one.opens, count=1) == ()


@pytest.mark.parametrize(
    ("first", "opened"),
    [("2026-09-09", "Mon 2026-09-14 09:00"), ("2027-05-03", "Tue 2027-05-04 09:00")],
    ids=["not on that day of the week", "a bank holiday"],
)
def test_an_opening_that_comes_once_moves_as_others_do(first: str, opened: str) -> None:
    """It waits for its day of the week, and for the next working day."""
    assert openings(a_schedule(**YEARLY | {"first": first}), "2026-01-01", 2) == [opened]


def test_a_window_that_opens_once_may_last_nine_weeks() -> None:
    """No next opening bounds it, and a clock change within it moves no wall time."""
    long = {"closes": "week 9 Friday 17:00", "publishes": "week 9 Sunday 9:00"}
    schedule = a_schedule(**YEARLY | long | {"first": "2026-09-28"})
    (one,) = occurrences(schedule, after=at("2026-01-01"), count=1)
    assert f"{one.closes.astimezone(schedule.tz):%a %Y-%m-%d %H:%M}" == "Fri 2026-11-27 17:00"
