"""Attacks on one item of one dimension, by whoever adds up all that is said of it."""

import itertools
import random
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import add

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey.manner import Cell, Favourables, Manner, Turnouts
from bot.survey.precision import NOT_SHOWN, Said, Share
from bot.survey.settling import settle
from bot.survey.sums import Crossings, Layer, Sum, Told
from storage.model import Precision

THRESHOLD = 8


def readings(text: str, whole: int) -> set[int]:
    """The counts that a reader of the text must think possible who knows the whole."""
    every = set(range(whole + 1))
    if found := re.search(r"\((\d+) of|^(\d+) of \d+ answered \(", text):
        return {int(found[1] or found[2])}
    ends = {
        "none, one or two": {0, 1, 2},
        "all, or all but one or two": every - set(range(whole - 2)),
    }
    if found := re.match("|".join(ends), text):
        return ends[found[0]]
    if found := re.match(r"(\d+) to (\d+) of \d+ answered", text):
        return set(range(int(found[1]), int(found[2]) + 1))
    if found := re.match(r"(\d+) or more of \d+ answered", text):
        return set(range(int(found[1]), whole + 1))
    if text == NOT_SHOWN:
        return every
    low, high, is_in = _ends(text)
    return {part for part in every if is_in(low, Fraction(part, max(whole, 1)), high)}


def _ends(text: str) -> tuple[Fraction, Fraction, Callable[[Fraction, Fraction, Fraction], bool]]:
    """Between which shares the words of a text lie, and whether the ends belong to them."""
    words = text.split(" of ", maxsplit=1)[0]
    for name, value in {"a third": "1/3", "two thirds": "2/3", "half": "1/2"}.items():
        words = words.replace(name, value)
    words = re.sub(r"(\d) to (\d) in 5", r"\1/5 to \2/5", words)
    words = re.sub(r"(\d) in (\d)", r"\1/\2", re.sub(r"(\d+)%", r"\1/100", words))
    ends = [Fraction(one) for one in re.findall(r"\d+/\d+", words)]
    if words.startswith("about"):
        low = Fraction(0) if words.endswith("less") else ends[0] - Fraction(1, 20)
        high = Fraction(2) if words.endswith("more") else ends[0] + Fraction(1, 20)
        return low, high, lambda low, share, high: low <= share < high
    if words.startswith("up to"):
        ends.insert(0, Fraction(-1))
    elif words.startswith("more than") or words.endswith("or more"):
        ends.append(Fraction(1))
    if words.startswith("between") or words.endswith("or more"):
        return ends[0], ends[1], lambda low, share, high: low <= share <= high
    return ends[0], ends[1], lambda low, share, high: low < share <= high


def sums(readings_: Sequence[set[int]]) -> set[int]:
    return reduce(lambda one, other: {a + b for a in one for b in other}, readings_, {0})


def attacked(everyone: set[int], cells: Sequence[set[int]]) -> tuple[set[int], list[set[int]]]:
    """The counts that remain of everyone and of each cell when all are added up."""
    left = []
    for place, cell in enumerate(cells):
        others = sums([one for other, one in enumerate(cells) if other != place])
        left.append({part for part in cell if any(part + more in everyone for more in others)})
    return everyone & sums(cells), left


groups_of_one_item = st.lists(
    st.integers(0, 90).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=6,
)


def settled(
    shares: Sequence[Share],
    manner: Manner | None = None,
) -> tuple[Said, Sequence[Said] | None]:
    """What is said of the sum of some shares, and of each, each of a cell that crosses no other.

    None where being told of would say too much. Of favourable answers, more are asked than answer.
    """
    cells = [
        Cell(people=Crossings([number]), size=share.whole, share=share)
        for number, share in enumerate(shares)
    ]
    total = reduce(add, shares)
    everyone = Cell(
        people=Crossings(range(len(shares))), size=total.whole, share=total, everyone=True
    )
    [[whole], said] = settle(
        [share.whole if isinstance(manner, Turnouts) else 2 * share.whole + 10 for share in shares],
        everyone,
        [cells],
        manner or Favourables(THRESHOLD, []),
    )
    return whole, said


@settings(max_examples=100, deadline=None)
@given(groups_of_one_item)
def test_adding_up_leaves_three_counts(drawn: list[tuple[int, int]]) -> None:
    """Whoever knows how many answered and adds up all texts is left with three counts or more.

    A group under the threshold keeps every count that everyone's figure leaves it.
    """
    shares = [Share(part=part, whole=n, answers=n) for part, n in drawn]
    total, said = settled(shares)
    everyone = readings(total.text, sum(n for _, n in drawn))
    cells = [readings(one.text, n) for one, (_, n) in zip(said, drawn, strict=True)]
    whole, left = attacked(everyone, cells)
    _, alone = attacked(everyone, [set(range(n + 1)) for _, n in drawn])
    assert total.precision is Precision.EXACT or len(whole) >= min(3, len(everyone))
    for (part, n), now, free in zip(drawn, left, alone, strict=True):
        assert part in now
        if not Share(part=part, whole=n, answers=n).exact:
            assert len(now) >= 3 or now == free
        if n < THRESHOLD:
            assert now == free


def test_what_a_turnout_gives_away_of_two_other_groups_is_not_told() -> None:
    """All 55 who answered at all in a group answered the item, and of two others 30 and 18.

    "About 60" of the 55 would be 55, and everyone's exact figure would leave 48 of the two.
    """
    shares = [Share(part=part, whole=n, answers=n) for part, n in ((9, 30), (6, 18), (20, 55))]
    sizes = (81, 46, 113)
    cells = [
        Cell(people=Crossings([number]), size=size, share=share)
        for number, (size, share) in enumerate(zip(sizes, shares, strict=True))
    ]
    everyone = Cell(people=Crossings(range(3)), size=240, share=reduce(add, shares), everyone=True)
    turnout = Told(sum=Sum(layer=Layer.CASTS, people=Crossings([2])), counts=range(55, 56))
    [[total], said] = settle(sizes, everyone, [cells], Favourables(THRESHOLD, [turnout]))
    assert total.precision is Precision.EXACT
    assert said is not None
    assert len([n for n in said[2].answers if n <= 55]) >= 3


@pytest.mark.parametrize("manner", [Turnouts(THRESHOLD), Favourables(THRESHOLD, [])])
def test_what_exact_groups_of_two_dimensions_leave_of_everyone_is_not_told(manner: Manner) -> None:
    """Of 209 who answered, 60 and 56 are in two populations, and 55 of the others in one team.

    The 38 who are left are those of several teams and populations, and no group by themselves.
    """
    answers = (45, 10, 30, 12, 30, 12, 28, 6, 28, 8)
    populations = [{2, 4}, {6, 8}, {0, 3, 5, 9}, {1, 7}]
    teams = [{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}]

    def cell(crossings: set[int], *, everyone: bool = False) -> Cell:
        answered = sum(answers[one] for one in crossings)
        share = Share(part=answered // 3, whole=answered, answers=answered)
        if isinstance(manner, Turnouts):
            share = Share(part=answered, whole=2 * answered, answers=answered)
        people = Crossings(crossings)
        return Cell(people=people, size=2 * answered, share=share, everyone=everyone)

    cuts = [[cell(people) for people in cut] for cut in (populations, teams)]
    everyone = cell({*range(len(answers))}, everyone=True)
    [[total], some, others] = settle([2 * one for one in answers], everyone, cuts, manner)
    assert some is not None
    assert others is not None
    told = [total, *some[:2], others[0]]
    assert [one.precision is Precision.EXACT for one in told] == [True, True, True, False]


def test_what_an_exact_team_leaves_of_a_population_that_it_crosses_is_not_told() -> None:
    """Outside a team of 75 told exactly, 58 of 61 answered, of whom one is in no population of 67.

    So 57 or 58 of the other 60 in that population did, who are no group.
    """
    sizes, answered = (68, 7, 1, 41, 19), (60, 7, 1, 40, 17)
    populations, teams = [{0, 2}, {1, 3, 4}], [{0, 1}, {2, 3}, {4}]

    def cell(crossings: set[int], *, everyone: bool = False) -> Cell:
        size, casts = (sum(numbers[one] for one in crossings) for numbers in (sizes, answered))
        share = Share(part=casts, whole=size, answers=casts)
        return Cell(people=Crossings(crossings), size=size, share=share, everyone=everyone)

    cuts = [[cell(people) for people in cut] for cut in (populations, teams)]
    everyone = cell({*range(len(sizes))}, everyone=True)
    [[total], _, said] = settle(sizes, everyone, cuts, Turnouts(THRESHOLD))
    assert total.text == "125 of 136 answered (91.9%)"
    assert said is not None
    assert said[0].precision is not Precision.EXACT


def test_many_answers_of_one_mind_are_not_counted_by_adding_up() -> None:
    """All 55 of a group answered in favour: beside "about 110" of 161, "about 60" is 55 or 56."""
    total, said = settled(
        [Share(part=part, whole=n, answers=n) for part, n in ((55, 55), (94, 106))]
    )
    assert total.text == "92.5% (149 of 161)"
    assert said is not None
    first, second = (one.answers for one in said)
    assert len([n for n in first if 161 - n in second]) >= 3


@pytest.mark.parametrize("part", [0, 1])
def test_one_answer_is_not_worked_out_by_whoever_does_not_know_it_is_one(part: int) -> None:
    """Beside 92 answers of everyone, the words for 91 would leave the unfavourable of the rest
    0 or 1, though for the digest alone it may be seven answers."""
    shares = [Share(part=part, whole=1, answers=1), Share(part=86 - part, whole=91, answers=91)]
    total, [rest, most] = settled(shares, Favourables(5, []))
    assert (total.text, rest.text) == ("93.5% (86 of 92)", NOT_SHOWN)
    left = [
        (86 - liking, 6 - n + liking)
        for n in most.answers
        for liking in readings(most.text, n)
        if 86 - liking >= 0 <= 6 - n + liking
    ]
    for counts in zip(*left, strict=True):
        assert len(set(counts)) >= 3


@settings(max_examples=100, deadline=None)
@given(groups_of_one_item)
def test_what_exact_groups_leave_could_be_said_exactly(drawn: list[tuple[int, int]]) -> None:
    """Everyone without the exact groups has fifty answers or more, and three on each side."""
    shares = [Share(part=part, whole=n, answers=n) for part, n in drawn]
    total, said = settled(shares)
    rest = [s for s, one in zip(shares, said, strict=True) if one.precision is not Precision.EXACT]
    if total.precision is Precision.EXACT and rest:
        assert reduce(add, rest).exact
    elif total.precision is not Precision.EXACT:
        assert len(rest) == len(shares)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.integers(8, 150).flatmap(lambda n: st.tuples(st.integers(min(8, n), n), st.just(n))),
        min_size=2,
        max_size=6,
    )
)
def test_adding_up_responses_leaves_three_counts(drawn: list[tuple[int, int]]) -> None:
    """The numbers of answerers keep three possible counts, though all invitations are known."""
    shares = [Share(part=casts, whole=invited, answers=casts) for casts, invited in drawn]
    total, said = settled(shares, Turnouts(THRESHOLD))
    if said is None:
        return
    everyone = readings(total.text, sum(invited for _, invited in drawn))
    cells = [readings(one.text, n) for one, (_, n) in zip(said, drawn, strict=True)]
    whole, left = attacked(everyone, cells)
    _, alone = attacked(everyone, [set(range(invited + 1)) for _, invited in drawn])
    assert total.precision is Precision.EXACT or len(whole) >= min(3, len(everyone))
    for one, (casts, _), now, free in zip(said, drawn, left, alone, strict=True):
        assert casts in now
        assert one.precision is Precision.EXACT or len(now) >= 3 or now == free


@pytest.mark.parametrize("answered", [(8, 8), (9, 8)])
def test_two_cells_barely_larger_than_the_threshold_are_not_told_of(
    answered: tuple[int, int],
) -> None:
    """Each of ten, of whom eight or more answered: beside 15 to 17 of 20 only 8 and 9 are left."""
    shares = [Share(part=casts, whole=10, answers=casts) for casts in answered]
    total, said = settled(shares, Turnouts(THRESHOLD))
    assert (total.text, said) == ("15 to 17 of 20 answered", None)


@pytest.mark.parametrize(
    "groups", [[(50, 90), (2, 7)], [(8, 30)] * 4 + [(2, 7)], [(8, 60)] * 9, [(8, 20)] * 19]
)
def test_a_whole_item_is_seldom_withheld(groups: list[tuple[int, int]], *, thorough: bool) -> None:
    """Of twenty rounds at most one loses an item in a dimension to what adds up."""
    chance = random.Random(1)
    lost, rounds = 0, 40 if thorough else 12
    for _ in range(rounds):
        wholes = [chance.randint(*size) for size in groups]
        parts = [sum(chance.random() < 0.65 for _ in range(n)) for n in wholes]
        _, said = settled(
            [Share(part=part, whole=n, answers=n) for part, n in zip(parts, wholes, strict=True)]
        )
        lost += all(one.precision is Precision.WITHHELD for one in said)
    assert lost <= rounds // 20


@pytest.mark.parametrize(
    ("large", "small"), [((50, 90), (8, 30)), ((15, 40), (15, 40)), ((50, 90), (1, 7))]
)
def test_knowing_the_program_hardly_helps(
    large: tuple[int, int], small: tuple[int, int], *, thorough: bool
) -> None:
    """Of fifteen pairs of groups at most one tells more to whoever runs the program backwards.

    The reader tries every count that could be and keeps those for which the very same comes out.
    A few pairs remain in which that leaves one or two counts.
    """
    chance = random.Random(1)
    told, pairs = 0, 15 if thorough else 3
    for _ in range(pairs):
        wholes = [chance.randint(*large), chance.randint(*small)]
        mood = chance.uniform(0.2, 0.95)
        parts = [sum(chance.random() < mood for _ in range(n)) for n in wholes]
        told += _gives_away(parts, wholes)
    assert told <= pairs // 15


def test_knowing_the_program_hardly_helps_with_who_answered(*, thorough: bool) -> None:
    """Of all numbers in which two teams can have answered, at most three in a hundred are narrowed
    to one or two by running the program backwards."""
    sizes, narrowed, tried = (40, 30), 0, 0
    for total in range(50, sum(sizes) - 2, 3 if thorough else 9):
        alike: dict[str, int] = {}
        for first in range(max(THRESHOLD, total - sizes[1]), min(sizes[0], total - THRESHOLD) + 1):
            shares = [
                Share(part=part, whole=whole, answers=part)
                for part, whole in zip((first, total - first), sizes, strict=True)
            ]
            _, said = settled(shares, Turnouts(THRESHOLD))
            words = " and ".join(one.text for one in said)
            alike[words] = alike.get(words, 0) + 1
        tried += sum(alike.values())
        narrowed += sum(number for number in alike.values() if number < 3)
    assert tried > (50 if thorough else 20)
    assert narrowed <= 0.03 * tried


def _gives_away(parts: Sequence[int], wholes: Sequence[int]) -> bool:
    def outcome(parts: Sequence[int]) -> tuple[Said, list[str]]:
        total, said = settled(
            [Share(part=part, whole=n, answers=n) for part, n in zip(parts, wholes, strict=True)]
        )
        return total, [total.text, *(one.text for one in said)]

    total, words = outcome(parts)
    consistent = [
        others
        for others in itertools.product(*(range(n + 1) for n in wholes))
        if sum(others) in total.parts and outcome(others)[1] == words
    ]
    _, free = attacked(set(total.parts), [set(range(n + 1)) for n in wholes])
    left = [set(one) for one in zip(*consistent, strict=True)]
    return any(
        len(now) < min(3, len(alone)) and "% (" not in text
        for now, alone, text in zip(left, free, words[1:], strict=True)
    )
