"""Groups as they are chosen and named."""

from collections.abc import Callable

import pytest

from bot.survey.grouping import Unfit, chosen, identified, lines, named, suggested, titled
from storage.model import REST, Dimension, Group, Source

Cut = Callable[..., Dimension]

NORTH, SOUTH, WARD = Source(usergroup="S0NORTH"), Source(usergroup="S0SOUTH"), Source(channel="C0W")
NAMES = {NORTH: "North & East", SOUTH: "South", WARD: "Ward"}


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("North & East", "north-east"),
        ("  Ysbyty Glân Clwyd ", "ysbyty-glan-clwyd"),
        ("Rest", "rest-2"),
        ("南", "group"),
        ("x" * 75, "x" * 50),
    ],
)
def test_an_id_is_made_of_a_name(name: str, made: str) -> None:
    """Lower-case letters, digits and hyphens, and a number where another has it."""
    assert identified(name, {REST}) == made


@pytest.mark.parametrize(
    ("channel", "title"), [("north-locality", "North locality"), ("asc_hospital", "Asc hospital")]
)
def test_a_channel_names_its_group(channel: str, title: str) -> None:
    """Hyphens and underscores are spaces."""
    assert titled(channel) == title


def test_each_source_becomes_a_group() -> None:
    """Chosen for the first time, each is a group of its own, in the order they were chosen."""
    groups = chosen((), (SOUTH, NORTH), NAMES)
    assert [(one.id, one.name, one.people) for one in groups] == [
        ("south", "South", (SOUTH,)),
        ("north-east", "North & East", (NORTH,)),
    ]


def test_groups_that_stay_keep_what_they_are() -> None:
    """A group keeps its name and area and what is left of its sources, or goes, with its name."""
    before = (
        Group(id="n", name="The north", people=(NORTH, WARD), area="All", neighbour="s"),
        Group(id="s", name="The south", people=(SOUTH,), neighbour=REST),
    )
    assert chosen(before, (NORTH, SOUTH, WARD), NAMES) == before
    assert chosen(before, (WARD, NORTH), NAMES) == (
        before[0].model_copy(update={"neighbour": None}),
    )
    assert chosen(before, (SOUTH, NORTH), NAMES) == (
        before[0].model_copy(update={"people": (NORTH,)}),
        before[1],
    )


def test_lines_and_groups_go_both_ways() -> None:
    """What is written about groups is read as the same groups."""
    groups = (
        Group(id="a", name="Learning disability/autism", people=(NORTH,)),
        Group(id="b", name="Ward", people=(WARD,), area="Hospital"),
    )
    text = lines(groups)
    assert text == "Learning disability/autism\nWard / Hospital"
    assert named(groups, text) == groups
    assert named(groups, f"\n {text}  \n\n") == groups


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One", "Found 1 line for 2 groups: keep one line for each, in the same order."),
        ("One\nTwo\nThree", "Found 3 lines for 2 groups"),
        ("One\nONE", "twice: give each group a name of its own."),
        ("One\n" + "x" * 76, "can have 1 to 75 characters."),
        ("One\nTwo / " + "x" * 76, "can have 1 to 75 characters."),
    ],
)
def test_lines_that_do_not_fit_are_told(text: str, said: str) -> None:
    """The sentence says what was found and what to do."""
    groups = (Group(id="a", name="A", people=(NORTH,)), Group(id="b", name="B", people=(SOUTH,)))
    with pytest.raises(Unfit, match=said):
        named(groups, text)


def test_a_small_group_is_given_the_smallest_that_is_enough(a_dimension: Cut) -> None:
    """Of the others the smallest with which it is large enough; of a large group nothing."""
    dimension = a_dimension("team", {"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"})
    named_ = tuple(
        group.model_copy(update={"name": name})
        for group, name in zip(dimension.groups, ["Ash", "Beech", "Cedar", "Date"], strict=True)
    )
    dimension = dimension.model_copy(update={"groups": named_})
    people = {"a": 12, "b": 6, "c": 9, "d": 40}
    made = suggested(dimension, people, 20, {"a", "b"})
    assert [one.neighbour for one in made.groups] == ["c", "d", None, None]


def test_groups_with_the_same_first_word_share_an_area(a_dimension: Cut) -> None:
    """Only where others begin otherwise, and only of groups that are new."""
    names = ["Hospital wards", "Hospital discharge", "Review"]
    dimension = a_dimension("team", "a", "b", "c")
    groups = tuple(
        group.model_copy(update={"name": name})
        for group, name in zip(dimension.groups, names, strict=True)
    )
    people = {"a": 5, "b": 30, "c": 30}
    dimension = dimension.model_copy(update={"groups": groups})
    made = suggested(dimension, people, 20, {"a", "b", "c"})
    assert [(one.area, one.neighbour) for one in made.groups] == [
        ("Hospital", None),
        ("Hospital", None),
        (None, None),
    ]
    assert suggested(dimension, people, 20, set()) == dimension
