"""How the counts of people stand in a table: a column for each crossing and each layer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

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
        self._first = {layer: len(sizes) * number for number, layer in enumerate(layers)}
        self._sizes = np.array(sizes, np.int64)
        self.upper = np.tile(self._sizes, len(layers))
        self.number = len(self.upper)

    def rows(self, sums: Iterable[Sum]) -> Rows:
        """A row for each sum."""
        return Rows.of(self.number, (self._entries(one) for one in sums))

    def bounds(self, told: Sequence[Told]) -> Bounds:
        """What is told, and that no count is larger than that of the layer around it."""
        chains = _chains(len(self._sizes), tuple(self._first))
        rows = chains.above(self.rows(one.sum for one in told))
        inside = chains.height // len(self._sizes)
        # A count less the one that it lies within is 0 or below.
        least = [*(-np.tile(self._sizes, inside)), *(one.counts[0] for one in told)]
        most = [*np.zeros(chains.height, np.int64), *(one.counts[-1] for one in told)]
        reach = replace(rows, value=np.maximum(rows.value, 0)) @ self.upper
        return Bounds(rows, np.array(least), np.minimum(most, reach), self.upper)

    def stacks(self) -> tuple[Rows, Whole]:
        """What of a crossing may go up and down together, with a number for those of like layers.

        It is a count, alone or with the one around it, and so on outwards.
        """
        return _stacks(len(self._sizes), tuple(self._first))

    def _entries(self, one: Sum) -> _Entries:
        entries = [(column, one.times) for column in self._of(one.layer, one.people)]
        if one.around:
            entries += [(column, one.around) for column in self._of(WITHIN[one.layer], one.people)]
        return entries

    def _of(self, layer: Layer, people: Crossings) -> Sequence[int]:
        """The columns of some people's counts."""
        return [self._first[layer] + number for number in people]


@lru_cache(maxsize=8)
def _chains(crossings: int, layers: Sequence[Layer]) -> Rows:
    """For each crossing and each layer but the first its count, less the one around."""
    first = {layer: crossings * number for number, layer in enumerate(layers)}
    return Rows.of(
        crossings * len(layers),
        (
            [(first[layer] + crossing, 1), (first[WITHIN[layer]] + crossing, -1)]
            for layer in layers
            if layer in WITHIN
            for crossing in range(crossings)
        ),
    )


@lru_cache(maxsize=8)
def _stacks(crossings: int, layers: Sequence[Layer]) -> tuple[Rows, Whole]:
    first = {layer: crossings * number for number, layer in enumerate(layers)}
    piles = [pile for layer in layers for pile in _piles(layer)]
    stacks = [
        [(first[layer] + crossing, 1) for layer in pile]
        for pile in piles
        for crossing in range(crossings)
    ]
    stacked = Rows.of(crossings * len(layers), stacks).turned
    return stacked, np.repeat(np.arange(len(piles)), crossings)


def _piles(layer: Layer) -> Iterator[Sequence[Layer]]:
    """The layer alone, with the one that it lies within, and so on."""
    pile = [layer]
    yield [*pile]
    while pile[-1] in WITHIN:
        pile.append(WITHIN[pile[-1]])
        yield [*pile]
