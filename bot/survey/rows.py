"""Sums over a table of counts, many at once: a row for each, in which most numbers are 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
"""Whole numbers."""

Marks = npt.NDArray[np.bool_]
"""Whether something holds, for each of many."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The numbers that are not 0, row by row.

    Attributes:
        height: how many rows there are.
        width: how many columns there are.
        row: the row of each number, in order.
        column: the column of each number.
        value: the numbers.
    """

    height: int
    width: int
    row: Whole
    column: Whole
    value: Whole

    @classmethod
    def of(cls, width: int, rows: Iterable[Sequence[tuple[int, int]]]) -> Self:
        """Rows of which each is given as its columns, each with the number that stands there."""
        given = list(rows)
        entries = np.array([entry for row in given for entry in row], np.int64).reshape(-1, 2)
        row = np.repeat(np.arange(len(given)), [len(row) for row in given])
        return cls(len(given), width, row, entries[:, 0], entries[:, 1])

    @property
    def starts(self) -> Whole:
        """Where each row begins among the numbers, and where the last one ends."""
        return np.searchsorted(self.row, np.arange(self.height + 1))

    @property
    def turned(self) -> Self:
        """The columns as rows, and the rows as columns."""
        order = np.argsort(self.column, kind="stable")
        row, column, value = self.column[order], self.row[order], self.value[order]
        return type(self)(self.width, self.height, row, column, value)

    def __matmul__(self, table: Whole) -> Whole:
        """The sum of each row over a table."""
        sums = np.bincount(self.row, self.value * table[self.column], self.height)
        return sums.astype(np.int64)

    def weighed(self, weights: Whole) -> Whole:
        """All rows added up, each times its weight."""
        sums = np.bincount(self.column, self.value * weights[self.row], self.width)
        return sums.astype(np.int64)

    def only(self, rows: Sequence[int]) -> Self:
        """These rows alone, in the order given."""
        starts = self.starts[rows]
        lengths = self.starts[np.array(rows, np.int64) + 1] - starts
        places = _spans(starts, lengths)
        row = np.repeat(np.arange(len(rows)), lengths)
        return type(self)(len(rows), self.width, row, self.column[places], self.value[places])

    def where(self, rows: Marks) -> Self:
        """The same rows, with nothing but 0 in those that are not marked."""
        kept = rows[self.row]
        return type(self)(
            self.height, self.width, self.row[kept], self.column[kept], self.value[kept]
        )

    def above(self, others: Self) -> Self:
        """These rows, and others below them."""
        return type(self)(
            self.height + others.height,
            self.width,
            np.concatenate([self.row, others.row + self.height]),
            np.concatenate([self.column, others.column]),
            np.concatenate([self.value, others.value]),
        )

    def over(self, others: Self) -> Self:
        """What each row makes of other rows, one for each of its columns: the matrix product."""
        starts = others.starts
        lengths = np.diff(starts)[self.column]
        places = _spans(starts[self.column], lengths)
        entry = np.repeat(self.row, lengths) * others.width + others.column[places]
        entries, number = np.unique(entry, return_inverse=True)
        products = np.repeat(self.value, lengths) * others.value[places]
        value = np.bincount(number, products, len(entries)).astype(np.int64)
        row, column = np.divmod(entries[value != 0], others.width)
        return type(self)(self.height, others.width, row, column, value[value != 0])


class Bounds(NamedTuple):
    """What is told of a table.

    Attributes:
        rows: sums over it.
        least: the least that each of them may come to.
        most: the most.
        upper: the most that each count may come to; none is below 0.
    """

    rows: Rows
    least: Whole
    most: Whole
    upper: Whole

    def hold(self, table: Whole) -> bool:
        """Whether the table agrees with all that is told."""
        sums = self.rows @ table
        return bool(
            (table >= 0).all()
            and (table <= self.upper).all()
            and (sums >= self.least).all()
            and (sums <= self.most).all()
        )


def _spans(starts: Whole, lengths: Whole) -> Whole:
    """All places of some spans, one span after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(lengths.sum())
