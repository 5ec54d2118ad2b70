"""How finely each cell is said beside everyone and beside the other dimensions.

What is said of everyone is never made rougher for the sake of smaller groups, only where it would
tell too much itself beside what stands already. Then the dimensions are settled one after the
other, those of few cells first: each as finely as what stands already allows, all its cells more
roughly where that would give somebody away, or not at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain, permutations
from operator import add

from bot.survey.manner import Cell, Manner, Settled
from bot.survey.precision import EXACT_FROM, Said, Share, withheld
from bot.survey.readers import Readers
from bot.survey.sums import Crossings
from storage.model import Precision

# Simulated, with 8 to 35 answers to a cell: an exact sum of so many narrows one of them too far in
# at most one case of a hundred. Around a cell of which nothing may follow at all it takes more.
_MANY = 5
_MANY_AROUND_SILENCE = 9


Cut = Sequence[Cell]
"""The cells of one dimension, which together are everyone."""


def settle(
    sizes: Sequence[int], everyone: Cell, cuts: Sequence[Cut], manner: Manner
) -> Sequence[Sequence[Said] | None]:
    """What is said of everyone, and of the cells of each dimension in the order given.

    None stands for a dimension that must be left out: its cells being told of would say too much.

    Args:
        sizes: people on the roster by crossing.
        everyone: with the share of all.
        cuts: the cells of each dimension.
        manner: how such shares are said.
    """
    partitions: list[Settled] = [[(everyone, _of_everyone(sizes, everyone, manner))]]
    said: dict[int, Sequence[Said] | None] = {}
    for number in sorted(range(len(cuts)), key=lambda number: len(cuts[number])):
        cut = cuts[number]
        readers = Readers(sizes, partitions, cut, manner)
        settled = next(
            (
                new
                for way in _ways(cut, partitions, manner)
                for new in [[*zip(cut, way, strict=True)]]
                if readers.keep(new, _hidden([*partitions, new], len(sizes)))
            ),
            None,
        )
        said[number] = None if settled is None else [one for _, one in settled]
        if settled is not None:
            partitions.append(settled)
    [[(_, total)], *_] = partitions
    return [[total], *(said[number] for number in range(len(cuts)))]


def _of_everyone(sizes: Sequence[int], everyone: Cell, manner: Manner) -> Said:
    """What is said of everyone: roughly enough that it tells nothing more beside what stands."""
    ways = (manner.say(everyone.share, rougher=rougher) for rougher in range(manner.steps))
    hidden = {everyone.people: everyone.share}
    readers = Readers(sizes, [], [everyone], manner)
    safe = (said for said in ways if readers.keep([(everyone, said)], hidden))
    return next(safe, withheld(everyone.share))


# ---- ways to say a dimension


def _ways(cut: Cut, partitions: Sequence[Settled], manner: Manner) -> Iterator[Sequence[Said]]:
    """Ways to say the cells of a dimension, the finest first, the last of them to say nothing."""
    for rougher in range(manner.steps):
        said = [manner.say(cell.share, rougher=rougher) for cell in cut]
        for family in _families(cut, partitions):
            _widen(cut, said, family, partial(manner.between, rougher=rougher))
        yield said
    yield [withheld(cell.share) for cell in cut]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Cells of which the sum is told exactly.

    Attributes:
        places: the cells, by their place in the cut.
        total: their sum.
    """

    places: Sequence[int]
    total: int


def _families(cut: Cut, partitions: Sequence[Settled]) -> Sequence[_Family]:
    """The smallest families that are told exactly by what stands already, small ones first."""
    found = [
        _Family(places=places, total=sum(said.parts[0] for _, said in over))
        for partition in partitions
        for places, over in _components(cut, partition)
        if all(said.precision is Precision.EXACT for _, said in over)
    ]
    return sorted(found, key=lambda family: len(family.places))


def _components(cut: Cut, partition: Settled) -> Iterator[tuple[Sequence[int], Settled]]:
    """The smallest unions of cells that are unions of both partitions of the people."""
    left = set(range(len(cut)))
    while left:
        people = cut[min(left)].people
        while True:
            over = [(cell, said) for cell, said in partition if cell.people & people]
            covered = reduce(Crossings.union, (cell.people for cell, _ in over), people)
            places = [n for n, cell in enumerate(cut) if cell.people & covered]
            grown = reduce(Crossings.union, (cut[n].people for n in places), covered)
            if grown == people:
                break
            people = grown
        yield places, over
        left.difference_update(places)


def _widen(
    cut: Cut, said: list[Said], family: _Family, between: Callable[[Share, range], Said]
) -> None:
    """Say one cell of a family only as far as it follows from the others, if any must be.

    To say more of it would be to say the others more finely. Which one depends only on what is
    told anyway, so that the choice says nothing either.
    """
    among = [cut[place] for place in family.places]
    number = _to_widen(among, [said[place] for place in family.places])
    if number is None:
        return
    place = family.places[number]
    others = [said[other].parts for other in family.places if other != place]
    least = family.total - sum(parts[-1] for parts in others)
    most = family.total - sum(parts[0] for parts in others)
    whole = cut[place].share.whole
    said[place] = between(cut[place].share, range(max(least, 0), min(most, whole) + 1))


def _to_widen(cells: Cut, said: Sequence[Said]) -> int | None:
    """The cell to be said more widely beside an exact total, if any must be.

    The total leaves the sum of the cells not said exactly. Where that could not be said itself,
    the largest exact cell must join them. Where it could, it may still narrow a few of them too
    far, so that the largest of the few is widened; many hardly ever all lie at the same end. The
    largest is that of which most people are on the roster, which everybody knows.
    """
    hidden = [place for place, one in enumerate(said) if one.precision is not Precision.EXACT]
    if not hidden:
        return None
    if not reduce(add, (cells[place].share for place in hidden)).exact:
        hidden = [place for place in range(len(said)) if place not in hidden]
    elif len(hidden) >= (_MANY_AROUND_SILENCE if _silent(said) else _MANY):
        return None
    told = [place for place in hidden if said[place].precision is not Precision.WITHHELD]
    return max(told, key=lambda place: cells[place].size, default=None)


def _silent(said: Sequence[Said]) -> bool:
    return any(one.precision is Precision.WITHHELD for one in said)


# ---- what nobody may work out


def _hidden(partitions: Sequence[Settled], crossings: int) -> Mapping[Crossings, Share | None]:
    """The people whose count may not be meant to be known: cells, remainders, crossings.

    Each with its share; where cells cross nobody knows it.
    """
    settled = [*chain.from_iterable(partitions)]
    found: dict[Crossings, Share | None] = {Crossings([one]): None for one in range(crossings)}
    found |= dict.fromkeys(filter(None, _across(partitions)))
    found |= _remainders(partitions)
    return found | {cell.people: cell.share for cell, _ in settled}


def _remainders(partitions: Sequence[Settled]) -> Mapping[Crossings, Share]:
    """What is left of known people when others that lie inside are taken away, again and again.

    Known are cells whose counts are told, or may be worked out since they rest on so many answers,
    and cells that together cover one. At first one of those inside is taken away or none, then
    always all of a dimension. What would leave one is left by so many that it may be known.
    """
    cuts = [_known(partition) for partition in partitions]
    covers = [cell for one, other in permutations(partitions, 2) for cell in _covers(one, other)]
    wholes = {cell.people: cell.share for cell in (*chain.from_iterable(cuts), *covers)}
    singly = {
        people - cell.people: share - cell.share
        for people, share in wholes.items()
        for cell in chain.from_iterable(cuts)
        if cell.people < people
    }
    left = [*wholes.items(), *singly.items()]
    found = dict(singly)
    while left:
        people, share = left.pop()
        for cut in cuts:
            inside = [cell for cell in cut if cell.people < people]
            rest = people.difference(*(cell.people for cell in inside))
            if inside and rest and rest not in found:
                found[rest] = share - reduce(add, (cell.share for cell in inside))
                left.append((rest, found[rest]))
    return found


def _across(partitions: Sequence[Settled]) -> Iterator[Crossings]:
    """Who of a cell is in a cell of another dimension, in none that is known, or inside none.

    Cells cross there, and nobody knows how many people are in both.
    """
    known = {number: [cell.people for cell in _known(one)] for number, one in enumerate(partitions)}
    inside = [*chain.from_iterable(known.values())]
    for one, other in permutations(range(len(partitions)), 2):
        for cell, _ in partitions[one]:
            yield from (cell.people & crossed.people for crossed, _ in partitions[other])
            yield cell.people.difference(*known[other])
            yield cell.people.difference(*(some for some in inside if some < cell.people))


def _known(partition: Settled) -> Cut:
    return [
        cell
        for cell, said in partition
        if said.precision is Precision.EXACT or cell.share.answers >= EXACT_FROM
    ]


def _covers(one: Settled, other: Settled) -> Iterator[Cell]:
    """For each known cell of the other partition, the cells that cover it, if all are known."""
    known = {cell.people for cell in _known(one)}
    for covered in _known(other):
        over = [cell for cell, _ in one if cell.people & covered.people]
        if len(over) > 1 and all(cell.people in known for cell in over):
            yield Cell(
                people=reduce(Crossings.union, (cell.people for cell in over)),
                size=sum(cell.size for cell in over),
                share=reduce(add, (cell.share for cell in over)),
            )
