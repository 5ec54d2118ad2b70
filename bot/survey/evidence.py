"""What was found for some counts that somebody wants to know."""

from collections.abc import Sequence
from typing import Self

import numpy as np

from bot.survey.nudges import Nudged, Nudges
from bot.survey.rows import Whole
from bot.survey.sums import FEWEST_COUNTS

_UNKNOWN = -1
"""Stands where no count was found yet."""


class Evidence:
    """The different counts that were found for each of some targets, as far as they are needed.

    Args:
        nudged: what tables tell of the targets.
        needed: for each target, how many different counts are enough; three at most.
    """

    def __init__(self, nudged: Nudged, needed: Sequence[int]) -> None:
        self.targets = nudged.targets
        self._nudged, self._needed = nudged, np.array(needed)
        self._found = np.full((len(needed), FEWEST_COUNTS), _UNKNOWN)
        self._number = np.zeros(len(needed), np.int64)

    @property
    def lacking(self) -> list[int]:
        """The targets of which more counts are needed."""
        lacking: list[int] = np.flatnonzero(self._number < self._needed).tolist()
        return lacking

    def lacks(self, number: int) -> bool:
        """Whether more counts are needed of a target."""
        return bool(self._number[number] < self._needed[number])

    def found(self, number: int) -> list[int]:
        """The counts that were found of a target."""
        found: list[int] = self._found[number, : self._number[number]].tolist()
        return found

    def alone(self, number: int, nudges: Nudges) -> Self:
        """The same of one target alone, which then is number 0."""
        one = type(self)(nudges.toward(self.targets.only([number])), [self._needed[number]])
        for count in self.found(number):
            one.see(np.array([count]))
        return one

    def gap(self, number: int) -> range:
        """The counts between the ends that were found of a target; empty if there are none."""
        found = self.found(number)
        return range(min(found, default=0) + 1, max(found, default=0))

    def note(self, table: Whole | None) -> None:
        """See what a table, and others close to it, tell of the targets that lack counts."""
        for counts in () if table is None else self._nudged.counts(table):
            self.see(counts)

    def see(self, counts: Whole) -> None:
        """Note a count of each target that lacks some."""
        known = (self._found == counts[:, np.newaxis]).any(axis=1)
        new = np.flatnonzero(~known & (self._number < self._needed))
        self._found[new, self._number[new]] = counts[new]
        self._number[new] += 1
