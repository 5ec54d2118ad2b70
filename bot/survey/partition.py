"""Which groups of a dimension are counted and shown together, so that each is large enough."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil

from bot.survey.sums import FEWEST_COUNTS
from storage.model import EVERYONE, REST, Cells, Dimension, Published

Cell = tuple[str, ...]
"""Groups that are shown as one: their ids in the dimension's order, `rest` last."""

ASSUMED_RATE = Fraction(2, 5)
"""The share expected to answer before any round has told."""


def key(cell: Cell) -> str:
    """What tallies and figures call a cell: its groups joined with "+"."""
    return "+".join(cell)


def cell_of(key_: str) -> Cell:
    """The cell of that key."""
    return tuple(key_.split("+"))


def places(cells: Cells) -> dict[str, str]:
    """For each group, the key of the cell that it is counted in."""
    return {group: key(cell) for cell in cells for group in cell}


def past_rate(history: Sequence[Published]) -> Fraction:
    """The share of those invited who answered in past rounds, from published counts only."""
    told = [
        response
        for published in history
        for response in published.responses
        if response.dimension == EVERYONE and response.answered is not None
    ]
    if not told:
        return ASSUMED_RATE
    answered = sum(response.answered or 0 for response in told)
    return Fraction(answered, sum(response.invited for response in told))


def fewest(rate: Fraction, threshold: int) -> int | None:
    """The people that a cell needs to be opened by itself; None where nobody is expected to answer.

    Args:
        rate: the share expected to answer, 0 to 1.
        threshold: the fewest answers for which anything is shown.
    """
    return max(_to_open(threshold), ceil(threshold / rate)) if rate else None


def has_company(dimension: Dimension, group: str, present: Collection[str]) -> bool:
    """Whether a group names another that has people, or shares its area with one."""
    named = {one.neighbour for one in dimension.groups if one.id == group}
    others = [(one,) for one in present if one != group and (one != REST or one in named)]
    return _company(dimension, (group,), others) is not None


def opening(
    dimension: Dimension,
    sizes: Mapping[str, int],
    rate: Fraction,
    threshold: int,
    kept: Cells = (),
) -> Cells | None:
    """The cells of a round that opens; None where the dimension must be left out.

    Every cell has at least two people more than the threshold: that it is told of says that so many
    answered, which must leave three numbers. A cell is also expected to bring at least
    the threshold of answers, unless it was kept: those hold for their quarter whatever the rate
    has become. Groups with nobody on the roster vanish, new groups come in by themselves.

    Args:
        dimension: how the audience is cut.
        sizes: people on the roster by group; groups without people may be missing.
        rate: the share expected to answer, 0 to 1.
        threshold: the fewest answers for which anything is shown.
        kept: the cells that opened the earlier rounds of the same quarter, if any.
    """
    present = [group for group in _order(dimension) if sizes.get(group)]
    held = [tuple(group for group in cell if group in present) for cell in kept]
    settled = {group for cell in held for group in cell}
    start = [cell for cell in held if cell]
    start += [(group,) for group in present if group not in settled]
    people = {key(cell): sum(sizes[group] for group in cell) for cell in start}
    cells = plan(dimension, people, _to_open(threshold))
    if cells is None:
        return None
    expected = {
        key(cell): threshold
        if settled.intersection(cell)
        else rate * sum(sizes[group] for group in cell)
        for cell in cells
    }
    return plan(dimension, expected, threshold)


def plan(
    dimension: Dimension, expected: Mapping[str, Fraction | int], threshold: int
) -> Cells | None:
    """Join cells until each expects at least the threshold; None where that leaves fewer than two.

    The smallest cell joins the cell of a neighbour that one of its groups names, else the
    smallest cell with an area in common, else the cell of everyone else. Everyone else can name
    nobody, so it joins a cell that names it, else the largest, which it changes least. A cell
    that finds no other takes the dimension with it: left out, it would follow by subtraction.

    Args:
        dimension: how the audience is cut.
        expected: people or answers by cell key; its keys are the cells to start from.
        threshold: the fewest people or answers of a cell.
    """
    order = {group: place for place, group in enumerate(_order(dimension))}
    cells = {cell_of(key_): size for key_, size in expected.items()}
    while len(cells) > 1:
        by_size = sorted(cells, key=lambda cell: (cells[cell], order[cell[0]]))
        smallest, *others = by_size
        if cells[smallest] >= threshold:
            return tuple(sorted(cells, key=lambda cell: order[cell[0]]))
        other = _company(dimension, smallest, others)
        if other is None:
            return None
        size = cells.pop(smallest) + cells.pop(other)
        cells[tuple(sorted(smallest + other, key=order.__getitem__))] = size
    return None


def _to_open(threshold: int) -> int:
    return threshold + FEWEST_COUNTS - 1


def _company(dimension: Dimension, cell: Cell, others: Sequence[Cell]) -> Cell | None:
    """The cell that a small one joins, out of the others with the smallest first."""
    groups = {group.id: group for group in dimension.groups}

    def areas(of: Cell) -> set[str | None]:
        return {groups[group].area for group in of if group in groups} - {None}

    def names(one: Cell, another: Cell) -> bool:
        return any(groups[group].neighbour in another for group in one if group in groups)

    named = (groups[group].neighbour for group in cell if group in groups)
    wishes = [
        *(other for neighbour in named for other in others if neighbour in other),
        *(other for other in others if areas(cell) & areas(other)),
        *(other for other in others if REST in other),
    ]
    if REST in cell:
        wishes += [other for other in others if names(other, cell)]
        wishes += [others[-1]]
    return next(iter(wishes), None)


def _order(dimension: Dimension) -> tuple[str, ...]:
    return (*(group.id for group in dimension.groups), REST)
