"""Those who read what is said of some cells beside what is said before, each in their own way."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice

from bot.survey.attack import Reader
from bot.survey.manner import Cell, Manner, Reading, Settled
from bot.survey.precision import Share, withheld
from bot.survey.search import Seen
from bot.survey.sums import Crossings, Sum, Told, exact
from storage.model import Precision


class Readers:
    """Those who read a cut of cells beside what is said before, each in a way of their own.

    Args:
        sizes: people on the roster by crossing.
        before: what is said already.
        cut: cells that are to be said.
    """

    def __init__(
        self, sizes: Sequence[int], before: Sequence[Settled], cut: Sequence[Cell], manner: Manner
    ) -> None:
        old = [*chain.from_iterable(before)]
        nothing = [(cell, withheld(cell.share)) for cell in cut]
        cells = [*(cell for cell, _ in old), *cut]
        seen = Seen()
        self._readers = [
            _Beside(
                sizes=sizes,
                reading=reading,
                known=[*reading.facts(cells), *reading.takes(old)],
                nothing=[*reading.takes(nothing)],
                seen=seen,
            )
            for reading in manner.readings
        ]

    def keep(self, new: Settled, hidden: Mapping[Crossings, Share | None]) -> bool:
        """Whether none of the hidden is given away by saying the new."""
        return all(reader.keeps(new, hidden) for reader in self._readers)


class _Beside:
    """One reading of a cut beside what is said before.

    Args:
        known: what the reader knows before anything is said of the cut.
        nothing: what is known when cells are told of, and nothing said of them.
        seen: what was found for other readings.
    """

    def __init__(
        self,
        *,
        sizes: Sequence[int],
        reading: Reading,
        known: Sequence[Told],
        nothing: Sequence[Told],
        seen: Seen,
    ) -> None:
        self._reading, self._known = reading, known
        self._counted = exact(known)
        self._reader = partial(Reader, sizes, seen=seen)
        self._before = self._reader(known)
        self._untold = self._reader([*known, *nothing]) if nothing else self._before

    def keeps(self, new: Settled, hidden: Mapping[Crossings, Share | None]) -> bool:
        """Whether those hidden keep three possible counts, and those of whom nothing is said all.

        A count that was narrow before may stay so. What the solver cannot tell is not kept.
        """
        taken = [*self._reading.takes(new)]
        if not taken:
            return True
        now = self._reader([*self._known, *taken])
        wanted = [
            one
            for people, share in hidden.items()
            for one in self._reading.hides(people, share)
            if one not in self._counted
        ]
        silent = [
            one
            for cell, said in new
            if self._reading.silence and said.precision is Precision.WITHHELD
            for one in self._reading.hides(cell.people, None)
        ]
        return self._were_so(now.works_out(wanted)) and all(
            now.reaches(target, ends)
            for target, ends in zip(silent, self._untold.ends(silent), strict=True)
        )

    def _were_so(self, narrow: Iterator[tuple[Sum, int]]) -> bool:
        """Whether all that is narrow now was as narrow before.

        The first is looked at alone, since one that was not is enough.
        """
        for some in (islice(narrow, 1), narrow):
            counts = dict(some)
            if not all(counts.values()) or counts != dict(self._before.works_out(counts)):
                return False
        return True
