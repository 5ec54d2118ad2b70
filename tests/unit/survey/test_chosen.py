from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey.chosen import FEW, NEARLY_EVERYONE, ranking
from bot.survey.precision import NOT_SHOWN
from questions.model import Option, Question, Scale
from storage.model import Precision, Ranking, RankingTally

THRESHOLD = 8
FEWEST_COUNTS = 3
LETTERS = "abcdefghi"


def a_ranking(options: int, choose: int) -> Question:
    """Which so many of these letters."""
    letters = (Option(id=one, label=one.upper()) for one in LETTERS[:options])
    return Question(
        id="wishes",
        theme="help",
        wording="Which would help most?",
        scale=Scale(id="letters", options=tuple(letters)),
        choose=choose,
    )


def shown(
    counts: Sequence[int],
    answered: int,
    choose: int = 3,
    *,
    casts: range | None = None,
    threshold: int = THRESHOLD,
) -> Ranking:
    tally = RankingTally(answered=answered, counts=dict(zip(LETTERS, counts, strict=False)))
    known = range(answered, answered + 50) if casts is None else casts
    return ranking(a_ranking(len(counts), choose), tally, threshold, known)


@pytest.mark.parametrize(
    ("counts", "answered", "told", "texts"),
    [
        (
            (41, 70, 0, 20, 66),
            70,
            "70 people",
            {
                "b": NEARLY_EVERYONE,
                "e": NEARLY_EVERYONE,
                "a": "41 of 70 chose it (58.6%)",
                "d": "20 of 70 chose it (28.6%)",
                "c": FEW,
            },
        ),
        (
            (5, 65, 30, 40),
            70,
            "70 people",
            {
                "b": "65 of 70 chose it (92.9%)",
                "d": "40 of 70 chose it (57.1%)",
                "c": "30 of 70 chose it (42.9%)",
                "a": "5 of 70 chose it (7.1%)",
            },
        ),
        (
            (10, 25, 0, 20, 38),
            40,
            "about 40 people",
            {
                "e": "about 90% or more chose it",
                "b": "about 60% chose it",
                "d": "about 50% chose it",
                "a": "about 30% chose it",
                "c": "about 10% or less chose it",
            },
        ),
        (
            (10, 20, 0, 6, 12),
            20,
            "15 to 29 people",
            {
                "b": "more than 4 in 5 chose it",
                "e": "2 to 3 in 5 chose it",
                "a": "2 to 3 in 5 chose it",
                "d": "1 to 2 in 5 chose it",
                "c": "up to 1 in 5 chose it",
            },
        ),
        (
            (9, 3, 4, 4, 0),
            9,
            "8 to 14 people",
            {
                "a": "more than two thirds chose it",
                "c": "a third to two thirds chose it",
                "d": "a third to two thirds chose it",
                "b": "up to a third chose it",
                "e": "up to a third chose it",
            },
        ),
    ],
)
def test_it_is_said_as_finely_as_its_answers_allow(
    counts: Sequence[int], answered: int, told: str, texts: dict[str, str]
) -> None:
    """Counts from 50 on, then tens of percent, then words; the most chosen option comes first."""
    found = shown(counts, answered)
    assert found.text == told
    assert {one.option: one.text for one in found.options} == texts
    ranks = [one.rank for one in found.options]
    assert ranks == sorted(ranks)


def test_options_of_which_the_same_is_said_share_a_rank() -> None:
    """Within what is said alike, the order is that in which people read them, and tells nothing."""
    found = shown((8, 9, 0, 9, 1), 12)
    ranks = [(one.option, one.rank) for one in found.options]
    assert ranks == [("b", 1), ("d", 1), ("a", 3), ("c", 4), ("e", 4)]


@pytest.mark.parametrize(
    ("counts", "answered", "choose", "why"),
    [
        ((3, 5, 6), 7, 2, "fewer than the threshold answered"),
        ((43, 4, 3), 50, 2, "all chose one at least, so 4 and 3, or 3 and 4"),
        ((46, 50, 7), 50, 2, "all chose two at most, which leaves two ways for both"),
        ((2, 2, 2, 2), 8, 2, "four options of two at most, and eight who chose one at least"),
        ((3, 3, 3), 9, 2, "nine or twelve people, and each option a third of them exactly"),
    ],
)
def test_what_would_give_an_option_away_is_not_shown(
    counts: Sequence[int], answered: int, choose: int, why: str
) -> None:
    """Nothing is shown at all, in the one sentence for whatever is withheld."""
    found = shown(counts, answered, choose)
    assert (found.text, found.options, found.answered) == (NOT_SHOWN, (), None), why
    assert found.precision is Precision.WITHHELD


@pytest.mark.parametrize(
    ("answered", "casts", "is_shown"),
    [
        (70, range(70, 71), True),
        (70, range(75, 80), True),
        (70, range(69, 73), False),
        (41, range(38, 43), True),
        (41, range(37, 43), False),
        (41, range(38, 40), False),
        (12, range(8, 15), True),
        (12, range(8), False),
        (12, range(0), False),
    ],
)
def test_it_does_not_tell_how_many_answered_at_all(
    answered: int, casts: range, *, is_shown: bool
) -> None:
    """It is shown only where that so many answered it says nothing new of the response."""
    found = shown([answered // 2] * 6, answered, casts=casts)
    assert (found.precision is not Precision.WITHHELD) == is_shown


def tables(answered: int, options: int, choose: int) -> Iterator[tuple[int, ...]]:
    """All ways in which the choices of so many people may add up."""
    for counts in product(range(answered + 1), repeat=options):
        if answered <= sum(counts) <= choose * answered:
            yield counts


@pytest.mark.parametrize(
    ("options", "choose", "casts"),
    [(3, 2, range(5, 8)), (3, 2, range(8, 11)), (4, 2, range(5, 8))],
)
def test_whoever_knows_the_program_and_who_answered_finds_three_counts(
    options: int, choose: int, casts: range
) -> None:
    """Of all answers that bring the very same text, three differ in each option, and in number.

    Every possible outcome is tried, so that nothing follows from what is withheld elsewhere.
    """
    alike: dict[Ranking, dict[int, list[tuple[int, ...]]]] = defaultdict(lambda: defaultdict(list))
    for answered in range(5, casts.stop):
        for counts in tables(answered, options, choose):
            found = shown(counts, answered, choose, casts=casts, threshold=5)
            alike[found][answered].append(counts)
    told = {found: some for found, some in alike.items() if found.options}
    assert len(told) > 3
    for some in told.values():
        assert len(some) >= FEWEST_COUNTS
        assert min(some) <= casts.start
        for ways in some.values():
            assert all(len(set(option)) >= FEWEST_COUNTS for option in zip(*ways, strict=True))


@settings(deadline=None)
@given(st.data())
def test_what_is_not_exact_stands_for_three_counts(data: st.DataObject) -> None:
    """Beside all exact counts, each of the others can be three numbers, for all who are told of."""
    choose = data.draw(st.integers(2, 3))
    answered = data.draw(st.integers(50, 60))
    edges = st.integers(0, 8) | st.integers(answered - 8, answered) | st.integers(0, answered)
    counts = data.draw(st.lists(edges, min_size=choose + 1, max_size=6))
    found = shown(counts, answered, choose)
    hidden = [one.text for one in found.options if one.chosen is None]
    exact = sum(one.chosen or 0 for one in found.options)
    few, all_but = range(5), range(answered - 4, answered + 1)
    ways = [
        way
        for way in product(*(few if text == FEW else all_but for text in hidden))
        if answered <= exact + sum(way) <= choose * answered
    ]
    assert all(len(set(option)) >= FEWEST_COUNTS for option in zip(*ways, strict=True))
    assert not found.options or ways
    assert {one.chosen for one in found.options}.isdisjoint([*range(5), *all_but])
