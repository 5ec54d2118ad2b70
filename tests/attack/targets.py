"""Groups and remainders that may be given away: every one that adding and taking away can reach."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np

from attack.reading import EVERYONE
from attack.table import Table, Whole

_MOST_PAIRS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Crossings whose people are attacked together.

    Attributes:
        attack: how they come about, in words.
        inside: the numbers of the crossings, as bits.
        around: the exact groups that it lies in, as bits too.
    """

    attack: str
    inside: int
    around: tuple[int, ...] = ()


def targets(table: Table, question: str | None, *, all_hidden: bool = False) -> Sequence[Target]:
    """What is attacked of a question, or of how many answered; each set of crossings once.

    Args:
        all_hidden: whether groups that are told exactly are attacked too, as regards half-way.
    """
    cells = _Cells(table, question)
    if all_hidden:
        cells.exact.clear()
    found: dict[int, str] = {}
    for attack, inside in _candidates(cells):
        if inside and inside not in cells.exact:
            found.setdefault(inside, attack)
    for inside, attack in list(found.items()):
        opposite = cells.everyone & ~inside
        if cells.everyone in cells.exact and opposite and opposite not in cells.exact:
            found.setdefault(opposite, f"everyone less {attack}")
    return [
        Target(
            attack=attack,
            inside=inside,
            around=tuple(cell for cell in cells.exact if inside & ~cell == 0),
        )
        for inside, attack in found.items()
    ]


class _Cells:
    """The posted cells as sets of crossings, those told exactly apart."""

    def __init__(self, table: Table, question: str | None) -> None:
        posted = {place: _bits(inside) for place, inside in table.inside.items()}
        self.everyone = posted.pop((EVERYONE, EVERYONE))
        self.crossings = [1 << number for number in range(len(table.crossings))]
        self.exact = {
            _bits(table.inside[line.dimension, line.group])
            for line in table.lines
            if line.exact and line.question == question
        }
        self.of: dict[str, list[int]] = {}
        for (dimension, _), inside in posted.items():
            self.of.setdefault(dimension, []).append(inside)

    def told(self, dimension: str) -> list[int]:
        return [cell for cell in self.of[dimension] if cell in self.exact]

    def hidden(self, dimension: str) -> list[int]:
        return [cell for cell in self.of[dimension] if cell not in self.exact]


def _candidates(cells: _Cells) -> Iterator[tuple[str, int]]:
    yield "everyone", cells.everyone
    for dimension, inside in cells.of.items():
        yield from (("a group", cell) for cell in inside)
        hidden = cells.hidden(dimension)
        yield "everyone less the exact groups", _union(hidden)
        pairs = list(combinations(hidden, 2))[:_MOST_PAIRS]
        yield from (("two groups together", one | other) for one, other in pairs)
    yield from (("a crossing", crossing) for crossing in cells.crossings)
    for one, other in combinations(cells.of, 2):
        yield from _across(cells, one, other)
        yield from _across(cells, other, one)


def _across(cells: _Cells, one: str, other: str) -> Iterator[tuple[str, int]]:
    """What two dimensions give away of each other."""
    told = cells.told(other)
    everywhere = [cell for dimension in cells.of for cell in cells.told(dimension)]
    hidden = _union(cells.hidden(one))
    for cell in (*cells.of[one], hidden, cells.everyone):
        yield "a group less those inside it", cell & ~_union(_within(told, cell))
        yield "a group less all inside it", cell & ~_union(_within(everywhere, cell, but=cell))
        yield "a group outside the exact groups", cell & ~_union(told)
    for cell in cells.of[one]:
        yield from (("a crossing of two", cell & crossed) for crossed in cells.of[other])
    for together in _components(cells.told(one), told):
        yield "groups less those inside them", together & ~_union(_within(told, together))
        touched = _union(cell for cell in told if cell & together)
        yield "groups around groups", touched & ~together
        yield "groups less groups that cross them", together & ~touched
        yield "groups and groups that cross them", together | touched


def _components(some: Sequence[int], others: Sequence[int]) -> Iterator[int]:
    """Cells joined as far as cells of another dimension hold them together."""
    left = list(some)
    while left:
        together = left.pop()
        grown = True
        while grown:
            touched = _union(cell for cell in others if cell & together)
            more = [cell for cell in left if cell & touched]
            left = [cell for cell in left if cell not in more]
            together |= _union(more)
            grown = bool(more)
        yield together


def _within(cells: Iterable[int], outer: int, but: int = 0) -> Iterator[int]:
    return (cell for cell in cells if cell & ~outer == 0 and cell != but)


def _union(cells: Iterable[int]) -> int:
    return reduce(int.__or__, cells, 0)


def _bits(inside: Iterable[bool]) -> int:
    return sum(1 << number for number, one in enumerate(inside) if one)


def matrix(found: Sequence[Target], table: Table) -> Whole:
    """A row for each target, with 1 for the crossings inside it."""
    return _rows([target.inside for target in found], table)


def possible(found: Sequence[Target], table: Table) -> Whole:
    """How many counts of each target sizes leave, beside the exact groups that it lies in."""
    beside = ([one.inside, *(cell & ~one.inside for cell in one.around)] for one in found)
    people = [_rows(sets, table) @ table.sizes for sets in beside]
    return np.array([1 + min(sizes) for sizes in people], dtype=np.int64)


def _rows(sets: Sequence[int], table: Table) -> Whole:
    crossings = range(len(table.crossings))
    rows = [[inside >> number & 1 for number in crossings] for inside in sets]
    return np.array(rows, dtype=np.int64).reshape(len(sets), len(crossings))
