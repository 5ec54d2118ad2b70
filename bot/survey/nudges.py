"""What else is possible close to a table that agrees with everything told.

One or two people more of a crossing are counted, and as many fewer of another, in a layer or with
those that it lies within. A sum that is told as one number must hold both crossings or neither; one
that is told as a range must bear each of the two changes by itself. So a table that was found
stands for very many others, of which none has to be looked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.survey.rows import Bounds, Marks, Rows, Whole

_STEPS = (1, 2)
"""How many people more, and less."""

_NOTHING = 10**9
"""Stands for what cannot be moved; no number in a sum is as large."""


class Nudges:
    """How a table becomes others that agree as well.

    Args:
        bounds: what is told. In each sum, all counts of a layer have the same number.
        stacks: a row for each count, a column for each stack: the counts of a crossing that go up
            and down together.
        layers: a number for each stack, the same if they are of the same layers.
    """

    def __init__(self, bounds: Bounds, stacks: Rows, layers: Whole) -> None:
        self._bounds, self._stacks = bounds, stacks
        sums, exact = bounds.rows.over(stacks), bounds.least == bounds.most
        self._loose = sums.where(~exact)
        self.families = _Families.among(sums.where(exact), layers)

    def rooms(self, table: Whole) -> tuple[Whole, Whole]:
        """How far each stack may go up, and down, as far as sums go that are told as a range."""
        loose, stacks = self._loose, self._stacks
        sums = self._bounds.rows @ table
        above, below = (self._bounds.most - sums)[loose.row], (sums - self._bounds.least)[loose.row]
        up, down = np.full((2, stacks.width), _NOTHING)
        np.minimum.at(up, stacks.column, (self._bounds.upper - table)[stacks.row])
        np.minimum.at(down, stacks.column, table[stacks.row])
        size, rising = np.abs(loose.value), loose.value > 0
        np.minimum.at(up, loose.column, np.where(rising, above, below) // size)
        np.minimum.at(down, loose.column, np.where(rising, below, above) // size)
        return up, down

    def toward(self, targets: Rows) -> "Nudged":
        """What they make of some targets."""
        return Nudged(self, targets, targets.over(self._stacks))


@dataclass(frozen=True, slots=True, eq=False)
class _Families:
    """Stacks of the same layers that the same exact sums hold, so that one may make up for another.

    Attributes:
        number: the family of each stack.
        free: for each family, whether no exact sum holds it, so that nothing must be made up for.
    """

    number: Whole
    free: Whole

    @classmethod
    def among(cls, exact: Rows, layers: Whole) -> Self:
        """The families of stacks, given the sums that are told as one number."""
        order = np.argsort(exact.column, kind="stable")
        sums = np.stack([exact.row, exact.value], axis=1)[order]
        ends = np.searchsorted(exact.column[order], np.arange(exact.width + 1)).tolist()
        keys = [
            (layer, sums[start:end].tobytes())
            for layer, start, end in zip(layers.tolist(), ends[:-1], ends[1:], strict=True)
        ]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        return cls(
            number=np.array([numbers[key] for key in keys]),
            free=np.array([not sums for _, sums in numbers], np.int64),
        )


class Nudged:
    """What is possible for some targets close to a table."""

    def __init__(self, nudges: Nudges, targets: Rows, stacked: Rows) -> None:
        self.targets, self._nudges = targets, nudges
        self._families = nudges.families
        families = self._families.number[stacked.column]
        among = stacked.row * len(self._families.free) + families
        order = np.argsort(among, kind="stable")
        self._stack, self._value = stacked.column[order], stacked.value[order]
        self._starts = np.flatnonzero(np.diff(among[order], prepend=-1))
        self._target = stacked.row[order][self._starts]
        self._family = families[order][self._starts]

    def counts(self, table: Whole) -> Iterator[Whole]:
        """What the table says of each target, and then what others close to it say."""
        counts = self.targets @ table
        yield counts
        if not len(self._starts):
            return
        up, down = self._nudges.rooms(table)
        for step in _STEPS:
            (up_least, up_most), (down_least, down_most) = (
                self._reach(room >= step) for room in (up, down)
            )
            yield counts + step * self._farthest(up_most - down_least)
            yield counts - step * self._farthest(down_most - up_least)

    def _reach(self, movable: Marks) -> tuple[Whole, Whole]:
        """The least and the greatest number that something movable has in a target, by family.

        A family outside of the target counts for nothing in it, and so does what need not be made
        up for.
        """
        inside = movable[self._stack]
        families = self._families
        members = np.bincount(families.number, movable, len(families.free)) + families.free
        outside = members[self._family] > np.add.reduceat(inside, self._starts, dtype=np.int64)
        least = np.minimum.reduceat(np.where(inside, self._value, _NOTHING), self._starts)
        most = np.maximum.reduceat(np.where(inside, self._value, -_NOTHING), self._starts)
        return (
            np.where(outside, np.minimum(least, 0), least),
            np.where(outside, np.maximum(most, 0), most),
        )

    def _farthest(self, gains: Whole) -> Whole:
        """The greatest gain of each target, by whichever family."""
        farthest = np.zeros(self.targets.height, np.int64)
        np.maximum.at(farthest, self._target, gains)
        return farthest
