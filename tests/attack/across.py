"""The attack over rounds and pulses: groups that differ by a few people, who answer as before.

Somebody comes or leaves, cells are joined or parted, or a second pulse asks all but a few: then
two posted groups differ by these people, and so may what is posted of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from attack.estimates import Estimate, estimate, mean
from attack.reading import EVERYONE, Line, read
from attack.staffing import Told

_FEW = 25
"""So many people may be in a group too small to be shown, where four in ten answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What is guessed of a person, and whether it is true.

    Attributes:
        attack: how the groups come to differ.
        surely: how much of the guess rests on the difference, 0 to 1.
        right: whether the guess from the difference is true.
        right_blindly: whether it is true of the person's smallest posted group.
    """

    attack: str
    surely: float
    right: bool
    right_blindly: bool


@dataclass(kw_only=True)
class _Posted:
    """What was posted of the same people's answers to a question, over all rounds."""

    names: set[tuple[str, str, str]]
    estimates: dict[int, Estimate]

    @property
    def together(self) -> Estimate:
        return mean(list(self.estimates.values()))


def guesses(told: Sequence[Told]) -> Iterator[Guess]:
    """What can be guessed of people who were not shown themselves, from all that was posted.

    One of the few by whom two groups differ stands for them.
    """
    numbers: dict[str, int] = {}
    for posting, _ in told:
        for person in posting.staff:
            numbers.setdefault(person, len(numbers))
    people = list(numbers)
    for question, posted in _by_question(told, numbers).items():
        for few, attack, apart in _differences(posted):
            share, surely = _beside(posted, few, apart)
            blind = _parent(posted, few).share
            some = (one for number, one in enumerate(people) if few >> number & 1)
            answers = (_answer(told, person, question) for person in some)
            answer = next((one for one in answers if one is not None), None)
            if answer is not None:
                yield Guess(
                    attack=attack,
                    surely=surely,
                    right=(share >= 0.5) == answer,
                    right_blindly=(blind >= 0.5) == answer,
                )


def _by_question(told: Sequence[Told], numbers: Mapping[str, int]) -> dict[str, dict[int, _Posted]]:
    """For each question what was posted of each set of people, who are bits."""
    posted: dict[str, dict[int, _Posted]] = {}
    for place, (posting, _) in enumerate(told):
        lines = read(posting)
        inside = {
            (line.dimension, line.group): _people(line, posting.dimensions, posting.staff, numbers)
            for line in lines
            if line.question is None
        }
        for line in lines:
            few = inside[line.dimension, line.group]
            if line.question is not None and line.shown:
                same = posted.setdefault(line.question, {}).setdefault(
                    few, _Posted(names=set(), estimates={})
                )
                same.names.add((posting.digest["pulse"], line.dimension, line.group))
                same.estimates[place] = estimate(line.statements, few.bit_count())
    return posted


def _people(
    line: Line,
    dimensions: Sequence[str],
    staff: Mapping[str, Sequence[str]],
    numbers: Mapping[str, int],
) -> int:
    if line.dimension == EVERYONE:
        return sum(1 << numbers[person] for person in staff)
    place = dimensions.index(line.dimension)
    cell = line.group.split("+")
    return sum(1 << numbers[person] for person, groups in staff.items() if groups[place] in cell)


def _differences(posted: Mapping[int, _Posted]) -> Iterator[tuple[int, str, Estimate]]:
    """A few people, by what they were found out, and what the difference says of them."""
    best: dict[int, tuple[str, Estimate]] = {}
    for one, other in combinations(sorted(posted, key=int.bit_count), 2):
        few = other & ~one
        if one & ~other or few.bit_count() > _FEW or few in posted:
            continue
        less, more = posted[one].together, posted[other].together
        sizes = [group.bit_count() / few.bit_count() for group in (one, other)]
        apart = Estimate(
            sizes[1] * more.share - sizes[0] * less.share,
            sizes[1] ** 2 * more.variance + sizes[0] ** 2 * less.variance,
        )
        if few not in best or apart.variance < best[few][1].variance:
            best[few] = _attack(posted[one], posted[other]), apart
    for few, (attack, apart) in best.items():
        yield few, attack, apart


def _attack(less: _Posted, more: _Posted) -> str:
    if {pulse for pulse, _, _ in less.names} != {pulse for pulse, _, _ in more.names}:
        return "two pulses"
    if less.names != more.names:
        return "two groups"
    return "a leaver" if max(more.estimates) < max(less.estimates) else "a joiner"


def _beside(posted: Mapping[int, _Posted], few: int, apart: Estimate) -> tuple[float, float]:
    """The share to expect of a few people, and how much of it comes from the difference."""
    share = min(max(_parent(posted, few).share, 0.05), 0.95)
    own = share * (1 - share) / few.bit_count()
    surely = own / (own + apart.variance)
    return surely * apart.share + (1 - surely) * share, surely


def _parent(posted: Mapping[int, _Posted], few: int) -> Estimate:
    """What is posted of the smallest larger group of all these people."""
    around = [group for group in posted if few & ~group == 0 and group != few]
    return posted[min(around, key=int.bit_count)].together


def _answer(told: Sequence[Told], person: str, question: str) -> bool | None:
    """How the person answered last, if they ever did."""
    for _, secret in reversed(told):
        answer = secret.ballots.get(person, {}).get(question)
        if answer is not None:
            return answer
    return None
