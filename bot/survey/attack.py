"""What a reader can work out of what is told: the publisher attacks before it publishes.

A *table* says how many people of each crossing answered at all, answered an item, and answered it
favourably. A reader knows the sizes of the crossings, and what is told of the sums over groups.
Every table that agrees with this may be the true one, so that a count is as good as told when
fewer than three numbers are possible for it among all such tables.

A count is held safe only on the evidence of three tables that agree with everything told, checked
in whole numbers. Where none are found, something is told less finely than it could have been,
and nothing is given away.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.survey.search import Search, Seen
from bot.survey.sums import FEWEST_COUNTS, Sum, Told, layers_of


class Reader:
    """Somebody who knows the roster and what is told, and adds up.

    Args:
        sizes: people on the roster by crossing.
        told: what is told; a true table agrees with it.
        seen: what other readers of the same roster found.
    """

    def __init__(
        self, sizes: Sequence[int], told: Sequence[Told], seen: Seen | None = None
    ) -> None:
        self._sizes = sizes
        self._told = told
        self._seen = seen or Seen()
        self._searches: dict[object, Search] = {}

    def works_out(self, targets: Iterable[Sum]) -> Iterator[tuple[Sum, int]]:
        """The targets for which fewer than three counts are possible, and how many were found.

        None were found where the solver gave up. A target is left out where no more counts are
        possible without what is told of its own layer, as for a single person: then nothing was
        given away by that.
        """
        wanted = list(targets)
        for target, count in self._searched(wanted).narrow(wanted) if wanted else ():
            if count < self._otherwise(target):
                yield target, count

    def ends(self, targets: Iterable[Sum]) -> Iterator[range]:
        """From the least to the greatest count of each target; empty where the solver gave up."""
        wanted = list(targets)
        if wanted:
            yield from self._searched(wanted).ends(wanted)

    def reaches(self, target: Sum, ends: range) -> bool:
        """Whether both the least and the greatest of these counts were found for a target."""
        return bool(ends) and self._searched([target]).reaches(target, ends)

    def _searched(self, targets: Sequence[Sum]) -> Search:
        return self._search(self._told, targets)

    def _otherwise(self, target: Sum) -> int:
        """How many counts would be possible without what is told of the target's layer."""
        others = [one for one in self._told if one.sum.layer < target.layer]
        [ends] = self._search(others, [target]).ends([target])
        return min(len(ends), FEWEST_COUNTS) if ends else FEWEST_COUNTS

    def _search(self, told: Sequence[Told], targets: Sequence[Sum]) -> Search:
        layers = layers_of(one.layer for one in [*(one.sum for one in told), *targets])
        key = layers, len(told)
        if key not in self._searches:
            self._searches[key] = Search(self._sizes, told, layers, self._seen.of(layers))
        return self._searches[key]
