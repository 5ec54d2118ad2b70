"""Where the labels beside the lines stand, so that none covers another."""

from collections.abc import Sequence


def spread(
    wanted: Sequence[float], heights: Sequence[float], *, top: float, bottom: float
) -> list[float]:
    """The upper edges of labels, each as near as can be to where its line ends.

    Args:
        wanted: where the middle of each label would be.
        heights: how high each label is.
        top: above which none begins.
        bottom: below which none ends, as long as there is room for all.
    """
    edges = [0.0] * len(wanted)
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    free = top
    for one in order:
        edges[one] = max(free, wanted[one] - heights[one] / 2)
        free = edges[one] + heights[one]
    free = max(bottom, top + sum(heights))
    for one in reversed(order):
        edges[one] = min(edges[one], free - heights[one])
        free = edges[one]
    return edges
