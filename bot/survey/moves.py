"""When a series of counts has moved and stayed: a cumulative sum for each direction.

A point is scored by how much likelier its counts are if the odds of a favourable answer have
doubled, or halved, than if they are as they were. Scores add up, and a sum never falls below 0
(Page 1954, doi:10.1093/biomet/41.1-2.100). `docs/method.md` says how often this is wrong, and what
it misses.
"""

from math import log
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

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

Counts = npt.NDArray[np.int64]
Sums = npt.NDArray[np.float64]


class Move(NamedTuple):
    """A move that stands at the end of a series.

    Attributes:
        start: the number of the first point of the level that it is compared with.
        began: the number of the first point of the move.
    """

    direction: Direction
    start: int
    began: int


def moved(part: Counts, whole: Counts, limit: float) -> Move | None:
    """The move that stands at the end of a series, if any.

    Args:
        part: favourable answers of each point, oldest first.
        whole: all answers of each point.
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


def climbs(part: Counts, whole: Counts) -> Sums:
    """The sums of series, upwards and downwards, 0 wherever nothing is judged.

    A point is judged by those before it, by the first 24 once there are so many. Its score is
    divided by how much more these spread than counts do by chance (Pearson's statistic over its
    degrees of freedom, 1 at least), so that a bad week which passes is no move.

    Args:
        part: favourable answers, of shape (..., points), oldest first.
        whole: all answers, likewise; 0 where there is no point.

    Returns:
        Of shape (2, ..., points).
    """
    there = whole > 0
    number: Counts = np.cumsum(there, -1) - there
    share, spread = _baseline(part, whole, there & (number < BASELINE))
    judged = there & (number >= FEWEST_POINTS)
    scores = [
        (part * log(ratio) - whole * np.log1p(share * (ratio - 1))) / spread
        for ratio in (ODDS_RATIO, 1 / ODDS_RATIO)
    ]
    paths = np.cumsum(np.where(judged, scores, 0.0), -1)
    return np.asarray(paths - np.minimum(np.minimum.accumulate(paths, -1), 0.0))


def _baseline(part: Counts, whole: Counts, used: npt.NDArray[np.bool_]) -> tuple[Sums, Sums]:
    """For every point, the share of the used ones before it and how much they spread."""

    def before(values: Sums | Counts | int) -> Sums:
        each = np.where(used, values, 0.0)
        return np.asarray(np.cumsum(each, -1) - each)

    answers = np.maximum(before(whole), 1)
    share = before(part) / answers
    squares = before(part**2 / np.maximum(whole, 1)) - share**2 * answers
    chance = share * (1 - share) * np.maximum(before(1) - 1, 1)
    spread = np.divide(squares, chance, out=np.ones_like(share), where=chance > 0)
    return share, np.maximum(spread, 1.0)


def _standing(sums: Sums, limit: float) -> int | None:
    """The number of the point with which a sum last left 0, if it has since reached the limit."""
    began = int(np.flatnonzero(sums == 0)[-1]) + 1
    return began if sums[began:].max(initial=0) >= limit else None
