"""What people are told of a change of threshold, audience or groups, and when it can hold."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot.survey.overlap import sources
from bot.survey.promise import of_totals
from bot.survey.schedule import SECOND, Occurrence, occurrences
from bot.survey.wording import day, listed, written
from questions.model import Value
from storage.model import Dimension, Pulse, Source

AHEAD = timedelta(weeks=1)
"""So long before a pulse asks that asks once, people must have been told of its change."""

_MOST_NAMED = 5

_Cut = tuple[tuple[frozenset[Source], str | None, int | str | None], ...]


class Dates(Value):
    """When a change holds that is announced now.

    Attributes:
        next: the round that opens next, and still goes by what holds now; None where the pulse
            asks once, so that no other comes before the first.
        first: the first round that goes by the change.
    """

    next: Occurrence | None
    first: Occurrence

    @property
    def known_by(self) -> datetime:
        """The instant before which people must have been told."""
        return self.next.opens if self.next else self.first.opens - AHEAD

    def holds_from(self, pulse: Pulse) -> datetime:
        """The beginning of the day on which the first round opens."""
        return datetime.combine(self.first.day, time(), tzinfo=pulse.schedule.tz)


def dates(pulse: Pulse, after: datetime) -> Dates | None:
    """The rounds about which a change is announced; None where no round can go by it.

    Of a pulse that asks once people are told a week ahead, as those of weekly ones are.

    Args:
        pulse: with the schedule that holds.
        after: now, or when the last round ends that is due or open.
    """
    if not pulse.schedule.comes_back:
        only = occurrences(pulse.schedule, after=after + AHEAD, count=1)
        return Dates(next=None, first=only[0]) if only else None
    [following] = occurrences(pulse.schedule, after=after, count=1)
    [first] = occurrences(pulse.schedule, after=following.publishes, count=1)
    return Dates(next=following, first=first)


def can_hold(pulse: Pulse, holds_from: datetime) -> bool:
    """Whether a round opens from that instant on, which of a pulse that asks once may not be."""
    return bool(occurrences(pulse.schedule, after=holds_from - SECOND, count=1))


def same_terms(one: Pulse, other: Pulse) -> bool:
    """Whether threshold, audience and groups agree; what they are called does not matter."""
    return _terms(one) == _terms(other)


def on_terms_of(pulse: Pulse, other: Pulse) -> Pulse:
    """A pulse with the threshold, audience and groups of another."""
    settled = ("threshold", "audience", "dimensions")
    return pulse.model_copy(update={name: getattr(other, name) for name in settled})


def sentences(old: Pulse, new: Pulse) -> tuple[str, ...]:
    """What changes from one pulse to another, a sentence or two for each thing."""
    said = [*_of_threshold(old, new), *_of_audience(old, new), *_of_dimensions(old, new)]
    return tuple(said)


def notice(old: Pulse, new: Pulse, when: Dates) -> str:
    """What the people of a pulse read a round ahead, in paragraphs."""
    return "\n".join(
        (
            f"{new.name} will change from {_named(when.first.day)} on. You need do nothing.",
            *sentences(old, new),
            f"{_until_then(when)}Questions about this? {new.contact}",
        )
    )


def _until_then(when: Dates) -> str:
    if when.next is None:
        return ""
    return f"The round before, on {_named(when.next.day)}, still goes by what holds now. "


def correction(new: Pulse, holds_from: datetime) -> str:
    """What they read where that change will not come as they were told."""
    first = day(holds_from, new.schedule.zone)
    return (
        f"{new.name}: the change that we wrote about, from {_named(first)} on, will not happen. "
        f"You need do nothing."
    )


def put_off(new: Pulse, when: Dates, channels: Sequence[str]) -> str:
    """What admins read where a notice could not be posted in time."""
    return (
        f"{new.name}: its change is put off and will hold from {_named(when.first.day)} on, as its "
        f"notice could not be posted in {listed(*channels)}; see whether the bot is in the "
        f"channel and may post there."
    )


def given_up(new: Pulse, channels: Sequence[str]) -> str:
    """What admins read where a notice could not be posted, and no later round can go by it."""
    return (
        f"{new.name}: its change will not hold, as its notice could not be posted in "
        f"{listed(*channels)} a week before it asks; see whether the bot is in the channel "
        f"and may post there, and apply the change again with a later first date."
    )


def too_late(pulse: Pulse) -> str:
    """What an admin reads where a change of a pulse that asks once is not put in force."""
    return (
        f"{pulse.id}: threshold, audience and groups stay as they were, since it has asked before "
        f"and staff must be told of a change a week ahead: give it a first date later than that."
    )


def _terms(pulse: Pulse) -> object:
    return pulse.threshold, frozenset(pulse.audience), frozenset(map(_cut, pulse.dimensions))


def _cut(dimension: Dimension) -> _Cut:
    """What matters of a dimension: who its groups are, where they belong, and what they join."""
    place = {group.id: number for number, group in enumerate(dimension.groups)}
    return tuple(
        (
            frozenset(group.people),
            group.area,
            place.get(group.neighbour, group.neighbour) if group.neighbour else None,
        )
        for group in dimension.groups
    )


def _of_threshold(old: Pulse, new: Pulse) -> Iterator[str]:
    if old.threshold != new.threshold:
        yield (
            f"Figures will be shown for at least {new.threshold} people; until then it is "
            f'{old.threshold}. Our promise will then say: "{of_totals(new.threshold)}"'
        )


def _of_audience(old: Pulse, new: Pulse) -> Iterator[str]:
    before, after = frozenset(sources(old)), frozenset(sources(new))
    if more := len(after - before):
        yield f"More people will be asked: {_counted(more)} joined to those whose members we ask."
    if fewer := len(before - after):
        yield f"Some people may not be asked any more: {_counted(fewer)} taken out."
    if before == after and frozenset(old.audience) != frozenset(new.audience):
        yield "Which guests are asked may change."


def _counted(number: int) -> str:
    if number == 1:
        return "one channel or user group is"
    return f"{number} channels or user groups are"


def _of_dimensions(old: Pulse, new: Pulse) -> Iterator[str]:
    kept = {_cut(one) for one in old.dimensions} & {_cut(one) for one in new.dimensions}
    before = {one.id: one for one in old.dimensions if _cut(one) not in kept}
    for dimension in new.dimensions:
        if _cut(dimension) in kept:
            continue
        was = before.pop(dimension.id, None)
        if was is None:
            yield f"Figures will also be given by {dimension.name}: {_names(dimension)}."
        else:
            yield _of_groups(was, dimension)
    for gone in before.values():
        yield f"Figures will no longer be given by {gone.name}."


def _of_groups(old: Dimension, new: Dimension) -> str:
    if [group.name for group in old.groups] != [group.name for group in new.groups]:
        return f"{new.name}: the groups will be {_names(new)}."
    moved = [
        group.name
        for was, group in zip(old.groups, new.groups, strict=True)
        if frozenset(was.people) != frozenset(group.people)
    ]
    if moved:
        return f"{new.name}: who counts in which group will change, in {_listed(moved)}."
    return f"{new.name}: which groups are shown together while they are small will change."


def _names(dimension: Dimension) -> str:
    return _listed([*(group.name for group in dimension.groups), dimension.rest])


def _listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return listed(*names)


def _named(day_: date) -> str:
    return f"{day_:%A} {written(day_)}"
