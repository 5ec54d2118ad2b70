"""What share of favourable answers a posted line leads a reader to expect, and how surely."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from attack.reading import Statement


class Estimate(NamedTuple):
    """A share, 0 to 1, and the square of how far it may be off for the group's people."""

    share: float
    variance: float


@lru_cache(maxsize=100_000)
def estimate(statements: Sequence[Statement], people: int) -> Estimate:
    """The share among a group's people, each of whom may have answered or not.

    All counts that the statements allow are taken to be as likely as each other. Those who did
    not answer are taken to lean as the others do, each by their own.

    Args:
        statements: of a figure that is shown.
        people: how many are in the group.
    """
    low = max(-most for parts, wholes, most in statements if (parts, wholes) == (0, -1))
    high = min(most for parts, wholes, most in statements if (parts, wholes) == (0, 1))
    answers = np.arange(max(low, 1), min(high, people) + 1)[:, None]
    favourable = np.arange(answers[-1, 0] + 1)[None, :]
    allowed = favourable <= answers
    for parts, wholes, most in statements:
        allowed &= parts * favourable + wholes * answers <= most
    shares = (favourable / answers)[allowed]
    number = float(np.broadcast_to(answers, allowed.shape)[allowed].mean())
    share = float(shares.mean())
    chance = max(share * (1 - share), 0.02) / number * (1 - min(number / people, 1))
    return Estimate(share, float(shares.var()) + chance)


def mean(estimates: Sequence[Estimate]) -> Estimate:
    """What several rounds say together of the same people."""
    number = len(estimates)
    share = sum(one.share for one in estimates) / number
    return Estimate(share, sum(one.variance for one in estimates) / number**2)
