from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.statistics import half_up, percent, points, response_band

WOLVERHAMPTON = ("social_workers", "wider_workforce")


@pytest.mark.parametrize("population", WOLVERHAMPTON)
def test_percentages_are_those_of_the_published_counts(
    golden: dict[str, Any], population: str
) -> None:
    """Every item of Wolverhampton 2022 gives its percentage, half up to one decimal."""
    for item in golden["wolverhampton_2022"]["items"]:
        told = item[population]
        assert percent(told["favourable"], told["answered"]) == Decimal(str(told["percent"]))


@pytest.mark.parametrize("year", ["wolverhampton_2022", "wolverhampton_2023"])
@pytest.mark.parametrize("population", WOLVERHAMPTON)
def test_response_rates_are_those_of_the_published_counts(
    golden: dict[str, Any], year: str, population: str
) -> None:
    """The response rates of both years come out as published."""
    told = golden[year]["response"][population]
    assert percent(told["answered"], told["invited"]) == Decimal(str(told["percent"]))


def test_grades_are_those_of_the_published_counts(golden: dict[str, Any]) -> None:
    """Dudley's grades of 240 come out as published."""
    told = golden["dudley_2024"]["ratings"]
    grades = ("outstanding", "good", "requires_improvement", "inadequate")
    assert [float(percent(told[grade], told["total"])) for grade in grades] == told["percent"]


@pytest.mark.parametrize("population", WOLVERHAMPTON)
def test_changes_are_in_points_from_the_counts(golden: dict[str, Any], population: str) -> None:
    """A change is the difference of the shares themselves, not of rounded percentages."""
    new, old = (
        golden[year]["response"][population]
        for year in ("wolverhampton_2023", "wolverhampton_2022")
    )
    change = points((new["answered"], new["invited"]), (old["answered"], old["invited"]))
    assert change == Decimal(str(golden["wolverhampton_2023"]["change_in_points"][population]))


def test_a_change_is_not_the_difference_of_rounded_percentages() -> None:
    """53.4% after 54.3% is 0.8 points less, since the counts say so."""
    assert percent(78, 146) - percent(70, 129) == Decimal("-0.9")
    assert points((78, 146), (70, 129)) == Decimal("-0.8")


def test_halves_go_up() -> None:
    """A half of the last decimal is rounded up, where floats would go down."""
    assert percent(1, 16) == Decimal("6.3")
    assert percent(1, 2000) == Decimal("0.1")
    assert percent(23, 160) == Decimal("14.4")


def test_every_percentage_has_one_decimal() -> None:
    """Whole percentages are written with their zero."""
    assert [str(percent(part, 8)) for part in (0, 4, 8)] == ["0.0", "50.0", "100.0"]


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_percent_agrees_with_long_division(share: tuple[int, int]) -> None:
    """Whole numbers give what decimal division of enough digits gives."""
    part, whole = share
    long = (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert percent(part, whole) == long


@given(*[st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))] * 2)
def test_changes_there_and_back_are_opposite(one: tuple[int, int], other: tuple[int, int]) -> None:
    """A change is within a twentieth of a point of the true one, and its way back its opposite."""
    change = points(one, other)
    true = 100 * (Fraction(*one) - Fraction(*other))
    assert abs(Fraction(change) - true) <= Fraction(1, 20)
    assert points(other, one) == -change


@pytest.mark.parametrize(
    ("answered", "word"),
    [
        (0, "indicative only"),
        (499, "indicative only"),
        (500, "adequate"),
        (600, "adequate"),
        (601, "desirable"),
        (700, "desirable"),
        (701, "good"),
        (800, "good"),
        (801, "very good"),
        (1000, "very good"),
    ],
)
def test_response_bands_begin_where_they_say(answered: int, word: str) -> None:
    """Under 50% is indicative only; the better words need more than 60, 70 and 80%."""
    assert response_band(answered, 1000) == word


@pytest.mark.parametrize(("value", "nearest"), [(57.5, 58), (100 * 0.575, 58), (62.5, 63), (0, 0)])
def test_whole_numbers_round_half_up(value: float, nearest: int) -> None:
    """Also a half that a float cannot hold: 46 of 80 is 57.5%, which is 58%."""
    assert half_up(value) == nearest
