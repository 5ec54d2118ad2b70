from collections.abc import Sequence

from storage.model import EVERYONE, Count, Crossing, GroupTally


def count(tallies: Sequence[GroupTally]) -> Count:
    """What a box holds whose audience is cut one way at most: cells cross no other cells."""
    cells = [tally for tally in tallies if tally.dimension != EVERYONE]
    everyone = next(tally for tally in tallies if tally.dimension == EVERYONE)
    return Count(
        tallies=tuple(tallies),
        crossings=tuple(Crossing(groups=(cell.group,), size=cell.size) for cell in cells)
        or (Crossing(groups=(), size=everyone.size),),
    )
