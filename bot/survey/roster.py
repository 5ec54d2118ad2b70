"""Who is asked: the audience of a pulse, and each person's place in its dimensions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import StaffPulseError
from questions.model import Label, Value
from storage.model import REST, Asked, Dimension, Place, Source, UsergroupId

Members = Mapping[Source, Sequence[str]]
"""The ids of the members of each source."""


class NobodyToAsk(StaffPulseError):
    """A pulse of which nobody is left to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the organisation's chat.

    Of these there are as many at once as the organisation has people, so they are small.

    Attributes:
        guest: counts only when a group or user group that the pulse names holds them.
        counts: whether they can be asked at all: no bot, nobody deleted, no stranger.
    """

    id: str
    guest: bool = False
    counts: bool = True


class UserGroup(Value):
    """People of the organisation's chat who can be named together.

    Attributes:
        people: the ids of all that it holds, those included who cannot be asked.
    """

    id: UsergroupId
    name: Label
    people: tuple[str, ...]


class Overlap(Value):
    """How many people are in the same several groups of a dimension, all placed in the first.

    Attributes:
        groups: the ids of the groups, in the dimension's order.
    """

    dimension: str
    groups: tuple[str, ...]
    people: int


class Roster(Value):
    """The audience, with each person's place, and what an admin should know about it in counts.

    Attributes:
        dimensions: the ids of the pulse's dimensions, in order.
        places: sorted by person, so that their order tells nothing.
        in_two_groups: who could have been placed otherwise.
        guests_left_out: guests who only sit in a channel of the audience.
        left_out: bots, deleted people and strangers of shared channels.
        unknown: members whom the organisation does not know.
    """

    dimensions: tuple[str, ...]
    places: tuple[Place, ...]
    in_two_groups: tuple[Overlap, ...] = ()
    guests_left_out: int = 0
    left_out: int = 0
    unknown: int = 0


def draw_up(pulse: Asked, people: Mapping[str, Person], members: Members) -> Roster:
    """The roster of a pulse: its audience and the people of its groups, each once.

    Args:
        pulse: whose audience and dimensions are meant.
        people: everyone in the organisation, by id.
        members: the ids of the members of every source that the pulse names.

    Raises:
        NobodyToAsk: nobody is left to ask.
    """
    invited = _members(sources(pulse), members)
    known = [people[one] for one in invited if one in people]
    able = [person for person in known if person.counts]
    vouched = _members(sources(pulse, for_guests=True), members)
    asked = sorted(person.id for person in able if not person.guest or person.id in vouched)
    if not asked:
        raise NobodyToAsk(
            f'The pulse "{pulse.name}" has nobody to ask: found {len(invited)} in its audience and '
            f"groups, and no colleague among them who can be asked; name others in its file."
        )
    held = [_held(dimension, members) for dimension in pulse.dimensions]
    return Roster(
        dimensions=tuple(dimension.id for dimension in pulse.dimensions),
        places=tuple(
            Place(person=one, groups=tuple(groups.get(one, (REST,))[0] for groups in held))
            for one in asked
        ),
        in_two_groups=tuple(_overlaps(pulse, held, asked)),
        guests_left_out=len(able) - len(asked),
        left_out=len(known) - len(able),
        unknown=len(invited) - len(known),
    )


def asks(pulse: Asked, person: Person, members: Members) -> bool:
    """Whether a pulse would ask a person.

    Args:
        pulse: whose audience and dimensions are meant.
        person: as the organisation knows them.
        members: the ids of the members of every source that the pulse names.
    """
    held = any(person.id in members[one] for one in sources(pulse, for_guests=person.guest))
    return person.counts and held


def sizes(roster: Roster) -> Mapping[str, Mapping[str, int]]:
    """For each dimension, how many people are in each group that has any."""
    return {
        dimension: Counter(place.groups[number] for place in roster.places)
        for number, dimension in enumerate(roster.dimensions)
    }


def sources(pulse: Asked, *, for_guests: bool = False) -> Iterator[Source]:
    """The sources that a pulse names; for guests without the channels of the audience."""
    for source in pulse.audience:
        if source.usergroup is not None or not for_guests:
            yield source
    for dimension in pulse.dimensions:
        for group in dimension.groups:
            yield from group.people


def _members(sources: Iterable[Source], members: Members) -> frozenset[str]:
    return frozenset(one for source in sources for one in members[source])


def _held(dimension: Dimension, members: Members) -> Mapping[str, tuple[str, ...]]:
    """For everyone in a group of the dimension, all their groups in its order."""
    held: dict[str, tuple[str, ...]] = {}
    for group in dimension.groups:
        for one in _members(group.people, members):
            held[one] = (*held.get(one, ()), group.id)
    return held


def _overlaps(
    pulse: Asked, held: Sequence[Mapping[str, tuple[str, ...]]], asked: Sequence[str]
) -> Iterator[Overlap]:
    for dimension, groups in zip(pulse.dimensions, held, strict=True):
        together = Counter(groups[one] for one in asked if len(groups.get(one, ())) > 1)
        for several, number in sorted(together.items()):
            yield Overlap(dimension=dimension.id, groups=several, people=number)
