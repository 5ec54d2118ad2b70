"""The attack on one round: sums of counts that a digest leaves fewer than three possibilities."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from attack.bounds import Solver, Undecided
from attack.publication import Posting
from attack.ranking import Ranked, narrow, ranked, within
from attack.reading import EVERYONE, choices
from attack.table import Table, Whole, tabulate, truth
from attack.targets import Target, matrix, possible, targets
from attack.witnesses import Walk

FEWEST_COUNTS = 3
"""Fewer possible counts than this are as good as told."""

_EXACT_FROM = 50


class Misread(Exception):
    """What is true contradicts what was read: the words were misunderstood, or are wrong."""


class Counted(StrEnum):
    """What is counted of a group."""

    ANSWERED = "people who answered"
    HALFWAY = "people who had answered half-way"
    ITEM = "answers to the question"
    FAVOURABLE = "favourable answers"
    OTHERS = "answers that are not favourable"
    OPTION = "answers of one option"
    RANKED = "people who answered a ranking"
    CHOSEN = "people who chose an option of a ranking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """Something that a digest gives away.

    Attributes:
        attack: how the group comes about.
        group: the crossings whose people it is, with how many people are in each.
        counts: the first and the last count that is possible.
    """

    round: str
    attack: str
    question: str | None
    counted: Counted
    group: tuple[str, ...]
    counts: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of the attack on a round.

    Attributes:
        targets: how many sums were attacked.
        solved: how many times it took the solver.
        undecided: sums of which the solver could not tell in time.
    """

    wins: tuple[Win, ...]
    targets: int
    solved: int
    undecided: int


def attack(
    posting: Posting,
    ballots: Mapping[str, Mapping[str, bool]],
    *,
    most_wins: int = 3,
    knows_who: bool = False,
    early: Collection[str] = (),
) -> Found:
    """Attack a round's digest.

    The attacker needs the digest and the sizes alone. What is true only saves time, as a first
    table that gives the digest, and tells which remainders could have been shown exactly.

    Args:
        ballots: what is true, as in `Secret`.
        most_wins: after so many the round is lost anyway.
        knows_who: whether the attacker knows who has answered.
        early: who had answered half-way, which is true as well.
    """
    table = tabulate(posting)
    counts = truth(table, posting, ballots, early)
    if knows_who:
        table = replace(table, known=counts[table.answered()])
    matrix_, most = table.limits
    if (matrix_ @ counts > most).any():
        raise Misread(f"{posting.digest['round']}: the true counts contradict what was read")
    solver = Solver(table)
    asked = table.questions if knows_who else (None, *table.questions)
    sums = [one for question in asked for one in _sums(table, counts, question)]
    sums += _halfway_sums(table)
    for tables in chain([counts[None, :]], Walk(table, counts, posting.week).tables()):
        _learn(sums, tables)
        if all(one.safe for one in sums):
            break
    wins: list[Win] = []
    undecided = 0
    for one in sums:
        for number in one.narrow():
            if len(wins) < most_wins:
                try:
                    _solve(solver, counts, one, number, sums)
                except Undecided:
                    undecided += 1
                    continue
                wins += _win(posting, table, one, number)
    wins += (win for one in sums for win in _options(posting, table, one))
    rankings = [*ranked(posting)]
    wins += (win for one in rankings for win in _ranked(posting, one))
    wins += (win for one in rankings for at in sums for win in _wishes(posting, table, at, one))
    return Found(
        wins=tuple(wins[:most_wins]),
        targets=sum(len(one.targets) for one in sums) + sum(len(one.options) for one in rankings),
        solved=solver.solved,
        undecided=undecided,
    )


class _Sums:
    """The same count of many targets, with the least and the most seen of each so far."""

    def __init__(
        self,
        table: Table,
        found: tuple[Sequence[Target], Whole],
        *,
        question: str | None,
        counted: Counted,
        variables: Sequence[Whole],
        exempt: NDArray[np.bool_],
    ) -> None:
        self.question = question
        self.counted = counted
        self.targets, self._inside = found
        self._columns = self._inside.T.astype(np.float64)
        self._variables = variables
        self._exempt = exempt
        self._width = table.variables
        self.enough = np.minimum(FEWEST_COUNTS, possible(self.targets, table))
        self.least = np.full(len(self.targets), np.inf)
        self.most = np.full(len(self.targets), -np.inf)

    def see(self, tables: Whole) -> None:
        """Take in tables that are possible."""
        values = sum(tables[:, one] for one in self._variables).astype(np.float64) @ self._columns
        np.minimum(self.least, values.min(axis=0), out=self.least)
        np.maximum(self.most, values.max(axis=0), out=self.most)

    @property
    def safe(self) -> bool:
        """Whether enough counts have been seen of every target."""
        return bool(((self.most - self.least + 1 >= self.enough) | self._exempt).all())

    def is_narrow(self, number: int) -> bool:
        """Whether too few counts of a target have been seen."""
        seen = self.most[number] - self.least[number] + 1
        return bool(seen < self.enough[number] and not self._exempt[number])

    def narrow(self) -> Iterator[int]:
        """The targets of which too few counts have been seen when their turn comes."""
        return (number for number in range(len(self.targets)) if self.is_narrow(number))

    def factors(self, number: int) -> Whole:
        """What the counts are multiplied with to give a target's sum."""
        factors = np.zeros(self._width, dtype=np.int64)
        for one in self._variables:
            factors[one] = self._inside[number]
        return factors


def _sums(table: Table, counts: Whole, question: str | None) -> Iterator[_Sums]:
    """All that is attacked of a question, or of how many answered."""
    some = targets(table, question)
    found = some, matrix(some, table)
    if question is None:
        answered = table.answered()
        all_ = found[1] @ counts[answered]
        exempt = _could_be_exact(all_, all_, found[1] @ table.sizes - all_)
        measures = {Counted.ANSWERED: [answered]}
    else:
        liking, others = (table.side(question, favourable=one) for one in (True, False))
        sides = [found[1] @ counts[one] for one in (liking, others)]
        exempt = _could_be_exact(sides[0] + sides[1], *sides)
        measures = {
            Counted.FAVOURABLE: [liking],
            Counted.OTHERS: [others],
            Counted.ITEM: [liking, others],
        }
    for counted, variables in measures.items():
        yield _Sums(
            table, found, question=question, counted=counted, variables=variables, exempt=exempt
        )


def _halfway_sums(table: Table) -> Iterator[_Sums]:
    """All that is attacked of how many had answered half-way, if anything was told of it.

    Everyone's response is never told more roughly for its sake.
    """
    if len(table.halfway()):
        some = targets(table, None, all_hidden=True)
        yield _Sums(
            table,
            (some, matrix(some, table)),
            question=None,
            counted=Counted.HALFWAY,
            variables=[table.halfway()],
            exempt=np.array([one.attack == "everyone" for one in some], dtype=np.bool_),
        )


def _could_be_exact(answers: Whole, one: Whole, other: Whole) -> NDArray[np.bool_]:
    """Whether fifty answered, and three or more are on each side: then nothing is given away."""
    return (answers >= _EXACT_FROM) & (np.minimum(one, other) >= FEWEST_COUNTS)


def _solve(solver: Solver, start: Whole, sums: _Sums, number: int, every: Sequence[_Sums]) -> None:
    """Find the most and the least as far as needed; other targets learn from the tables found."""
    factors = sums.factors(number)
    for sign, wanted in ((1, sums.least), (-1, -sums.most)):
        more = int(wanted[number] + sums.enough[number] - 1)
        counts = solver.near(start, sign * factors, more, sums.question)
        if counts is not None:
            _learn(every, counts[None, :])
            return
    bounds = []
    for sign in (1, -1):
        bound, counts = solver.much(sign * factors, sums.question)
        bounds.append(sign * bound)
        if counts is not None:
            _learn(every, counts[None, :])
    most, least = bounds
    if most - least + 1 < sums.enough[number]:
        sums.least[number], sums.most[number] = least, most
        return
    for sign in (1, -1):
        if sums.is_narrow(number):
            _learn(every, solver.most(sign * factors)[None, :])


def _learn(every: Sequence[_Sums], tables: Whole) -> None:
    for one in every:
        one.see(tables)


def _win(posting: Posting, table: Table, sums: _Sums, number: int) -> Iterator[Win]:
    if sums.is_narrow(number):
        yield _won(posting, table, sums, number)


def _won(posting: Posting, table: Table, sums: _Sums, number: int) -> Win:
    return Win(
        round=posting.digest["round"],
        attack=sums.targets[number].attack,
        question=sums.question,
        counted=sums.counted,
        group=_group(table, sums.targets[number]),
        counts=(int(sums.least[number]), int(sums.most[number])),
    )


def _options(posting: Posting, table: Table, sums: _Sums) -> Iterator[Win]:
    """Options of which everyone's answers leave a group too few.

    Of a group with between `least` and `most` answers of a side, whatever number in between, the
    answers fall over the side's options in any way that leaves the others enough.
    """
    liking = sums.counted is Counted.FAVOURABLE
    if sums.counted not in {Counted.FAVOURABLE, Counted.OTHERS}:
        return
    question = str(sums.question)
    side = [
        one["chosen"]
        for one in choices(posting)[question]
        if (one["options"][0] in posting.favourable[question]) == liking
    ]
    for chosen in side if len(side) > 1 else ():
        low = np.maximum(chosen - (sum(side) - sums.least), 0)
        high = np.minimum(chosen, sums.most)
        for number in np.flatnonzero(high - low + 1 < sums.enough):
            yield replace(
                _won(posting, table, sums, int(number)),
                counted=Counted.OPTION,
                counts=(int(low[number]), int(high[number])),
            )


def _ranked(posting: Posting, one: Ranked) -> Iterator[Win]:
    """What everyone's choices in a ranking, and how many answered it, leave of each other."""
    for what, counts in narrow(one):
        yield Win(
            round=posting.digest["round"],
            attack="a ranking",
            question=one.question,
            counted=Counted.CHOSEN if what in one.options else Counted.RANKED,
            group=(what,),
            counts=(counts[0], counts[-1]),
        )


def _wishes(posting: Posting, table: Table, sums: _Sums, one: Ranked) -> Iterator[Win]:
    """Options of which everyone's choices leave a group too few counts."""
    if sums.counted is not Counted.ANSWERED:
        return
    told = [
        statement.most
        for line in table.lines
        if line.question is None and line.dimension == EVERYONE
        for statement in line.statements
        if statement.wholes == 1
    ]
    at_all = min([*told, int(table.sizes.sum())])
    least, most = (bounds.astype(np.int64) for bounds in (sums.least, sums.most))
    for low, high in within(one, least, most, at_all):
        for number in np.flatnonzero(high - low + 1 < sums.enough):
            yield replace(
                _won(posting, table, sums, int(number)),
                question=one.question,
                counted=Counted.CHOSEN,
                counts=(int(low[number]), int(high[number])),
            )


def _group(table: Table, target: Target) -> tuple[str, ...]:
    return tuple(
        f"{' & '.join(cell for _, cell in crossing)} ({table.sizes[number]})"
        for number, crossing in enumerate(table.crossings)
        if target.inside >> number & 1
    )
