"""When a series of counts has moved and stayed: a cumulative sum for each direction.

A point is scored by how much likelier its counts are if the odds of a favourable answer have
doubled, or halved, than if they are as they were. Scores add up, and a sum never falls below 0
(Page 1954, doi:10.1093/biomet/41.1-2.100). `docs/method.md` says how often this is wrong, and what
it misses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import Literal, NamedTuple

FEWEST_POINTS = 12
"""So many exact points come before the first that is judged."""

BASELINE = 24
"""So many points make the baseline; with fewer, an alert is provisional."""

ODDS_RATIO = 2.0
"""The change of odds that the sums look for, upwards and downwards."""

LIMIT = 7.5
STEP = 2.5
"""How high the sum of a single series must climb, and how much more for several.

Set by `make alarms`, so that a whole digest raises a false flag in at most 10% of runs of 40
stable weeks.
"""

Direction = Literal["up", "down"]
BOTH: tuple[Direction, Direction] = ("up", "down")


class Move(NamedTuple):
    """A move that stands at the end of a series.

    Attributes:
        start: the number of the first point of the level that it is compared with.
        began: the number of the first point of the move.
    """

    direction: Direction
    start: int
    began: int


def moved(part: Sequence[int], whole: Sequence[int], limit: float) -> Move | None:
    """The move that stands at the end of a series, if any.

    Args:
        part: favourable answers of each point, oldest first.
        whole: all answers of each point, 1 or more.
        limit: how high a sum must climb.
    """
    start = 0
    while True:
        found = [
            Move(direction, start, start + began)
            for direction, sums in zip(BOTH, climbs(part[start:], whole[start:]), strict=True)
            if (began := _standing(sums, limit)) is not None
        ]
        newest = max(found, key=lambda move: move.began, default=None)
        if newest is None or len(part) - newest.began <= FEWEST_POINTS:
            return newest
        start = newest.began


def limit(series: int) -> float:
    """How high a sum must climb where so many series are watched, 1 or more."""
    return LIMIT + STEP * log(series)


def climbs(part: Sequence[int], whole: Sequence[int]) -> tuple[list[float], list[float]]:
    """The sums after each point of a series, upwards and downwards, 0 where nothing is judged.

    A point is judged by those before it, by the first 24 once there are so many. Its score is
    divided by how much more these spread than counts do by chance (Pearson's statistic over its
    degrees of freedom, 1 at least), so that a bad week which passes is no move.

    Args:
        part: favourable answers of each point, oldest first.
        whole: all answers of each point, 1 or more.
    """
    return _climb(part, whole, ODDS_RATIO), _climb(part, whole, 1 / ODDS_RATIO)


def _climb(part: Sequence[int], whole: Sequence[int], ratio: float) -> list[float]:
    """The sums where odds are looked for that have changed by that ratio."""
    baseline, height, found = _Baseline(), 0.0, []
    for number, (favourable, answers) in enumerate(zip(part, whole, strict=True)):
        if number >= FEWEST_POINTS:
            score = favourable * log(ratio) - answers * log1p(baseline.share * (ratio - 1))
            height = max(0.0, height + score / baseline.spread)
        if number < BASELINE:
            baseline.add(favourable, answers)
        found.append(height)
    return found


@dataclass(slots=True)
class _Baseline:
    """The points that others are judged by."""

    points: int = 0
    part: int = 0
    whole: int = 0
    squares: float = 0.0

    def add(self, part: int, whole: int) -> None:
        self.points += 1
        self.part += part
        self.whole += whole
        self.squares += part**2 / whole

    @property
    def share(self) -> float:
        return self.part / self.whole

    @property
    def spread(self) -> float:
        """How many times as much as by chance they spread, 1 at least."""
        chance = self.share * (1 - self.share) * (self.points - 1)
        squares = self.squares - self.share**2 * self.whole
        return max(squares / chance, 1.0) if chance else 1.0


def _standing(sums: Sequence[float], limit: float) -> int | None:
    """The number of the point with which a sum last left 0, if it has since reached the limit."""
    began = max(number for number, height in enumerate(sums) if not height) + 1
    return began if max(sums[began:], default=0.0) >= limit else None
