"""Looks for tables of counts that agree with what is told: with HiGHS (https://highs.dev).

Whatever is found is checked in whole numbers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import highspy
import numpy as np

from bot.survey.columns import Columns
from bot.survey.evidence import Evidence
from bot.survey.nudges import Nudges
from bot.survey.rows import Rows, Whole
from bot.survey.sums import FEWEST_COUNTS, Layer, Sum, Told, together

_LOOKS = 4
"""How often in a row tables are looked for that are new for many targets at once."""

_WAYS = (1, -1)
"""Up and down."""

_FEW = 2
"""So few targets are looked at one by one."""

_WORTH = 0.875
"""Many are looked at together as long as no more than this part of them is left each time."""

_WEIGHT = 64.0
"""How much the solver is told that a goal is worth, beside which it stirs costs of nothing."""

_Seek = Callable[[Whole], Whole | None]
"""How a table is looked for that goes far towards a goal."""

_MOST_NODES = 200
"""How far the solver goes for one table; never a time, which would be another every day."""

_DEVEX = 1
"""How the simplex method weighs its edges: measured, an eighth quicker here than as it comes.

https://ergo-code.github.io/HiGHS/dev/options/definitions/#option-simplex_dual_edge_weight_strategy
"""


class Seen:
    """The tables that were found for some people, whatever was told: others may agree with them."""

    def __init__(self) -> None:
        self._tables = defaultdict[Sequence[Layer], list[Whole]](list)

    def of(self, layers: Sequence[Layer]) -> list[Whole]:
        """Those that count these layers, to be added to."""
        return self._tables[layers]


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
        seen: list[Whole],
    ) -> None:
        self._sizes, self._told = sizes, told
        self._columns = Columns(sizes, layers)
        self._bounds = self._columns.bounds(told)
        self._nudges = Nudges(self._bounds, *self._columns.stacks())
        self._seen = seen
        self._agreeing = [table for table in seen if self._bounds.hold(table)]
        self._ends: dict[Sum, range] = {}
        self._solver = self._posed()

    def narrow(self, targets: Sequence[Sum]) -> Iterator[tuple[Sum, int]]:
        """Each target of which too few counts were found, with how many were."""
        nudged = self._nudges.toward(self._columns.rows(targets))
        enough = [min(FEWEST_COUNTS, self._people(target) + 1) for target in targets]
        told = {one.sum: len(one.counts) for one in together(self._told)}
        # Where fewer counts than that are told, there are no more to be found.
        possible = [min(few, told.get(one, few)) for one, few in zip(targets, enough, strict=True)]
        evidence = Evidence(nudged, possible)
        for table in self._agreeing:
            evidence.note(table)
        dice = np.random.default_rng(0)
        # Where the quick way finds too few, whole numbers are pulled at once as well.
        for seek in (self._relaxed, self._table):
            while (lacking := len(evidence.lacking)) > _FEW:
                self._look_around(evidence, dice, seek)
                self._look_between(evidence, evidence.lacking)
                if len(evidence.lacking) > _WORTH * lacking:
                    break
        for number, (target, few) in enumerate(zip(targets, enough, strict=True)):
            count = len(evidence.found(number))
            if evidence.lacks(number):
                count = self._look_at(evidence.alone(number, self._nudges))
            if count < few:
                yield target, count

    def ends(self, targets: Sequence[Sum]) -> Iterator[range]:
        """From each target's least to its greatest count; empty if they are not known."""
        found: Sequence[Sequence[int]] = [()] * len(targets)
        if len(targets) > _FEW:
            rows = self._columns.rows(targets)
            dice = np.random.default_rng(0)
            for _ in range(_LOOKS):
                self._relaxed(rows.weighed(dice.choice(_WAYS, size=len(targets))))
            found = self._found(rows)
        for target, counts in zip(targets, found, strict=True):
            if target not in self._ends:
                self._ends[target] = self._ends_of(target, counts)
            yield self._ends[target]

    def _found(self, targets: Rows) -> Sequence[Sequence[int]]:
        """The least and the greatest count that tables close to those found have of each target."""
        nudged = self._nudges.toward(targets)
        counts = [counts for table in self._agreeing for counts in nudged.counts(table)]
        if not counts:
            return [()] * targets.height
        return [*zip(np.min(counts, axis=0), np.max(counts, axis=0), strict=True)]

    def _ends_of(self, target: Sum, found: Sequence[int]) -> range:
        """From the least to the greatest count, given some that were found."""
        vector = self._goal(target)
        told = [one.counts for one in self._told if one.sum == target]
        least = max([0, *(counts[0] for counts in told)])
        most = min([self._people(target), *(counts[-1] for counts in told)])
        low = -least if least in found else self._farthest(-vector, -least)
        high = most if most in found else self._farthest(vector, most)
        return range(0) if low is None or high is None else range(-low, high + 1)

    def _people(self, target: Sum) -> int:
        return sum(self._sizes[place] for place in target.people)

    def _farthest(self, vector: Whole, bound: int) -> int | None:
        """How far a sum goes, which is no farther than a bound; None if it is not known."""
        if any(vector @ table == bound for table in self._agreeing):
            return bound
        table = self._table(vector)
        return None if table is None else int(vector @ table)

    def reaches(self, target: Sum, ends: range) -> bool:
        """Whether tables were found with the first and with the last of these counts."""
        vector = self._goal(target)
        return (
            self._farthest(-vector, -ends[0]) == -ends[0]
            and self._farthest(vector, ends[-1]) == ends[-1]
        )

    def _look_around(self, evidence: Evidence, dice: np.random.Generator, seek: _Seek) -> None:
        """Look for tables that are new for many targets at once.

        Two of them pull all targets one way, the others each its own way.
        """
        for look in range(_LOOKS):
            lacking = evidence.lacking
            if not lacking:
                return
            ways = dice.choice(_WAYS, size=len(lacking))
            pulls = np.full(len(lacking), _WAYS[look]) if look < len(_WAYS) else ways
            evidence.note(seek(evidence.targets.only(lacking).weighed(pulls)))

    def _look_at(self, evidence: Evidence) -> int:
        """Look for the two ends of one target, and say how many counts are found."""
        for way in _WAYS:
            if evidence.lacks(0):
                evidence.note(self._table(evidence.targets.weighed(np.array([way]))))
        self._look_between(evidence, [0])
        return len(evidence.found(0))

    def _look_between(self, evidence: Evidence, numbers: Sequence[int]) -> None:
        """Look for one table that lies between the ends of all these targets, or for several."""
        numbers = [n for n in numbers if evidence.lacks(n) and evidence.gap(n)]
        if not numbers:
            return
        gaps = [evidence.gap(number) for number in numbers]
        evidence.note(self._table_with(evidence.targets.only(numbers), gaps))
        if len(numbers) > 1:
            for half in (numbers[::2], numbers[1::2]):
                self._look_between(evidence, half)

    def _table_with(self, targets: Rows, gaps: Sequence[range]) -> Whole | None:
        """A table in which each target lies in its gap."""
        before, starts = self._solver.getNumRow(), targets.starts
        for gap, start, end in zip(gaps, starts[:-1], starts[1:], strict=True):
            columns, values = targets.column[start:end], targets.value[start:end]
            self._solver.addRow(
                gap[0], gap[-1], len(columns), columns.astype(np.int32), values.astype(float)
            )
        table = self._table(np.zeros(self._columns.number, np.int64))
        added = np.arange(before, self._solver.getNumRow(), dtype=np.int32)
        self._solver.deleteRows(len(added), added)
        return table

    def _table(self, goal: Whole) -> Whole | None:
        """A table that agrees and goes far towards the goal, if one is found."""
        table = self._relaxed(goal)
        if table is None:
            places = np.arange(self._columns.number, dtype=np.int32)
            whole = np.ones(len(places), np.uint8)
            self._solver.changeColsIntegrality(len(places), places, whole)
            table = self._solved()
            self._solver.changeColsIntegrality(len(places), places, 0 * whole)
        return table

    def _relaxed(self, goal: Whole) -> Whole | None:
        """The table that goes farthest towards the goal, if its counts come out whole by chance.

        That takes a fraction of the time in which whole numbers can be asked for.
        """
        places = np.arange(self._columns.number, dtype=np.int32)
        self._solver.changeColsCost(len(places), places, _WEIGHT * goal.astype(float))
        return self._solved()

    def _solved(self) -> Whole | None:
        """The solver's table, if it is one: whole numbers that agree with what is told."""
        self._solver.run()
        values = np.array(self._solver.getSolution().col_value)
        if len(values) != self._columns.number or not np.isfinite(values).all():
            return None
        table: Whole = np.rint(values).astype(np.int64)
        if not self._bounds.hold(table):
            return None
        self._agreeing.append(table)
        self._seen.append(table)
        return table

    def _posed(self) -> highspy.Highs:
        solver: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call] # it ships none
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_max_nodes", _MOST_NODES),
            ("simplex_dual_edge_weight_strategy", _DEVEX),
        ):
            solver.setOptionValue(option, value)
        rows, least, most, upper = self._bounds
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = rows.width, rows.height
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(rows.width)
        model.col_lower_, model.col_upper_ = np.zeros(rows.width), upper.astype(float)
        model.row_lower_, model.row_upper_ = least.astype(float), most.astype(float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.starts
        model.a_matrix_.index_ = rows.column.astype(np.int32)
        model.a_matrix_.value_ = rows.value.astype(float)
        solver.passModel(model)
        return solver

    def _goal(self, target: Sum) -> Whole:
        return self._columns.rows([target]).weighed(np.ones(1, np.int64))
