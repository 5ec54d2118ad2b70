"""How the counts of people stand in a table: a column for each crossing and each layer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from bot.survey.rows import Bounds, Rows, Whole
from bot.survey.sums import WITHIN, Crossings, Layer, Sum, Told

_Entries = Sequence[tuple[int, int]]
"""The columns of a sum, each with how often it is counted."""


class Columns:
    """The columns of a table.

    Args:
        sizes: people on the roster by crossing.
        layers: what is counted, the outermost first.

    Attributes:
        number: how many columns there are.
        upper: the most that each count may come to.
    """

    def __init__(self, sizes: Sequence[int], layers: Sequence[Layer]) -> None:
        self._everyone = Crossings(range(len(sizes)))
        self._first = {layer: len(sizes) * number for number, layer in enumerate(layers)}
        self._sizes = np.array(sizes, np.int64)
        self.upper = np.tile(self._sizes, len(layers))
        self.number = len(self.upper)

    def rows(self, sums: Iterable[Sum]) -> Rows:
        """A row for each sum."""
        return Rows.of(self.number, (self._entries(one) for one in sums))

    def bounds(self, told: Sequence[Told]) -> Bounds:
        """What is told, and that no count is larger than that of the layer around it."""
        chains = [*self._chains()]
        rows = Rows.of(self.number, [*chains, *(self._entries(one.sum) for one in told)])
        inside = len(chains) // len(self._sizes)
        # A count less the one that it lies within is 0 or below.
        least = [*(-np.tile(self._sizes, inside)), *(one.counts[0] for one in told)]
        most = [*np.zeros(len(chains), np.int64), *(one.counts[-1] for one in told)]
        reach = replace(rows, value=np.maximum(rows.value, 0)) @ self.upper
        return Bounds(rows, np.array(least), np.minimum(most, reach), self.upper)

    def stacks(self) -> tuple[Rows, Whole]:
        """What of a crossing may go up and down together, with a number for those of like layers.

        It is a count, alone or with the one around it, and so on outwards.
        """
        piles = [pile for layer in self._first for pile in _piles(layer)]
        columns = [[self._of(layer, self._everyone) for layer in pile] for pile in piles]
        stacks = [[*stack] for pile in columns for stack in zip(*pile, strict=True)]
        return (
            Rows.of(self.number, [[(column, 1) for column in stack] for stack in stacks]).turned,
            np.repeat(np.arange(len(piles)), len(self._sizes)),
        )

    def _entries(self, one: Sum) -> _Entries:
        entries = [(column, one.times) for column in self._of(one.layer, one.people)]
        if one.around:
            entries += [(column, one.around) for column in self._of(WITHIN[one.layer], one.people)]
        return entries

    def _chains(self) -> Iterator[_Entries]:
        """For each crossing and each layer but the first its count, less the one around."""
        for layer in self._first:
            if layer in WITHIN:
                inside, around = (self._of(one, self._everyone) for one in (layer, WITHIN[layer]))
                for one, other in zip(inside, around, strict=True):
                    yield [(one, 1), (other, -1)]

    def _of(self, layer: Layer, people: Crossings) -> Sequence[int]:
        """The columns of some people's counts."""
        return [self._first[layer] + number for number in people]


def _piles(layer: Layer) -> Iterator[Sequence[Layer]]:
    """The layer alone, with the one that it lies within, and so on."""
    pile = [layer]
    yield [*pile]
    while pile[-1] in WITHIN:
        pile.append(WITHIN[pile[-1]])
        yield [*pile]
