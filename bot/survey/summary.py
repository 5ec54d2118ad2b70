"""A pulse in words: whom it asks what and when, and where what comes of it is read."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from bot.survey.roster import Roster, sizes
from bot.survey.rotation import ask
from bot.survey.schedule import occurrences
from bot.survey.wording import dated, listed, lowered
from storage.model import REST, Asked, Cadence, Moment, Pulse, Schedule

Named = Callable[[str], str]
"""What people read for a channel's id."""

_OPENS = {
    Cadence.WEEKLY: "Every {day} at {at} {zone}",
    Cadence.FORTNIGHTLY: "Every other {day} at {at} {zone}",
    Cadence.MONTHLY: "On the first {day} of each month at {at} {zone}",
}

_MOST_OVERLAPS = 3

_WEEKS = {1: "{day}", 2: "the {day} after"}


def sentences(pulse: Pulse, roster: Roster, named: Named, now: datetime) -> Iterator[str]:
    """The pulse for an admin, a sentence or two a line.

    Args:
        pulse: as it is to be.
        roster: whom it asks now.
        named: what people read for a channel.
        now: rounds count that open later.
    """
    yield opening(pulse, roster, now)
    yield from course(pulse.schedule)
    yield from readers(pulse, named)


def opening(pulse: Pulse, roster: Roster, now: datetime) -> str:
    """Who is asked what, when, and on which day first or next."""
    first = next(iter(occurrences(pulse.schedule, after=now, count=1)), None)
    asked = f"{_counted(len(roster.places), 'person', 'people')}{_groups(pulse, roster)}"
    be = "is" if len(roster.places) == 1 else "are"
    return (
        f"{opens(pulse.schedule)}, {asked} {be} asked {_questions(pulse)}. "
        f"{_first(first.day if first else None, begun=now >= _begins(pulse.schedule))}"
    )


def opens(schedule: Schedule) -> str:
    """How often and when rounds open: "Every Tuesday at 10:00 London time"."""
    zone = f"{schedule.zone.rpartition('/')[2].replace('_', ' ')} time"
    said = _OPENS.get(schedule.every, "Once, on a {day} at {at} {zone}")
    return said.format(day=_day(schedule.opens), at=_at(schedule.opens.at), zone=zone)


def course(schedule: Schedule) -> Iterator[str]:
    """What follows once a round has opened."""
    yield (
        f"The reminder goes out {_on(schedule.reminds)}; the round closes {_on(schedule.closes)}, "
        f"and its digest is posted {_on(schedule.publishes)}."
    )
    if schedule.holidays != "none":
        nation = schedule.holidays.replace("-", " ").title()
        yield f"Bank holidays in {nation} move an opening to the next working day."


def readers(pulse: Pulse, named: Named) -> Iterator[str]:
    """Where the digest is read, for how many, and to whom people can turn."""
    yield (
        f"The digest goes to leadership in {named(pulse.leadership)}, and the same to staff in "
        f"{named(pulse.staff)}. Figures are shown for at least {pulse.threshold} people."
    )
    yield f"Where to turn for support: {pulse.support}"
    yield f"Whom to ask: {pulse.contact}"


def whom(pulse: Asked, roster: Roster) -> tuple[str, ...]:
    """Whom a pulse asks and whom it does not, in counts, for an admin who may want to mend it."""
    return (
        f"asks {_counted(len(roster.places), 'person', 'people')}",
        *_in_several(pulse, roster),
        *_in_none(pulse, roster),
        *_left_out(roster),
    )


def moment(moment_: Moment) -> str:
    """A moment of a round: "Wednesday at 10:00", "the Monday after at 09:00"."""
    weeks = _WEEKS.get(moment_.week, f"{{day}} of week {moment_.week}")
    return f"{weeks.format(day=_day(moment_))} at {_at(moment_.at)}"


def _first(day: date | None, *, begun: bool) -> str:
    if day is None:
        return "No round is to come: its first date has passed."
    return f"{'Next' if begun else 'First'} on {day:%A} {dated(day)}."


def _begins(schedule: Schedule) -> datetime:
    return datetime.combine(schedule.first, time(), tzinfo=schedule.tz)


def _on(moment_: Moment) -> str:
    return f"on {moment(moment_)}"


def _groups(pulse: Asked, roster: Roster) -> str:
    """In how many groups with anybody people are, those of everyone else among them."""
    if not pulse.dimensions:
        return ""
    first, *more = (
        (len(people), lowered(pulse.dimension(one).name)) for one, people in sizes(roster).items()
    )
    cut = [f"{_counted(first[0], 'group', 'groups')} by {first[1]}"]
    return f" in {listed(*cut, *(f'{number} by {name}' for number, name in more))}"


def _questions(pulse: Pulse) -> str:
    number = len(ask(pulse.question_set, ()))
    return f'{_counted(number, "question", "questions")} of "{pulse.question_set.title}"'


def _in_several(pulse: Asked, roster: Roster) -> Iterator[str]:
    """Who is in several groups of a dimension: the groups of most of them, and how many others."""
    for dimension in pulse.dimensions:
        found = [one for one in roster.in_two_groups if one.dimension == dimension.id]
        found.sort(key=lambda one: -one.people)
        for overlap in found[:_MOST_OVERLAPS]:
            names = ", ".join(dimension.name_of(group) for group in overlap.groups)
            several = _counted(overlap.people, "person", "people")
            yield f"{several} in several groups of {dimension.name} ({names}), counted in the first"
        if others := sum(one.people for one in found[_MOST_OVERLAPS:]):
            several = _counted(others, "person", "people")
            yield f"{several} in several other groups of {dimension.name}, counted in the first"


def _in_none(pulse: Asked, roster: Roster) -> Iterator[str]:
    people = sizes(roster)
    for dimension in pulse.dimensions:
        if number := people[dimension.id].get(REST, 0):
            several = _counted(number, "person", "people")
            yield f'{several} in no group of {dimension.name}, counted as "{dimension.rest}"'


def _left_out(roster: Roster) -> Iterator[str]:
    for count, one, many in (
        (roster.guests_left_out, "guest in no group", "guests in no group"),
        (roster.left_out, "bot, deleted person or stranger", "bots, deleted people or strangers"),
        (roster.unknown, "unknown member", "unknown members"),
    ):
        if count:
            yield f"{_counted(count, one, many)} left out"


def _day(moment_: Moment) -> str:
    return moment_.day.name.capitalize()


def _at(at: time) -> str:
    return f"{at:%H:%M}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
