"""How an admin reads a pulse, and whom it asks."""

from datetime import UTC, datetime

import pytest
from support.pulse import a_pulse

from bot.survey.roster import Overlap, Roster
from bot.survey.summary import sentences, whom
from storage.model import REST, Place, Pulse

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

TEAMS = {
    "id": "team",
    "name": "Team",
    "rest": "Other teams",
    "groups": [
        {"id": "north", "name": "North", "people": [{"channel": "C0NORTH"}]},
        {"id": "south", "name": "South", "people": [{"usergroup": "S0SOUTH"}]},
    ],
}
SCHEDULE = {
    "opens": "Tuesday 10:00",
    "reminds": "Wednesday 10:00",
    "closes": "Thursday 16:00",
    "publishes": "next Monday 09:00",
    "first": "2026-11-24",
}


@pytest.fixture
def pulse() -> Pulse:
    return a_pulse(dimensions=[TEAMS])


def of(*groups: str, **more: object) -> Roster:
    places = tuple(Place(person=f"U{n}", groups=(group,)) for n, group in enumerate(groups))
    return Roster.model_validate({"dimensions": ("team",), "places": places} | more)


def named(channel: str) -> str:
    return f"#{channel[2:].lower()}"


def test_a_pulse_is_told_in_words(pulse: Pulse) -> None:
    """Who is asked what and when, what follows, where it is read, and whom to turn to."""
    assert list(sentences(pulse, of("north", "south"), named, NOW)) == [
        "Every Tuesday at 10:00 London time, 2 people in 2 groups by team are asked 4 questions of "
        '"Weekly pulse". First on Tuesday 24 November 2026.',
        "The reminder goes out on Wednesday at 10:00; the round closes on Thursday at 16:00, and "
        "its digest is posted on the Monday after at 09:00.",
        "Bank holidays in England move an opening to the next working day.",
        "The digest goes to leadership in #lead, and the same to staff in #all. Figures are shown "
        "for at least 8 people.",
        "Where to turn for support: Call Jo on 0800 000 000.",
        "Whom to ask: Ask Priya.",
    ]


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"every": "fortnightly"}, "Every other Tuesday at 10:00 London time, 1 person is asked"),
        ({"every": "monthly"}, "On the first Tuesday of each month at 10:00 London time, 1 person"),
        (
            {"every": "once", "zone": "Europe/Isle_of_Man"},
            "Once, on a Tuesday at 10:00 Isle of Man time, 1 person is asked 4 questions of "
            '"Weekly pulse". First on Tuesday 24 November 2026.',
        ),
    ],
)
def test_how_often_is_told(changes: dict[str, str], begins: str) -> None:
    """Each cadence has its words, and one person is one."""
    told = sentences(a_pulse(schedule=SCHEDULE | changes), of("north"), named, NOW)
    assert next(told).startswith(begins)


def test_a_long_round_is_told_by_its_weeks() -> None:
    """Days of a later week than the next are told with its number; no holidays, no word of them."""
    late = {
        "reminds": "week 3 Monday 09:00",
        "closes": "week 3 Friday 17:00",
        "publishes": "week 4 Wednesday 09:00",
        "every": "once",
        "holidays": "none",
    }
    told = list(sentences(a_pulse(schedule=SCHEDULE | late), of("north"), named, NOW))
    assert told[1] == (
        "The reminder goes out on Monday of week 3 at 09:00; the round closes on Friday of week 3 "
        "at 17:00, and its digest is posted on Wednesday of week 4 at 09:00."
    )
    assert "holidays" not in " ".join(told)


def test_a_pulse_that_has_begun_tells_its_next_day(pulse: Pulse) -> None:
    """From its first date on, the day that is told is the next."""
    told = next(sentences(pulse, of("north"), named, datetime(2026, 11, 25, 9, tzinfo=UTC)))
    assert told.endswith("Next on Tuesday 1 December 2026.")


def test_a_pulse_that_asks_once_may_be_over() -> None:
    """Where no round is to come, that is told in the place of the first."""
    once = a_pulse(schedule=SCHEDULE | {"every": "once", "first": "2025-11-18"})
    assert next(sentences(once, of("north"), named, NOW)).endswith(
        "No round is to come: its first date has passed."
    )


def test_one_person_is_counted_as_one(pulse: Pulse) -> None:
    """Each count of one is followed by one."""
    roster = of(
        REST,
        in_two_groups=(Overlap(dimension="team", groups=("north", "south"), people=1),),
        guests_left_out=1,
        left_out=1,
        unknown=1,
    )
    assert whom(pulse, roster) == (
        "asks 1 person",
        "1 person in several groups of Team (North, South), counted in the first",
        '1 person in no group of Team, counted as "Other teams"',
        "1 guest in no group left out",
        "1 bot, deleted person or stranger left out",
        "1 unknown member left out",
    )


def test_several_are_counted_as_several(pulse: Pulse) -> None:
    """Counts of more than one are followed by many, and what is nobody is not mentioned."""
    assert whom(pulse, of("north", "north", REST, REST, left_out=2)) == (
        "asks 4 people",
        '2 people in no group of Team, counted as "Other teams"',
        "2 bots, deleted people or strangers left out",
    )


def test_of_many_overlaps_the_largest_are_named(pulse: Pulse) -> None:
    """The three of most people stand with their groups, all others in one sum."""
    several = [
        Overlap(dimension="team", groups=groups, people=people)
        for groups, people in (
            (("north", "south"), 4),
            (("north", REST), 1),
            (("south", REST), 9),
            (("north", "south", REST), 2),
            (("south", "north"), 3),
        )
    ]
    told = [
        one for one in whom(pulse, of("north", in_two_groups=tuple(several))) if "several" in one
    ]
    assert [one.split()[0] for one in told] == ["9", "4", "3", "3"]
    assert told[-1] == "3 people in several other groups of Team, counted in the first"
