"""The least and the most that a sum of counts can be, over all tables that give a digest."""

from collections.abc import Iterable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from attack.table import Table, Whole

_SECONDS = 20
_NEAR = 2


class Undecided(Exception):
    """The solver did not end in time."""


class Solver:
    """Exact integer bounds, by HiGHS.

    Attributes:
        solved: how many times it was asked.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        matrix, self._most = table.limits
        self._matrix = csr_array(matrix)
        self.solved = 0

    def most(self, factors: Whole) -> Whole:
        """A table in which the sum of counts times factors is the most that it can be.

        Raises:
            Undecided: it took too long.
        """
        found = self._solve(factors, np.arange(len(factors)), self._most)
        if found is None:
            raise Undecided
        return found

    def near(self, start: Whole, factors: Whole, least: int, question: str | None) -> Whole | None:
        """A table close to a known one in which the sum is at least so much, if one is found.

        First with everything else left as it is, which is quicker.
        """
        answers = self._variables([question])[len(self._table.people()) :] if question else None
        for places in (answers, np.arange(len(start))):
            found = None if places is None else self._near(start, factors, least, places)
            if found is not None:
                return found
        return None

    def _near(self, start: Whole, factors: Whole, least: int, places: Whole) -> Whole | None:
        self.solved += 1
        matrix = self._matrix[:, places]
        rows = np.flatnonzero(np.diff(matrix.indptr))
        left = (self._most - self._matrix @ start + matrix @ start[places])[rows]
        found = milp(
            np.zeros(len(places)),
            integrality=1,
            bounds=Bounds(np.maximum(start[places] - _NEAR, 0), start[places] + _NEAR),
            constraints=[
                LinearConstraint(matrix[rows], -np.inf, left),
                LinearConstraint(factors[None, places], least, np.inf),
            ],
            options={"time_limit": _SECONDS},
        )
        if found.status != 0:
            return None
        counts = start.copy()
        counts[places] = np.rint(found.x).astype(np.int64)
        return counts

    def much(self, factors: Whole, question: str | None) -> tuple[int, Whole | None]:
        """What the sum cannot be above, and a table in which it is so large, if there is one.

        Question by question, which is far quicker: first who answered, with the question that the
        factors are about, then each of the others among those who answered.

        Raises:
            Undecided: it took too long.
        """
        people = self._table.people()
        counts = np.zeros_like(factors)
        kept = self._variables([] if question is None else [question])
        found = self._solve(factors[kept], kept, self._most)
        if found is None:
            raise Undecided
        counts[kept] = found
        bound = int(counts @ factors)
        for other in self._table.questions:
            if other != question:
                places = self._variables([other])[len(people) :]
                left = self._most - self._matrix[:, people] @ counts[people]
                found = self._solve(np.zeros(len(places)), places, left)
                if found is None:
                    return bound, None
                counts[places] = found
        return bound, counts

    def _variables(self, questions: Iterable[str]) -> Whole:
        """Those of people, and of the sides of questions."""
        sides = [self._table.side(one, favourable=side) for one in questions for side in (1, 0)]
        return np.concatenate([self._table.people(), *sides])

    def _solve(self, factors: Whole, places: Whole, most: Whole) -> Whole | None:
        """The best counts in these places; the rows that touch no other count are kept to."""
        self.solved += 1
        rows = self._rows_within(places)
        found = milp(
            -factors,
            integrality=1,
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(self._matrix[rows][:, places], -np.inf, most[rows]),
            options={"time_limit": _SECONDS},
        )
        return np.rint(found.x).astype(np.int64) if found.status == 0 else None

    def _rows_within(self, places: Whole) -> Whole:
        inside = np.zeros(self._matrix.shape[1], dtype=np.int64)
        inside[places] = 1
        touched = abs(self._matrix)
        outside = np.ones_like(inside) - inside
        outside[self._table.people()] = 0
        return np.flatnonzero((touched @ inside > 0) & (touched @ outside == 0))
