from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.partition import ASSUMED_RATE, opening, past_rate, places, plan
from storage.model import Cells, Dimension, Published

A_WITH_NEIGHBOUR_C = {"id": "a", "neighbour": "c"}


Cut = Callable[..., Dimension]


@pytest.fixture
def cut(a_dimension: Cut) -> Cut:
    """Makes a dimension of teams."""
    return partial(a_dimension, "team")


def test_large_enough_cells_stay(cut: Cut) -> None:
    """Nothing is joined where every group expects the threshold."""
    assert plan(cut("a", "b"), {"a": 8, "b": 30}, 8) == (("a",), ("b",))


def test_a_small_group_joins_its_neighbour_first(cut: Cut) -> None:
    """A named neighbour comes before a smaller group of the same area."""
    dimension = cut(
        {"id": "a", "neighbour": "c", "area": "North"}, {"id": "b", "area": "North"}, "c"
    )
    assert plan(dimension, {"a": 3, "b": 9, "c": 40}, 8) == (("a", "c"), ("b",))


def test_without_a_neighbour_it_joins_the_smallest_of_its_area(cut: Cut) -> None:
    """In an area the smallest other cell takes it."""
    north = {"area": "North"}
    dimension = cut({"id": "a"} | north, {"id": "b"} | north, {"id": "c"} | north, "d")
    assert plan(dimension, {"a": 3, "b": 20, "c": 9, "d": 8}, 8) == (("a", "c"), ("b",), ("d",))


def test_without_either_it_joins_everyone_else(cut: Cut) -> None:
    """The remainder takes whoever names nobody, and comes last in the key."""
    dimension = cut("a", "b")
    cells = plan(dimension, {"a": 3, "b": 20, "rest": 30}, 8)
    assert cells == (("a", "rest"), ("b",))
    assert places(cells) == {"a": "a+rest", "rest": "a+rest", "b": "b"}


def test_a_group_that_nobody_takes_leaves_the_dimension_out(cut: Cut) -> None:
    """One small group alone would follow by subtraction, so nothing of the dimension is shown."""
    assert plan(cut("a", "b", "c"), {"a": 3, "b": 20, "c": 30}, 8) is None


def test_one_cell_would_be_everyone(cut: Cut) -> None:
    """A dimension of a single cell says nothing of its own and is left out."""
    assert plan(cut(A_WITH_NEIGHBOUR_C, "c"), {"a": 3, "c": 20}, 8) is None
    assert plan(cut("a"), {"a": 20}, 8) is None
    assert plan(cut("a"), {}, 8) is None


def test_a_small_remainder_joins_who_names_it_else_the_largest(cut: Cut) -> None:
    """Everyone else can name nobody: it goes where it is named, or changes the least."""
    assert plan(cut("a", "b"), {"a": 20, "b": 30, "rest": 3}, 8) == (("a",), ("b", "rest"))
    naming = cut({"id": "a", "neighbour": "rest"}, "b")
    assert plan(naming, {"a": 20, "b": 30, "rest": 3}, 8) == (("a", "rest"), ("b",))


def test_joining_goes_on_until_all_are_large_enough(cut: Cut) -> None:
    """Two small neighbours that are still too small together join a third."""
    dimension = cut(
        {"id": "a", "neighbour": "b"}, {"id": "b", "neighbour": "c"}, {"id": "c"}, {"id": "d"}
    )
    assert plan(dimension, {"a": 2, "b": 3, "c": 9, "d": 9}, 8) == (("a", "b", "c"), ("d",))


def test_a_neighbour_without_people_is_passed_over(cut: Cut) -> None:
    """A neighbour that is not there leaves the choice to the area."""
    dimension = cut(
        {"id": "a", "neighbour": "c", "area": "North"}, {"id": "b", "area": "North"}, "c", "d"
    )
    assert plan(dimension, {"a": 3, "b": 20, "d": 20}, 8) == (("a", "b"), ("d",))


# ---- opening


def test_before_any_round_two_in_five_are_expected(cut: Cut) -> None:
    """Nineteen people are expected to bring fewer than eight answers, twenty bring eight."""
    north = {"area": "North"}
    dimension = cut({"id": "a"} | north, {"id": "b"} | north, "c")
    rate = past_rate([])
    assert opening(dimension, {"a": 20, "b": 20, "c": 90}, rate, 8) == (("a",), ("b",), ("c",))
    assert opening(dimension, {"a": 19, "b": 20, "c": 90}, rate, 8) == (("a", "b"), ("c",))


def test_a_high_response_does_not_help_a_group_that_is_too_small(cut: Cut) -> None:
    """Nine people are joined to others even if everybody always answers.

    That they are told of says that eight or nine of them answered, which are too few numbers.
    """
    dimension = cut({"id": "a", "neighbour": "b"}, "b", "c")
    assert opening(dimension, {"a": 9, "b": 10, "c": 10}, Fraction(1), 8) == (("a", "b"), ("c",))
    assert opening(cut("a", "b"), {"a": 10, "b": 10}, Fraction(1), 8) == (("a",), ("b",))


def test_groups_without_people_are_named_nowhere(cut: Cut) -> None:
    """An empty group is in no cell and in no key."""
    cells = opening(cut("a", "b", "c"), {"a": 30, "b": 0, "rest": 40}, ASSUMED_RATE, 8)
    assert cells == (("a",), ("rest",))


def test_cells_hold_for_their_quarter(cut: Cut) -> None:
    """A response that falls within the quarter joins nothing, and one that rises parts nothing."""
    north = {"area": "North"}
    dimension = cut({"id": "a"} | north, {"id": "b"} | north, "c")
    people = {"a": 19, "b": 20, "c": 90}
    kept = opening(dimension, people, ASSUMED_RATE, 8)
    for rate in (Fraction(1), Fraction(1, 10)):
        assert kept is not None
        assert opening(dimension, people, rate, 8, kept) == kept


def test_within_a_quarter_new_groups_come_in_and_empty_ones_go(cut: Cut) -> None:
    """A new group stands by itself if it is large enough; who has left names no cell any more."""
    dimension = cut("a", "b", "c", "d")
    kept: Cells = (("a", "b"), ("c",))
    cells = opening(dimension, {"b": 20, "c": 30, "d": 50}, ASSUMED_RATE, 8, kept)
    assert cells == (("b",), ("c",), ("d",))


def test_within_a_quarter_a_small_new_group_is_joined(cut: Cut) -> None:
    """A new group that is expected to bring too few answers joins its neighbour."""
    dimension = cut("a", "b", {"id": "d", "neighbour": "a"})
    kept: Cells = (("a",), ("b",))
    cells = opening(dimension, {"a": 20, "b": 30, "d": 12}, ASSUMED_RATE, 8, kept)
    assert cells == (("a", "d"), ("b",))


def test_within_a_quarter_a_cell_that_shrank_is_joined(cut: Cut) -> None:
    """No cell stays below the threshold of people, whatever was kept."""
    dimension = cut({"id": "a", "neighbour": "b"}, "b", "c")
    kept: Cells = (("a",), ("b",), ("c",))
    cells = opening(dimension, {"a": 7, "b": 30, "c": 30}, ASSUMED_RATE, 8, kept)
    assert cells == (("a", "b"), ("c",))


def test_the_past_rate_is_that_of_all_counts_published() -> None:
    """Rounds add up by counts; one whose response was not exact does not count."""

    def response(answered: int | None, precision: str) -> Published:
        told = {"dimension": "everyone", "group": "everyone", "name": "Everyone", "invited": 200}
        one = told | {"precision": precision, "text": "told", "answered": answered}
        return Published.model_validate({"round": "r", "responses": [one], "figures": []})

    history = [response(60, "exact"), response(None, "rounded"), response(100, "exact")]
    assert past_rate(history) == Fraction(160, 400)
    assert past_rate([response(None, "band")]) == ASSUMED_RATE


# ---- properties


@st.composite
def dimensions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, int], int]:
    ids = [f"g{number}" for number in range(draw(st.integers(1, 7)))]
    groups = []
    for one in ids:
        group: dict[str, Any] = {
            "id": one,
            "name": one,
            "people": [{"channel": "C1"}],
            "area": draw(st.sampled_from([None, "North", "South"])),
            "neighbour": draw(st.sampled_from([None, *({*ids, "rest"} - {one})])),
        }
        groups.append(group)
    told = {"id": "team", "name": "Team", "groups": groups}
    present = draw(st.lists(st.sampled_from([*ids, "rest"]), unique=True))
    sizes = {one: draw(st.integers(1, 30)) for one in present}
    return told, sizes, draw(st.integers(5, 20))


@given(dimensions())
def test_cells_are_a_partition_each_large_enough(
    drawn: tuple[dict[str, Any], Mapping[str, int], int],
) -> None:
    """Every group with people is in one cell, and every cell has the threshold of them."""
    told, sizes, threshold = drawn
    cells = plan(Dimension.model_validate(told), sizes, threshold)
    if cells is None:
        return
    assert sorted(group for cell in cells for group in cell) == sorted(sizes)
    assert all(sum(sizes[group] for group in cell) >= threshold for cell in cells)
    assert len(cells) >= 2


@given(dimensions(), st.integers(5, 20), st.randoms())
def test_planning_again_only_coarsens(
    drawn: tuple[dict[str, Any], dict[str, int], int], casts: int, random: Random
) -> None:
    """Cells planned from cells are unions of them, whatever order they are told in."""
    told, sizes, threshold = drawn
    dimension = Dimension.model_validate(told)
    cells = plan(dimension, sizes, threshold)
    if cells is None:
        return
    counted = [("+".join(cell), random.randint(0, casts)) for cell in cells]
    closed = plan(dimension, dict(counted), threshold)
    assert closed == plan(dimension, dict(reversed(counted)), threshold)
    for one in closed or ():
        assert set(one) == {group for cell in cells if set(cell) <= set(one) for group in cell}
