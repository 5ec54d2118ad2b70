"""What may be counted of some people, and what is told of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import permutations

FEWEST_COUNTS = 3
"""Fewer possible counts than this are as good as told."""

Crossings = frozenset[int]
"""Some people: the numbers of the crossings that they are in."""


class Layer(IntEnum):
    """What is counted; no count is larger than that of the layer that it lies within."""

    CASTS = 0
    ANSWERS = 1
    FAVOURABLE = 2
    MIDWAY = 3


WITHIN = {
    Layer.ANSWERS: Layer.CASTS,
    Layer.FAVOURABLE: Layer.ANSWERS,
    Layer.MIDWAY: Layer.CASTS,
}
"""Who answered an item answered at all, and so did whoever had answered half-way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How many of some people are counted, or what two layers make together.

    Attributes:
        people: the crossings that they are in.
        times: how often the layer's counts are added.
        around: how often those of the layer that it lies within are added to them.
    """

    layer: Layer
    people: Crossings
    times: int = 1
    around: int = 0

    @property
    def counted(self) -> tuple[Layer, int, int]:
        """What is counted, of whichever people."""
        return self.layer, self.times, self.around


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That a sum is one of these numbers."""

    sum: Sum
    counts: range


def together(told: Iterable[Told]) -> list[Told]:
    """Each sum once, with the counts that are left by everything that is told of it."""
    left: dict[Sum, range] = {}
    for one in told:
        before = left.get(one.sum, one.counts)
        first, after = max(before.start, one.counts.start), min(before.stop, one.counts.stop)
        left[one.sum] = range(first, after)
    return [Told(sum=one, counts=counts) for one, counts in left.items()]


def exact(told: Iterable[Told]) -> set[Sum]:
    """The sums that are told as one number, and what is left of one when another is taken away."""
    known = {one.sum for one in together(told) if len(one.counts) == 1}
    return known | {
        replace(one, people=one.people - other.people)
        for one, other in permutations(known, 2)
        if other.people < one.people and other.counted == one.counted
    }


def layers_of(asked: Iterable[Layer]) -> tuple[Layer, ...]:
    """These layers and those that they lie within, the outermost first."""
    found = {Layer.CASTS, *asked}
    while around := {WITHIN[one] for one in found if one in WITHIN} - found:
        found |= around
    return tuple(sorted(found))
