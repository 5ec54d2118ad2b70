"""Other tables that give the same digest, found by small steps from one that does."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attack.table import Table, Whole

_WALKERS = 24
_STEPS = 240
_LOOKED_AT_EVERY = 12
_TRIED = 2000

Move = tuple[Whole, Whole]
"""For each walker some variables, and by how much each of them changes."""


class Walk:
    """Walkers that change a few counts at a time, and only so that the digest stays true."""

    def __init__(self, table: Table, start: Whole, seed: int) -> None:
        self._table = table
        self._chance = np.random.default_rng(seed)
        matrix, most = table.limits
        self._columns = np.ascontiguousarray(matrix.T).astype(np.int32)
        self._squares = _squares(table, self._chance)
        self._counts = np.tile(start, (_WALKERS, 1))
        self._slack = most - self._counts @ self._columns

    def tables(self) -> Iterator[Whole]:
        """Some tables, a row of counts each, all of which give the same digest as the first."""
        moves = self._moves()
        for step in range(_STEPS):
            self._take(*moves[self._chance.integers(len(moves))]())
            if step % _LOOKED_AT_EVERY == _LOOKED_AT_EVERY - 1:
                yield self._counts.copy()

    def _take(self, places: Whole, by: Whole) -> None:
        """Let the walkers step that can."""
        here = np.arange(_WALKERS)[:, None]
        effect = np.einsum("wk,wkr->wr", by, self._columns[places])
        changed = self._counts.copy()
        np.add.at(changed, (here, places), by)
        fits = (effect <= self._slack).all(axis=1) & (changed[here, places] >= 0).all(axis=1)
        self._counts[fits] = changed[fits]
        self._slack[fits] -= effect[fits]

    # ---- moves

    def _moves(self) -> Sequence[Callable[[], Move]]:
        moves = [
            self._one_more,
            self._handed_over,
            self._turned,
            self._swapped,
            self._somebody_more,
            self._somebody_else,
            self._somebody_else,
        ]
        return [*moves, self._square, self._square_turned] if len(self._squares) else moves

    def _plane(self) -> Whole:
        """For each walker the first variable of those who answered, or of a side of a question."""
        planes = 1 + 2 * len(self._table.questions)
        return self._chance.integers(planes, size=_WALKERS) * len(self._table.crossings)

    def _sides(self) -> tuple[Whole, Whole]:
        """For each walker the first variables of the two sides of a question."""
        crossings = len(self._table.crossings)
        question = self._chance.integers(len(self._table.questions), size=_WALKERS)
        return (1 + 2 * question) * crossings, (2 + 2 * question) * crossings

    def _crossing(self) -> Whole:
        return self._chance.integers(len(self._table.crossings), size=_WALKERS)

    def _square_here(self) -> Whole:
        return self._squares[self._chance.integers(len(self._squares), size=_WALKERS)]

    def _either_way(self, *by: int) -> Whole:
        return np.outer(self._chance.choice((-1, 1), size=_WALKERS), by).astype(np.int64)

    def _one_more(self) -> Move:
        return (self._plane() + self._crossing())[:, None], self._either_way(1)

    def _handed_over(self) -> Move:
        plane = self._plane()
        places = np.stack([plane + self._crossing(), plane + self._crossing()], axis=1)
        return places, self._either_way(1, -1)

    def _turned(self) -> Move:
        at, (liking, others) = self._crossing(), self._sides()
        return np.stack([liking + at, others + at], axis=1), self._either_way(1, -1)

    def _swapped(self) -> Move:
        one, other, (liking, others) = self._crossing(), self._crossing(), self._sides()
        places = [liking + one, others + one, liking + other, others + other]
        return np.stack(places, axis=1), self._either_way(1, -1, -1, 1)

    def _ballot(self) -> Whole:
        """For each walker the planes of somebody's answers, who may skip questions."""
        crossings = len(self._table.crossings)
        questions = len(self._table.questions)
        sides = 1 + 2 * np.arange(questions) + self._chance.integers(2, size=(_WALKERS, questions))
        return np.concatenate([np.zeros((_WALKERS, 1), dtype=np.int64), sides * crossings], axis=1)

    def _given(self) -> Whole:
        """For each walker which of the answers on a ballot are given."""
        given = self._chance.random((_WALKERS, len(self._table.questions))) < 0.8
        return np.concatenate([np.ones((_WALKERS, 1)), given], axis=1).astype(np.int64)

    def _somebody_more(self) -> Move:
        sign = self._chance.choice((-1, 1), size=(_WALKERS, 1))
        return self._ballot() + self._crossing()[:, None], sign * self._given()

    def _somebody_else(self) -> Move:
        """Somebody here answers in place of somebody there, or the other way round."""
        ballot, given = self._ballot(), self._given()
        sign = self._chance.choice((-1, 1), size=(_WALKERS, 1))
        places = [ballot + self._crossing()[:, None], ballot + self._crossing()[:, None]]
        return np.concatenate(places, axis=1), np.concatenate([sign * given, -sign * given], axis=1)

    def _square(self) -> Move:
        return self._plane()[:, None] + self._square_here(), self._either_way(1, 1, -1, -1)

    def _square_turned(self) -> Move:
        corners = self._square_here()
        liking, others = self._sides()
        places = np.concatenate([liking[:, None] + corners, others[:, None] + corners], axis=1)
        return places, self._either_way(1, 1, -1, -1, -1, -1, 1, 1)


def _squares(table: Table, chance: np.random.Generator) -> NDArray[np.int64]:
    """Crossings by fours of which two and two hold the same cells, so that no cell changes."""
    number = {crossing: place for place, crossing in enumerate(table.crossings)}
    found = []
    for pair in chance.integers(len(number), size=(_TRIED, 2)):
        one, other = (table.crossings[place] for place in pair)
        for place in range(len(one)):
            third = (*one[:place], other[place], *one[place + 1 :])
            fourth = (*other[:place], one[place], *other[place + 1 :])
            if third in number and fourth in number and one not in {third, fourth}:
                found.append([number[corner] for corner in (one, other, third, fourth)])
    return np.array(found, dtype=np.int64)
