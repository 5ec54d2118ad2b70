import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pulse import a_pulse

from bot.errors import StaffPulseError
from bot.survey.roster import Overlap, Person, Roster, asks, draw_up, sizes
from storage.model import REST, Dimension, Group, Source

STAFF = Source(channel="C0STAFF")
AGENCY = Source(usergroup="S0AGENCY")
NORTH = Source(usergroup="S0NORTH")
SOUTH = Source(channel="C0SOUTH")
SOCIAL_WORKERS = Source(usergroup="S0SW")

TEAMS = Dimension(
    id="team",
    name="Team",
    groups=(
        Group(id="north", name="North", people=(NORTH,)),
        Group(id="south", name="South", people=(SOUTH,)),
    ),
)
POPULATIONS = Dimension(
    id="population",
    name="Population",
    groups=(Group(id="social-workers", name="Social workers", people=(SOCIAL_WORKERS,)),),
)


def everyone(*people: Person) -> dict[str, Person]:
    return {person.id: person for person in people}


def places(roster: Roster) -> dict[str, tuple[str, ...]]:
    return {place.person: place.groups for place in roster.places}


def test_the_audience_is_its_sources_and_the_people_of_every_group() -> None:
    """Who is in the audience channel or in any group is asked once, groups or none in order."""
    people = everyone(*(Person(id=one) for one in ("U1", "U2", "U3", "U4")))
    members = {STAFF: ["U4", "U1"], NORTH: ["U2", "U1"], SOUTH: ["U3"], SOCIAL_WORKERS: ["U3"]}
    roster = draw_up(a_pulse(audience=[STAFF], dimensions=[TEAMS, POPULATIONS]), people, members)
    assert places(roster) == {
        "U1": ("north", REST),
        "U2": ("north", REST),
        "U3": ("south", "social-workers"),
        "U4": (REST, REST),
    }
    assert sizes(roster) == {
        "team": {"north": 2, "south": 1, REST: 1},
        "population": {"social-workers": 1, REST: 3},
    }


def test_a_pulse_without_dimensions_has_places_without_groups() -> None:
    """Everyone asked has a place even where nothing cuts the audience."""
    roster = draw_up(a_pulse(audience=[STAFF]), everyone(Person(id="U1")), {STAFF: ["U1"]})
    assert places(roster) == {"U1": ()}
    assert sizes(roster) == {}


def test_who_is_in_two_groups_counts_in_the_first_and_is_reported_by_number() -> None:
    """The first group of the file wins, and admins hear how many, not who."""
    people = everyone(*(Person(id=one) for one in ("U1", "U2", "U3")))
    members = {NORTH: ["U2", "U3", "U2"], SOUTH: ["U1", "U2", "U3"], SOCIAL_WORKERS: []}
    roster = draw_up(a_pulse(audience=[], dimensions=[TEAMS, POPULATIONS]), people, members)
    assert places(roster) == {"U1": ("south", REST), "U2": ("north", REST), "U3": ("north", REST)}
    assert roster.in_two_groups == (Overlap(dimension="team", groups=("north", "south"), people=2),)


def test_bots_strangers_and_unknown_members_are_left_out_and_counted() -> None:
    """Who cannot be asked has no place, and is counted once whatever they are in."""
    people = everyone(Person(id="U1"), Person(id="B1", counts=False), Person(id="W1", counts=False))
    members = {STAFF: ["U1", "B1", "W1", "U9"], NORTH: ["B1", "U9"], SOUTH: ["B1"]}
    roster = draw_up(a_pulse(audience=[STAFF], dimensions=[TEAMS]), people, members)
    assert places(roster) == {"U1": (REST,)}
    assert (roster.left_out, roster.unknown, roster.guests_left_out) == (2, 1, 0)
    assert roster.in_two_groups == ()


@pytest.mark.parametrize(
    ("source", "asked"), [(STAFF, False), (AGENCY, True), (NORTH, True), (SOUTH, True)]
)
def test_a_guest_counts_only_where_a_group_names_them(source: Source, asked: bool) -> None:  # noqa: FBT001
    """Agency staff in a user group or a named group are asked; a channel's visitors are not."""
    people = everyone(Person(id="U1"), Person(id="G1", guest=True))
    members: dict[Source, list[str]] = {STAFF: ["U1"], AGENCY: [], NORTH: [], SOUTH: []}
    members[source].append("G1")
    roster = draw_up(a_pulse(audience=[STAFF, AGENCY], dimensions=[TEAMS]), people, members)
    assert ("G1" in places(roster)) is asked
    assert roster.guests_left_out == (not asked)


def test_a_guest_who_is_no_colleague_never_counts() -> None:
    """A stranger of a shared channel stays out even where a group holds them."""
    people = everyone(Person(id="U1"), Person(id="G1", guest=True, counts=False))
    roster = draw_up(a_pulse(audience=[AGENCY]), people, {AGENCY: ["U1", "G1"]})
    assert list(places(roster)) == ["U1"]


@pytest.mark.parametrize("members", [[], ["B1", "G1", "U9"]])
def test_an_audience_of_nobody_is_refused(members: list[str]) -> None:
    """Where nobody is left to ask, a sentence names the pulse and how many were looked at."""
    people = everyone(Person(id="B1", counts=False), Person(id="G1", guest=True))
    with pytest.raises(StaffPulseError) as refused:
        draw_up(a_pulse(audience=[STAFF]), people, {STAFF: members})
    sentence = str(refused.value)
    assert sentence.startswith('The pulse "Weekly pulse" has nobody to ask')
    assert f"found {len(members)} in its audience and groups" in sentence
    assert not any(one in sentence for one in ("B1", "G1", "U9"))


IDS = [f"U{n}" for n in range(8)]
SOURCES = (STAFF, AGENCY, NORTH, SOUTH, SOCIAL_WORKERS)


@settings(deadline=None)
@given(
    st.fixed_dictionaries({one: st.lists(st.sampled_from([*IDS, "U9"])) for one in SOURCES}),
    st.sets(st.sampled_from(IDS)),
    st.sets(st.sampled_from(IDS)),
)
def test_everyone_is_placed_once_or_counted_out_once(
    members: dict[Source, list[str]], guests: set[str], others: set[str]
) -> None:
    """Whoever the sources name has one place or is counted among those left out."""
    people = {one: Person(id=one, guest=one in guests, counts=one not in others) for one in IDS}
    pulse = a_pulse(audience=[STAFF, AGENCY], dimensions=[TEAMS, POPULATIONS])
    named = {one for several in members.values() for one in several}
    try:
        roster = draw_up(pulse, people, members)
    except StaffPulseError:
        assert not any(one in people and one not in others | guests for one in named)
        return
    placed = [place.person for place in roster.places]
    assert placed == sorted(set(placed))
    assert placed == [one for one in IDS if asks(pulse, people[one], members)]
    assert len(named) == (len(placed) + roster.left_out + roster.guests_left_out + roster.unknown)
    assert all(sum(groups.values()) == len(placed) for groups in sizes(roster).values())
    for place in roster.places:
        for dimension, group in zip(pulse.dimensions, place.groups, strict=True):
            of_group = {one.id: one.people for one in dimension.groups}
            holding = [
                name
                for name, sources in of_group.items()
                if any(place.person in members[source] for source in sources)
            ]
            assert group == (holding or [REST])[0]
