"""A digest as inequalities over counts that nobody sees: those of each crossing of its groups."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from attack.publication import Posting
from attack.ranking import at_all
from attack.reading import EVERYONE, Line, halfway, read

Whole = NDArray[np.int64]
Cell = tuple[str, str]
"""A dimension, and a group of it as posted."""

Crossing = tuple[Cell, ...]
"""A posted cell of each dimension that has any."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Variables and what is known of them: limits @ counts <= most, and all counts from 0.

    The variables of each crossing are the number who answered, and for each question the numbers
    of favourable and of other answers.

    Attributes:
        crossings: in the order of the variables.
        place: for each combination of groups, the number of the crossing that it is in.
        sizes: how many people are in each.
        lines: what was read, of each posted cell and of everyone.
        inside: for each posted cell, which crossings lie in it.
        known: how many of each crossing answered, if the attacker knows who did.
        midway: for each group told of half-way, how many may have answered by then.
    """

    crossings: tuple[Crossing, ...]
    place: Mapping[tuple[str, ...], int]
    sizes: Whole
    questions: tuple[str, ...]
    lines: tuple[Line, ...]
    inside: Mapping[Cell, NDArray[np.bool_]]
    known: Whole | None = None
    midway: tuple[tuple[Cell, range], ...] = ()

    @property
    def variables(self) -> int:
        """How many counts there are."""
        return len(self.crossings) * (1 + 2 * len(self.questions) + bool(self.midway))

    def answered(self) -> Whole:
        """The variables that count who answered at all, one of each crossing."""
        return np.arange(len(self.crossings))

    def halfway(self) -> Whole:
        """The variables that count who had answered half-way; none if nothing was told of it."""
        first = len(self.crossings) * (1 + 2 * len(self.questions))
        return np.arange(first, self.variables)

    def people(self) -> Whole:
        """The variables that count people, and not their answers to a question."""
        return np.concatenate([self.answered(), self.halfway()])

    def side(self, question: str, *, favourable: bool) -> Whole:
        """The variables that count one side's answers to a question, one of each crossing."""
        place = 1 + 2 * self.questions.index(question) + (0 if favourable else 1)
        return self.answered() + place * len(self.crossings)

    @cached_property
    def limits(self) -> tuple[Whole, Whole]:
        """The inequalities: a matrix with a row for each, and what each row is at most."""
        rows = [*self._of_people(), *self._posted(), *self._told_halfway()]
        return np.array([row for row, _ in rows]), np.array([most for _, most in rows])

    def _of_people(self) -> Iterator[tuple[Whole, int]]:
        """Nobody answers who was not asked, and no question is answered by who did not answer."""
        for number, size in enumerate(self.sizes if self.known is None else self.known):
            yield self._row({number: 1}), int(size)
            if self.known is not None:
                yield self._row({number: -1}), -int(size)
            for question in self.questions:
                sides = [self.side(question, favourable=one)[number] for one in (True, False)]
                yield self._row({number: -1} | dict.fromkeys(sides, 1)), 0

    def _posted(self) -> Iterator[tuple[Whole, int]]:
        for line in self.lines:
            inside = self.inside[line.dimension, line.group]
            for statement in line.statements:
                row = np.zeros(self.variables, dtype=np.int64)
                if line.question is None:
                    row[self.answered()[inside]] = statement.wholes
                else:
                    liking = self.side(line.question, favourable=True)[inside]
                    others = self.side(line.question, favourable=False)[inside]
                    row[liking] = statement.parts + statement.wholes
                    row[others] = statement.wholes
                yield row, statement.most
                if line.question and not statement.parts and statement.wholes < 0:
                    # So many answered the question, and so at least as many answered at all.
                    at_all = np.zeros_like(row)
                    at_all[self.answered()[inside]] = statement.wholes
                    yield at_all, statement.most

    def _told_halfway(self) -> Iterator[tuple[Whole, int]]:
        """Whoever had answered half-way has answered, and so many had."""
        for early, answered in zip(self.halfway(), self.answered(), strict=False):
            yield self._row({early: 1, answered: -1}), 0
        for cell, counts in self.midway:
            inside = self.halfway()[self.inside[cell]]
            yield self._row(dict.fromkeys(inside, 1)), counts[-1]
            yield self._row(dict.fromkeys(inside, -1)), -counts[0]

    def _row(self, factors: Mapping[int, int]) -> Whole:
        row = np.zeros(self.variables, dtype=np.int64)
        row[list(factors)] = list(factors.values())
        return row


def tabulate(posting: Posting) -> Table:
    """What a digest and the sizes of all crossings of its groups tell."""
    lines = (*read(posting), *at_all(posting))
    midway = tuple(halfway(posting))
    told = [*((line.dimension, line.group) for line in lines), *(cell for cell, _ in midway)]
    cells = {cell: None for cell in told if cell[0] != EVERYONE}
    crossed = {groups: _crossing(posting, groups, cells) for groups in posting.staff.values()}
    people = Counter(crossed[groups] for groups in posting.staff.values())
    crossings = tuple(sorted(people))
    everyone = np.ones(len(crossings), dtype=np.bool_)
    return Table(
        crossings=crossings,
        place={groups: crossings.index(crossing) for groups, crossing in crossed.items()},
        sizes=np.array([people[one] for one in crossings]),
        questions=tuple(dict.fromkeys(line.question for line in lines if line.question)),
        lines=lines,
        inside={(EVERYONE, EVERYONE): everyone}
        | {cell: np.array([cell in crossing for crossing in crossings]) for cell in cells},
        midway=midway,
    )


def _crossing(posting: Posting, groups: Sequence[str], cells: Iterable[Cell]) -> Crossing:
    """The posted cells that somebody of these groups is counted in."""
    own = dict(zip(posting.dimensions, groups, strict=True))
    return tuple(
        (dimension, cell) for dimension, cell in cells if own[dimension] in cell.split("+")
    )


def truth(
    table: Table,
    posting: Posting,
    ballots: Mapping[str, Mapping[str, bool]],
    early: Iterable[str] = (),
) -> Whole:
    """The counts as they are, which no attacker has: they save the search for a first table."""
    counts = np.zeros(table.variables, dtype=np.int64)
    for person, ballot in ballots.items():
        place = table.place[posting.staff[person]]
        counts[place] += 1
        for question, favourable in ballot.items():
            counts[table.side(question, favourable=favourable)[place]] += 1
    for person in early if table.midway else ():
        counts[table.halfway()[table.place[posting.staff[person]]]] += 1
    return counts
