"""Looks for tables of counts that agree with what is told: with HiGHS (https://highs.dev).

Whatever is found is checked in whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import highspy
import numpy as np
import numpy.typing as npt

from bot.survey.sums import FEWEST_COUNTS, WITHIN, Crossings, Layer, Sum, Told

_LOOKS = 4
"""How often in a row tables are looked for that are new for many targets at once."""

_FEW = 2
"""So few targets are looked at one by one."""

_WORTH = 0.875
"""Many are looked at together as long as no more than this part of them is left each time."""

_MOST_NODES = 200
"""How far the solver goes for one table; never a time, which would be another every day."""

_Counts = npt.NDArray[np.int64]


class Seen:
    """The tables that were found for some people, whatever was told: others may agree with them."""

    def __init__(self) -> None:
        self._tables = defaultdict[Sequence[Layer], list[_Counts]](list)

    def of(self, layers: Sequence[Layer]) -> list[_Counts]:
        """Those that count these layers, to be added to."""
        return self._tables[layers]


class _Evidence:
    """The different counts that were found for each of some targets, as far as they are needed.

    Args:
        vectors: for each target, a 1 for each count of a table that belongs to it.
        needed: for each target, how many different counts are enough.
    """

    def __init__(self, vectors: _Counts, needed: Sequence[int]) -> None:
        self.vectors = vectors
        self.found: list[set[int]] = [set() for _ in needed]
        self._needed = needed

    @property
    def lacking(self) -> list[int]:
        """The targets of which more counts are needed."""
        return [number for number in range(len(self.found)) if self.lacks(number)]

    def lacks(self, number: int) -> bool:
        """Whether more counts are needed of a target."""
        return len(self.found[number]) < self._needed[number]

    def gap(self, number: int) -> range:
        """The counts between the ends that were found of a target; empty if there are none."""
        found = self.found[number]
        return range(min(found, default=0) + 1, max(found, default=0))

    def note(self, table: _Counts | None) -> None:
        """See what a table tells of every target."""
        if table is not None:
            for found, count in zip(self.found, self.vectors @ table, strict=True):
                found.add(int(count))


class Search:
    """Looks for tables that agree with what is told.

    Args:
        seen: tables of these layers that were found before, whether they agree or not.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        told: Sequence[Told],
        layers: Sequence[Layer],
        seen: list[_Counts],
    ) -> None:
        self._sizes, self._told, self._width = sizes, told, len(sizes)
        self._place = {layer: number for number, layer in enumerate(layers)}
        self._columns = self._width * len(layers)
        self._upper = np.tile(np.array(sizes, dtype=np.int64), len(layers))
        self._rows = np.vstack(
            [self._chains(), *(self._vector(one.sum)[np.newaxis] for one in told)]
        )
        chained = self._columns - self._width
        # A chain says that a count less the one that it lies within is 0 or below.
        least = [-int(size) for size in self._upper[:chained]] + [t.counts[0] for t in told]
        most = [0] * chained + [one.counts[-1] for one in told]
        reach = np.maximum(self._rows, 0) @ self._upper
        self._least, self._most = np.array(least, np.int64), np.minimum(most, reach)
        self._seen = seen
        self._agreeing = [table for table in seen if self._agrees(table)]
        self._ends: dict[Sum, range] = {}
        self._solver = self._posed()

    def narrow(self, targets: Sequence[Sum]) -> Iterator[tuple[Sum, int]]:
        """Each target of which too few counts were found, with how many were."""
        vectors = np.stack([self._vector(target) for target in targets])
        people = [sum(self._sizes[place] for place in target.people) for target in targets]
        evidence = _Evidence(vectors, [min(FEWEST_COUNTS, size + 1) for size in people])
        for table in self._agreeing:
            evidence.note(table)
        dice = np.random.default_rng(0)
        while (lacking := len(evidence.lacking)) > _FEW:
            self._look_around(evidence, dice)
            self._look_between(evidence, evidence.lacking)
            if len(evidence.lacking) > _WORTH * lacking:
                break
        for number in evidence.lacking:
            self._look_at(evidence, number)
            self._look_between(evidence, [number])
            if evidence.lacks(number):
                yield targets[number], len(evidence.found[number])

    def ends(self, targets: Sequence[Sum]) -> Iterator[range]:
        """From each target's least to its greatest count; empty if they are not known."""
        if len(targets) > _FEW:
            vectors = np.stack([self._vector(target) for target in targets])
            dice = np.random.default_rng(0)
            for _ in range(_LOOKS):
                self._relaxed(dice.choice((-1, 1), size=len(targets)) @ vectors)
        for target in targets:
            if target not in self._ends:
                self._ends[target] = self._ends_of(target)
            yield self._ends[target]

    def _ends_of(self, target: Sum) -> range:
        vector = self._vector(target)
        told = [one.counts for one in self._told if one.sum == target]
        least = max([0, *(counts[0] for counts in told)])
        people = sum(self._sizes[place] for place in target.people)
        most = min([people, *(counts[-1] for counts in told)])
        low, high = self._farthest(-vector, -least), self._farthest(vector, most)
        return range(0) if low is None or high is None else range(-low, high + 1)

    def _farthest(self, vector: _Counts, bound: int) -> int | None:
        """How far a sum goes, which is no farther than a bound; None if it is not known."""
        if any(vector @ table == bound for table in self._agreeing):
            return bound
        table = self._table(vector)
        return None if table is None else int(vector @ table)

    def reaches(self, target: Sum, ends: range) -> bool:
        """Whether tables were found with the first and with the last of these counts."""
        vector = self._vector(target)
        return (
            self._farthest(-vector, -ends[0]) == -ends[0]
            and self._farthest(vector, ends[-1]) == ends[-1]
        )

    def _look_around(self, evidence: _Evidence, dice: np.random.Generator) -> None:
        """Look for tables that are new for many targets at once, whichever way they pull."""
        for _ in range(_LOOKS):
            lacking = evidence.lacking
            if not lacking:
                return
            pulls = dice.integers(-1, 2, size=len(lacking))
            # Some weight for every crossing breaks ties another way each time.
            goal = 4 * (pulls @ evidence.vectors[lacking])
            evidence.note(self._relaxed(goal + dice.integers(-3, 4, size=self._columns)))

    def _look_at(self, evidence: _Evidence, number: int) -> None:
        """Look for the two ends of one target."""
        for goal in (evidence.vectors[number], -evidence.vectors[number]):
            if evidence.lacks(number):
                evidence.note(self._table(goal))

    def _look_between(self, evidence: _Evidence, numbers: Sequence[int]) -> None:
        """Look for one table that lies between the ends of all these targets, or for several."""
        numbers = [n for n in numbers if evidence.lacks(n) and evidence.gap(n)]
        if not numbers:
            return
        gaps = [evidence.gap(number) for number in numbers]
        evidence.note(self._table_with(evidence.vectors[numbers], gaps))
        if len(numbers) > 1:
            for half in (numbers[::2], numbers[1::2]):
                self._look_between(evidence, half)

    def _table_with(self, vectors: _Counts, gaps: Sequence[range]) -> _Counts | None:
        """A table in which each target lies in its gap."""
        before = self._solver.getNumRow()
        for vector, gap in zip(vectors, gaps, strict=True):
            [places] = vector.nonzero()
            self._solver.addRow(
                gap[0], gap[-1], len(places), places.astype(np.int32), vector[places]
            )
        table = self._table(np.zeros(self._columns, dtype=np.int64))
        added = np.arange(before, self._solver.getNumRow(), dtype=np.int32)
        self._solver.deleteRows(len(added), added)
        return table

    def _table(self, goal: _Counts) -> _Counts | None:
        """A table that agrees and goes far towards the goal, if one is found."""
        table = self._relaxed(goal)
        if table is None:
            places = np.arange(self._columns, dtype=np.int32)
            whole = np.ones(self._columns, dtype=np.uint8)
            self._solver.changeColsIntegrality(self._columns, places, whole)
            table = self._solved()
            self._solver.changeColsIntegrality(self._columns, places, 0 * whole)
        return table

    def _relaxed(self, goal: _Counts) -> _Counts | None:
        """The table that goes farthest towards the goal, if its counts come out whole by chance.

        That takes a fraction of the time in which whole numbers can be asked for.
        """
        places = np.arange(self._columns, dtype=np.int32)
        self._solver.changeColsCost(self._columns, places, goal.astype(np.float64))
        return self._solved()

    def _solved(self) -> _Counts | None:
        """The solver's table, if it is one: whole numbers that agree with what is told."""
        self._solver.run()
        values = np.array(self._solver.getSolution().col_value)
        if len(values) != self._columns or not np.isfinite(values).all():
            return None
        table: _Counts = np.rint(values).astype(np.int64)
        if not self._agrees(table):
            return None
        self._agreeing.append(table)
        self._seen.append(table)
        return table

    def _agrees(self, table: _Counts) -> bool:
        if (table < 0).any() or (table > self._upper).any():
            return False
        sums = self._rows @ table
        return bool((sums >= self._least).all() and (sums <= self._most).all())

    def _posed(self) -> highspy.Highs:
        solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call] # it ships none
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_max_nodes", _MOST_NODES),
        ):
            solver.setOptionValue(option, value)
        rows, columns = self._rows.nonzero()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._columns, len(self._rows)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(self._columns)
        model.col_lower_, model.col_upper_ = np.zeros(self._columns), self._upper.astype(float)
        model.row_lower_, model.row_upper_ = self._least.astype(float), self._most.astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.searchsorted(rows, np.arange(len(self._rows) + 1))
        model.a_matrix_.index_ = columns.astype(np.int32)
        model.a_matrix_.value_ = self._rows[rows, columns].astype(float)
        solver.passModel(model)
        return solver

    def _vector(self, one: Sum) -> _Counts:
        vector = np.zeros(self._columns, dtype=np.int64)
        vector[self._of(one.layer, one.people)] = one.times
        if one.around:
            vector[self._of(WITHIN[one.layer], one.people)] = one.around
        return vector

    def _of(self, layer: Layer, people: Crossings) -> Sequence[int]:
        """The columns of some people's counts."""
        return [self._place[layer] * self._width + number for number in people]

    def _chains(self) -> _Counts:
        """A row for each crossing and each layer but the first: its count, less the one around."""
        one = np.eye(self._columns, dtype=np.int64).reshape(-1, self._width, self._columns)
        chains = [
            one[place] - one[self._place[WITHIN[layer]]]
            for layer, place in self._place.items()
            if layer in WITHIN
        ]
        return np.array(chains, dtype=np.int64).reshape(-1, self._columns)
