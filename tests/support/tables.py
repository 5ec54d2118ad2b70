"""Tables of counts by crossing, all of which can be counted out."""

import itertools
from collections import defaultdict
from collections.abc import Sequence

from bot.survey.sums import Crossings, Layer, Sum, Told

Table = tuple[dict[Layer, int], ...]
"""For each crossing, the count of each layer."""

LAYERS = ((Layer.CASTS, Layer.ANSWERS, Layer.FAVOURABLE), (Layer.CASTS, Layer.MIDWAY), tuple(Layer))
"""Layers that are counted together, the outermost first."""

WITHIN = {
    Layer.ANSWERS: Layer.CASTS,
    Layer.FAVOURABLE: Layer.ANSWERS,
    Layer.MIDWAY: Layer.CASTS,
}
"""Written here again, so that the program is held against something else than itself."""


def people(layer: Layer, *crossings: int) -> Sum:
    """How many people of some crossings are counted in a layer."""
    return Sum(layer=layer, people=Crossings(crossings))


def exactly(one: Sum, count: int) -> Told:
    """That a sum is one number."""
    return Told(sum=one, counts=range(count, count + 1))


def columns(size: int, layers: Sequence[Layer]) -> list[dict[Layer, int]]:
    """Every way to count the people of a crossing."""
    counts = itertools.product(range(size + 1), repeat=len(layers))
    found = [dict(zip(layers, one, strict=True)) for one in counts]
    return [one for one in found if all(one[layer] <= one[WITHIN[layer]] for layer in layers[1:])]


def count(one: Sum, table: Table) -> int:
    """What a table says of a sum."""
    return sum(
        one.times * table[crossing][one.layer]
        + (one.around * table[crossing][WITHIN[one.layer]] if one.around else 0)
        for crossing in one.people
    )


def possible(
    sizes: Sequence[int],
    layers: Sequence[Layer],
    told: Sequence[Told],
    targets: Sequence[Sum],
) -> dict[Sum, int]:
    """How many counts each target has among all tables that agree with what is told."""
    found = defaultdict(set)
    for table in itertools.product(*(columns(size, layers) for size in sizes)):
        if all(count(one.sum, table) in one.counts for one in told):
            for target in targets:
                found[target].add(count(target, table))
    return {target: len(counts) for target, counts in found.items()}
