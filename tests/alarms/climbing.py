"""The sums of `bot.survey.moves` for many series at once; a test holds both against each other."""

from math import log

import numpy as np
import numpy.typing as npt

from alarms.council import Counts
from bot.survey.moves import BASELINE, FEWEST_POINTS, ODDS_RATIO

Sums = npt.NDArray[np.float64]


def climbs(part: Counts, whole: Counts) -> Sums:
    """The sums of series, upwards and downwards, 0 wherever nothing is judged.

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
