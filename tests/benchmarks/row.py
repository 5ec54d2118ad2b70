"""A line of the table: what was found in each repeat, and what it should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("what", "against", "found", "goal", "met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a benchmark found.

    Attributes:
        what: is measured.
        against: what it is held against; the values are ratios then.
        values: one for each repeat.
        unit: of the values.
        most: the median should be no more.
        least: the median should be no less.
    """

    what: str
    values: Sequence[float]
    against: str = ""
    unit: str = "times"
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        found = median(self.values)
        if self.most is not None:
            return found <= self.most
        return None if self.least is None else found >= self.least

    def cells(self) -> tuple[str, ...]:
        """The cells of its line, as in `HEAD`."""
        return (self.what, self.against, self._found(), self._goal(), self._met())

    def _found(self) -> str:
        told = f"{number(median(self.values))} {self.unit}"
        if len(self.values) == 1:
            return told
        return f"{told} ({number(min(self.values))} to {number(max(self.values))})"

    def _goal(self) -> str:
        if self.most is not None:
            return f"at most {number(self.most)}"
        return "" if self.least is None else f"at least {number(self.least)}"

    def _met(self) -> str:
        return {True: "yes", False: "**no**", None: ""}[self.met]


def number(value: float) -> str:
    """A number in three digits or so, as people read it."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(rows: Sequence[Row]) -> str:
    """Rows as a table in Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
