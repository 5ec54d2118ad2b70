"""Where the truth may lie behind a published share, and what silence leaves open."""

from fractions import Fraction
from math import comb, hypot, sqrt
from statistics import NormalDist

from bot.survey.statistics import points
from questions.model import Value

FEW = 50
"""In a population of fewer than this, the numbers that are possible are told one by one."""

_Z = 1.959963984540054
"""The normal deviate that 95% lie within, both sides taken."""

_TAIL = Fraction(1, 40)


class Interval(Value):
    """A range of shares, 0 to 1."""

    low: float
    high: float


class Difference(Value):
    """A change from one share to another in percentage points, with a range that is approximate.

    It takes those who answered then and now for different people. Most are the same, so the truth
    may be nearer to the change than the range says.

    Attributes:
        points: half up to one decimal, computed from the counts.
    """

    points: float
    low: float
    high: float


def interval(part: int, whole: int, population: int) -> Interval:
    """Between which shares all those asked would lie, had silence been chance: 95%.

    In a population of 50 and more it is Wilson's interval with the finite population, n(N-1)/(N-n)
    answers in place of n; in a smaller one the numbers of favourable people of which so few, or so
    many, would be drawn more often than one time in 40. It never leaves what silence allows, and
    where everyone answered it has no width. Wilson 1927 (doi:10.1080/01621459.1927.10502953).

    Args:
        part: favourable answers, 0 to `whole`.
        whole: answers, 1 to `population`.
        population: those asked.
    """
    bounds = silence(part, whole, population)
    if whole == population:
        return bounds
    if population < FEW:
        return _possible(part, whole, population)
    found = wilson(part, whole, worth=whole * (population - 1) / (population - whole))
    return Interval(low=max(found.low, bounds.low), high=min(found.high, bounds.high))


def silence(part: int, whole: int, population: int) -> Interval:
    """The share if nobody of those who did not answer were favourable, and if all of them were.

    Nothing is assumed, so these bounds hold whoever stayed silent. Manski 1989
    (doi:10.2307/145818).

    Args:
        part: favourable answers, 0 to `whole`.
        whole: answers, 0 to `population`.
        population: those asked, 1 or more.
    """
    return Interval(low=part / population, high=(part + population - whole) / population)


def difference(new: tuple[int, int], old: tuple[int, int]) -> Difference:
    """The change between two shares with Newcombe's approximate interval, 95%.

    Newcombe 1998, method 10 (doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I).

    Args:
        new: part and whole now.
        old: part and whole before.
    """
    low, high = newcombe(new[0] / new[1], wilson(*new), old[0] / old[1], wilson(*old))
    return Difference(points=float(points(new, old)), low=100 * low, high=100 * high)


def newcombe(now: float, latest: Interval, before: float, earlier: Interval) -> tuple[float, float]:
    """Between which values `now - before` lies, where either share has its own interval."""
    down = hypot(now - latest.low, earlier.high - before)
    up = hypot(latest.high - now, before - earlier.low)
    return now - before - down, now - before + up


def deviate(comparisons: int) -> float:
    """The normal deviate of 95% for so many comparisons together, after Bonferroni."""
    return NormalDist().inv_cdf(1 - 0.025 / comparisons)


def wilson(part: int, whole: int, *, worth: float | None = None, z: float = _Z) -> Interval:
    """Wilson's interval of a share.

    Args:
        part: 0 to `whole`.
        whole: 1 or more.
        worth: how many answers these are worth, if not as many as there are.
        z: the normal deviate; 95% unless told otherwise.
    """
    share, n = part / whole, worth or whole
    spread = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    middle, shrunk = share + z**2 / (2 * n), 1 + z**2 / n
    return Interval(
        low=max(0.0, (middle - spread) / shrunk), high=min(1.0, (middle + spread) / shrunk)
    )


def _possible(part: int, whole: int, population: int) -> Interval:
    """The lowest and the highest number of favourable people that the answers allow."""
    fit = [
        number
        for number in range(part, population - whole + part + 1)
        if min(_tails(part, whole, population, number)) > _TAIL
    ]
    return Interval(low=fit[0] / population, high=fit[-1] / population)


def _tails(part: int, whole: int, population: int, number: int) -> tuple[Fraction, Fraction]:
    """How likely so few, and so many, are when this number of the population is favourable."""
    ways = [comb(number, one) * comb(population - number, whole - one) for one in range(whole + 1)]
    every = comb(population, whole)
    return Fraction(sum(ways[: part + 1]), every), Fraction(sum(ways[part:]), every)
