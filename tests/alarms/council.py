"""A made-up council's exact counts, week after week, in many runs at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.survey.precision import EXACT_FROM

Counts = npt.NDArray[np.int64]

FEWEST_ON_A_SIDE = 3
"""A count is exact only where each side has so many."""

Levels = Sequence[Sequence[float]]


class Council(NamedTuple):
    """How many answer in each population, and how favourably.

    Attributes:
        answers: the mean number of answers in each population.
        levels: for each theme, each population's share of favourable answers.
        shock: the standard deviation of each week's shock, in logits.
        together: whether a shock hits all populations alike.
    """

    name: str
    answers: Sequence[int]
    levels: Levels
    shock: float = 0.25
    together: bool = True


class Drop(NamedTuple):
    """A fall of the first theme, from a week on, in the populations of these numbers."""

    week: int
    by: float
    populations: Sequence[int]


def counts(
    council: Council, rng: np.random.Generator, runs: int, weeks: int, drop: Drop | None = None
) -> tuple[Counts, Counts]:
    """Favourable and all answers, 0 wherever they would not be published exactly.

    Returns:
        Each of shape (runs, themes, series, weeks); the first series is everyone, the others
        are the populations where there are several.
    """
    likely = _chances(council, rng, runs, weeks, drop)
    roster = 2 * np.array(council.answers)[:, None]
    answered = rng.binomial(roster, 0.5, (runs, 1, len(council.answers), weeks))
    whole = np.broadcast_to(answered, likely.shape)
    part = rng.binomial(whole, likely)
    if len(council.answers) > 1:
        part, whole = (np.concatenate([one.sum(2, keepdims=True), one], 2) for one in (part, whole))
    few = np.minimum(part, whole - part) < FEWEST_ON_A_SIDE
    shown = (whole >= EXACT_FROM) & ~few
    return np.where(shown, part, 0), np.where(shown, whole, 0)


def _chances(
    council: Council, rng: np.random.Generator, runs: int, weeks: int, drop: Drop | None
) -> npt.NDArray[np.float64]:
    levels = np.repeat(np.array(council.levels)[..., None], weeks, -1)
    if drop:
        levels[0, list(drop.populations), drop.week :] -= drop.by
    themes, populations, _ = levels.shape
    shape = (runs, themes, 1 if council.together else populations, weeks)
    logits = np.log(levels / (1 - levels)) + rng.normal(0, council.shock, shape)
    return np.asarray(1 / (1 + np.exp(-logits)))
