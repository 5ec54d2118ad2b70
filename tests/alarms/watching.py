"""How often a digest flags a series, rightly or not, in many runs at once."""

import numpy as np
import numpy.typing as npt

from alarms.climbing import climbs
from alarms.council import Council, Counts, Drop, counts
from bot.survey.moves import FEWEST_POINTS, limit
from bot.usecases.composing import REMEMBERED

STABLE = 40
"""So many stable weeks are watched for false flags."""

STARTS = {"the first": 0, "after 24": 24, "after 60": 60}
"""Which 40 weeks are watched: a new council's, those after its baseline, and a year on."""

SOON = 8
"""Within so many weeks a fall should be flagged."""

Flags = npt.NDArray[np.bool_]


def false_flags(council: Council, rng: np.random.Generator, runs: int) -> dict[str, float]:
    """In which share of runs the digest flags anything, for each 40 stable weeks."""
    weeks = STABLE + max(STARTS.values())
    flags = flagged(*counts(council, rng, runs, weeks)).any((0, 2, 3))
    return {
        name: float(flags[:, start : start + STABLE].any(1).mean())
        for name, start in STARTS.items()
    }


def found(council: Council, drop: Drop, rng: np.random.Generator, runs: int) -> float:
    """In which share of runs a fall is flagged within eight weeks, anywhere in its theme."""
    flags = flagged(*counts(council, rng, runs, drop.week + SOON, drop))
    _, down = flags[:, :, 0, :, drop.week :]
    return float(down.any((1, 2)).mean())


def flagged(part: Counts, whole: Counts) -> Flags:
    """Whether the digest of each week flags each series: upwards, and downwards.

    Args:
        part: favourable answers, of shape (runs, themes, series, weeks).
        whole: all answers, likewise.

    Returns:
        Of shape (2, runs, themes, series, weeks).
    """
    weeks = whole.shape[-1]
    newest = REMEMBERED + 1
    first = _flagged(part[..., :newest], whole[..., :newest])
    later = [
        _flagged(part[..., week - REMEMBERED : week + 1], whole[..., week - REMEMBERED : week + 1])
        for week in range(newest, weeks)
    ]
    return np.concatenate([first, *(one[..., -1:] for one in later)], -1)


def _flagged(part: Counts, whole: Counts) -> Flags:
    judged = np.cumsum(whole > 0, -1) > FEWEST_POINTS
    watched = judged.sum((1, 2), keepdims=True)
    limits = np.vectorize(limit)(np.maximum(watched, 1))
    return np.asarray(climbs(part, whole) >= limits)
