"""Reference values are of shares in councils' published reports, computed independently."""

from random import Random

import pytest
from scipy.stats import binomtest, hypergeom, norm

from bot.survey.intervals import Interval, deviate, difference, interval, silence, wilson


def within(found: Interval, low: float, high: float, digits: int = 4) -> bool:
    return (round(found.low, digits), round(found.high, digits)) == (low, high)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (51, 70, 0.6146, 0.8188),
    ],
)
def test_wilson_has_its_known_values(part: int, whole: int, low: float, high: float) -> None:
    """Wilson's interval comes out to four digits."""
    assert within(wilson(part, whole), low, high)


def test_wilson_is_what_others_compute() -> None:
    """Of 500 shares each, Wilson's interval is that of an independent implementation."""
    chance = Random(1)
    for whole in (chance.randint(1, 3000) for _ in range(500)):
        part = chance.randint(0, whole)
        theirs = binomtest(part, whole).proportion_ci(0.95, method="wilson")
        ours = wilson(part, whole)
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_a_finite_population_narrows_the_interval() -> None:
    """Of 129 asked, 51 of 70 is likelier nearer to what all would have said."""
    assert within(interval(51, 70, 129), 0.6529, 0.7930)


def test_the_finite_population_is_that_of_the_formula() -> None:
    """The interval is Wilson's for n(N-1)/(N-n) answers, as Wilson's roots are where they are."""
    chance = Random(2)
    for population in (chance.randint(50, 3000) for _ in range(500)):
        whole = chance.randint(1, population - 1)
        part = chance.randint(0, whole)
        found, bounds = interval(part, whole, population), silence(part, whole, population)
        variance = (population - whole) / (whole * (population - 1))
        for end, bound in ((found.low, bounds.low), (found.high, bounds.high)):
            deviation = (part / whole - end) ** 2
            assert end == pytest.approx(bound, abs=1e-12) or deviation == pytest.approx(
                1.959963984540054**2 * end * (1 - end) * variance, abs=1e-12
            )


@pytest.mark.parametrize(("part", "possible"), [(9, (10, 12)), (6, (6, 9))])
def test_a_small_population_is_counted_one_by_one(part: int, possible: tuple[int, int]) -> None:
    """Of 12 people of whom 9 answered, the interval says which numbers the population allows."""
    found = interval(part, 9, 12)
    assert (12 * found.low, 12 * found.high) == possible


def test_small_populations_are_what_others_compute() -> None:
    """Where fewer than 50 were asked, the possible numbers are those of independent tails."""
    chance = Random(3)
    for population in (chance.randint(2, 49) for _ in range(300)):
        whole = chance.randint(1, population - 1)
        part = chance.randint(0, whole)
        fit = [
            number
            for number in range(population + 1)
            if hypergeom.cdf(part, population, number, whole) > 0.025 + 1e-12
            and hypergeom.sf(part - 1, population, number, whole) > 0.025 + 1e-12
        ]
        found = interval(part, whole, population)
        ends = (population * found.low, population * found.high)
        assert ends == pytest.approx((fit[0], fit[-1]))


@pytest.mark.parametrize("population", [12, 300])
def test_nothing_is_open_where_everyone_answered(population: int) -> None:
    """Where all those asked answered, the interval has no width."""
    found = interval(9, population, population)
    assert found.low == found.high == 9 / population


def test_an_interval_never_leaves_what_silence_allows() -> None:
    """Whatever was asked and answered, the share lies inside, and both inside silence's bounds."""
    chance = Random(4)
    for population in (chance.randint(1, 400) for _ in range(500)):
        whole = chance.randint(1, population)
        part = chance.randint(0, whole)
        found, bounds = interval(part, whole, population), silence(part, whole, population)
        assert bounds.low <= found.low <= found.high <= bounds.high
        if population >= 50:
            assert found.low - 1e-12 <= part / whole <= found.high + 1e-12


@pytest.mark.parametrize(
    ("part", "whole", "population", "low", "high"),
    [(51, 70, 129, 0.40, 0.85), (81, 89, 340, 0.24, 0.98), (6, 9, 12, 0.50, 0.75)],
)
def test_silence_leaves_what_it_leaves(
    part: int, whole: int, population: int, low: float, high: float
) -> None:
    """The bounds count everyone silent as unfavourable, then as favourable."""
    assert within(silence(part, whole, population), low, high, digits=2)


def test_a_difference_has_its_known_value() -> None:
    """51 of 70 against 81 of 89 is 18.2 points less, by 30.4 to 6.3."""
    found = difference((51, 70), (81, 89))
    assert (found.points, round(found.low, 1), round(found.high, 1)) == (-18.2, -30.4, -6.3)


def test_differences_are_made_of_independent_intervals() -> None:
    """Newcombe's interval is that of Wilson intervals which another implementation computed."""
    chance = Random(5)
    for _ in range(200):
        (new, of), (old, before) = (
            (chance.randint(0, whole), whole)
            for whole in (chance.randint(1, 500), chance.randint(1, 500))
        )
        now, then = (
            binomtest(*told).proportion_ci(0.95, method="wilson")
            for told in ((new, of), (old, before))
        )
        one, other = new / of, old / before
        down = ((one - now.low) ** 2 + (then.high - other) ** 2) ** 0.5
        up = ((now.high - one) ** 2 + (other - then.low) ** 2) ** 0.5
        found = difference((new, of), (old, before))
        assert found.low == pytest.approx(100 * (one - other - down), abs=1e-9)
        assert found.high == pytest.approx(100 * (one - other + up), abs=1e-9)


def test_a_difference_there_and_back_is_opposite() -> None:
    """Turned round, a change has the opposite interval."""
    one, other = difference((51, 70), (81, 89)), difference((81, 89), (51, 70))
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


@pytest.mark.parametrize("comparisons", [1, 9, 190])
def test_several_comparisons_share_one_chance(comparisons: int) -> None:
    """The normal deviate is that of 5% divided by how many are compared, half on each side."""
    assert deviate(comparisons) == pytest.approx(norm.isf(0.025 / comparisons))
