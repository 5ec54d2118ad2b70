"""What can be expected of a pulse before anybody has answered."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.pulse import a_pulse

from bot.survey.forecast import Forecast, forecast, sentences
from bot.survey.partition import ASSUMED_RATE, fewest, opening
from bot.survey.roster import Roster
from storage.model import REST, Dimension, Place

Cut = Callable[..., Dimension]

NORTH = {"area": "North"}


def expected(
    dimension: Dimension,
    people: Mapping[str, int],
    rate: Fraction = ASSUMED_RATE,
    threshold: int = 8,
) -> Forecast:
    """What is expected of a pulse with so many people in each group of one dimension."""
    groups = [group for group, number in people.items() for _ in range(number)]
    places = tuple(Place(person=f"U{n}", groups=(group,)) for n, group in enumerate(groups))
    roster = Roster(dimensions=(dimension.id,), places=places)
    return forecast(a_pulse(dimensions=[dimension]), threshold, roster, rate)


def said(dimension: Dimension, people: Mapping[str, int], **more: object) -> str:
    return " ".join(sentences(expected(dimension, people, **more)))


def test_large_groups_are_each_shown(a_dimension: Cut) -> None:
    """Where every group expects the threshold, that is all there is to say."""
    assert said(a_dimension("team", "a", "b"), {"a": 20, "b": 25}) == (
        "Team: in a usual week, if 40% answer, every group can be shown alone."
    )


def test_small_groups_are_named_with_those_they_are_shown_with(a_dimension: Cut) -> None:
    """A group one short of what it needs is shown with its area, and the need is told."""
    dimension = a_dimension("team", {"id": "a"} | NORTH, {"id": "b"} | NORTH, "c")
    assert said(dimension, {"a": 19, "b": 20, "c": 20}) == (
        "Team: in a usual week, if 40% answer, 1 of 3 groups can be shown alone, the rest "
        "together: Team A and Team B. To be shown alone, a group needs about 20 people."
    )


def test_a_lonely_group_takes_its_dimension_with_it(a_dimension: Cut) -> None:
    """Without area, neighbour or anyone else, one small group hides all, and what helps is told."""
    dimension = a_dimension("team", "a", "b", "c")
    assert said(dimension, {"a": 12, "b": 30, "c": 30}) == (
        "Team: in a usual week, if 40% answer, no group can be shown. Team A: too small to be "
        "shown alone, with no area or neighbour to be shown with. Naming one would help. To be "
        "shown alone, a group needs about 20 people."
    )


@pytest.mark.parametrize("helped", [{"area": "North"}, {"neighbour": "b"}])
def test_an_area_or_a_neighbour_helps(a_dimension: Cut, helped: dict[str, str]) -> None:
    """The same small group with company lets the others be shown."""
    dimension = a_dimension("team", {"id": "a"} | helped, {"id": "b"} | NORTH, "c")
    [outlook] = expected(dimension, {"a": 12, "b": 30, "c": 30}).outlooks
    assert (outlook.cells, outlook.lonely) == ((("a", "b"), ("c",)), ())


def test_everyone_else_takes_a_group_but_an_area_would_be_better(a_dimension: Cut) -> None:
    """A small group joins everyone else, and is still told of unless it names them."""
    people = {"a": 12, "b": 30, REST: 30}
    [outlook] = expected(a_dimension("team", "a", "b"), people).outlooks
    assert (outlook.together, outlook.lonely) == ((("a", REST),), ("a",))
    named = a_dimension("team", {"id": "a", "neighbour": REST}, "b")
    assert expected(named, people).outlooks[0].lonely == ()


def test_an_empty_group_is_told_of(a_dimension: Cut) -> None:
    """A group without anybody is in no cell, and an admin hears of it."""
    assert said(a_dimension("team", "a", "b", "c"), {"a": 20, "b": 25}) == (
        "Team: in a usual week, if 40% answer, 2 of 3 groups can be shown alone. "
        "Nobody was found in Team C."
    )


@pytest.mark.parametrize(
    ("rate", "why"),
    [
        (ASSUMED_RATE, "if 40% answer, nothing can be shown: 4 people are asked. To be shown"),
        (Fraction(0), "if 0% answer, nothing can be shown: 4 people are asked. Nobody has"),
    ],
)
def test_too_few_people_show_nothing(a_dimension: Cut, rate: Fraction, why: str) -> None:
    """Where not even everyone is likely to reach the threshold, that is said first."""
    assert said(a_dimension("team", "a"), {"a": 4}, rate=rate).startswith(f"In a usual week, {why}")


def test_what_was_kept_for_a_quarter_is_joined_where_too_few_answer(a_dimension: Cut) -> None:
    """A round opens with the cells of its quarter, and shows what its answers allow."""
    dimension = a_dimension("team", {"id": "a"} | NORTH, {"id": "b"} | NORTH, "c")
    places = tuple(
        Place(person=f"U{group}{n}", groups=(group,)) for group in "abc" for n in range(25)
    )
    roster = Roster(dimensions=("team",), places=places)
    kept = {"team": (("a",), ("b",), ("c",))}
    asked = a_pulse(dimensions=[dimension])
    assert forecast(asked, 8, roster, ASSUMED_RATE, kept).outlooks[0].alone == 3
    rare = forecast(asked, 8, roster, Fraction(1, 5), kept).outlooks[0]
    assert rare.cells is None
    assert rare.lonely == ("c",)


@given(
    people=st.dictionaries(st.sampled_from(["a", "b", "c", REST]), st.integers(1, 60), min_size=1),
    rate=st.fractions(Fraction(1, 20), 1),
    threshold=st.integers(5, 30),
)
def test_it_is_what_a_round_would_open_with(
    people: Mapping[str, int], rate: Fraction, threshold: int
) -> None:
    """Cells are those of a round, and a group shown alone has the people that are said to do."""
    groups = [{"id": one, "name": one, "people": [{"channel": "C1"}]} for one in "abc"]
    dimension = Dimension.model_validate({"id": "team", "name": "Team", "groups": groups})
    [outlook] = expected(dimension, people, rate, threshold).outlooks
    assert outlook.cells == opening(dimension, people, rate, threshold)
    needed = fewest(rate, threshold)
    assert needed is not None
    for cell in outlook.cells or ():
        assert sum(people[group] for group in cell) >= needed
