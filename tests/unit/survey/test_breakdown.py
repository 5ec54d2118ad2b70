from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.count import count

from bot.survey.breakdown import FEWEST_CHOOSING, breakdown
from bot.survey.disclosure import disclose
from bot.survey.statistics import percent
from questions.loader import load_shipped
from questions.model import DOES_NOT_APPLY, Question
from storage.model import EVERYONE, Dimension, Figure, GroupTally, Precision, Round

Rounds = Callable[..., Round]
Dimensions = Callable[..., Dimension]
Questions = Callable[..., Question]

OPTIONS = ("never", "rarely", "sometimes", "often", "always")
FEWEST_COUNTS = 3


def a_tally(question: Question, counts: Sequence[int], group: str = EVERYONE) -> GroupTally:
    """A tally whose people all answered, so many chose each option in the scale's order."""
    return GroupTally(
        dimension=EVERYONE if group == EVERYONE else "team",
        group=group,
        size=2 * sum(counts) + 10,
        casts=sum(counts),
        counts={question.id: {**dict(zip(OPTIONS, counts, strict=True)), DOES_NOT_APPLY: 0}},
    )


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((5, 6, 7, 8, 9), {"Never": 5, "Rarely": 6, "Sometimes": 7, "Often": 8, "Always": 9}),
        ((1, 6, 7, 8, 9), {"Never or rarely": 7, "Sometimes": 7, "Often": 8, "Always": 9}),
        ((9, 8, 4, 40, 9), {"Never": 9, "Rarely or sometimes": 12, "Often": 40, "Always": 9}),
        ((2, 2, 2, 60, 4), {}),
        ((2, 2, 2, 60, 5), {"Never, rarely or sometimes": 6, "Often": 60, "Always": 5}),
        ((0, 0, 4, 60, 9), {}),
        ((0, 0, 9, 60, 0), {}),
    ],
)
def test_options_that_few_chose_are_told_together(
    a_question: Questions, counts: Sequence[int], told: dict[str, int]
) -> None:
    """Within their side; nothing is told where a side has too few, or where nothing is new."""
    question = a_question()
    shown = breakdown(question, a_tally(question, counts))
    assert {one.label: one.chosen for one in shown} == told


def test_four_grades_come_out_with_the_rare_one_joined(golden: dict[str, Any]) -> None:
    """Dudley's 59, 143, 37 and 1 of 240: the one is told together with the other low grade."""
    told = golden["dudley_2024"]["ratings"]
    grades = ("outstanding", "good", "requires_improvement", "inadequate")
    question = load_shipped("support-grades").questions[0]
    counts = dict(zip(question.scale.option_ids, (told[grade] for grade in grades), strict=True))
    tally = GroupTally(
        dimension=EVERYONE,
        group=EVERYONE,
        size=300,
        casts=240,
        counts={question.id: {**counts, DOES_NOT_APPLY: 0}},
    )
    shown = {one.label: one.chosen for one in breakdown(question, tally)}
    assert shown == {
        "Outstanding": 59,
        "Good": 143,
        "Requires improvement or inadequate": 38,
    }
    assert [float(percent(chosen, 240)) for chosen in shown.values()] == [24.6, 59.6, 15.8]


def test_does_not_apply_is_told_of_nobody(a_question: Questions) -> None:
    """Who said that it does not apply chose none of what is told."""
    question = a_question()
    tally = a_tally(question, (10, 10, 10, 10, 10))
    counts = {**tally.counts[question.id], DOES_NOT_APPLY: 30}
    shown = breakdown(question, tally.model_copy(update={"counts": {question.id: counts}}))
    assert [one.options for one in shown] == [(option,) for option in OPTIONS]
    assert sum(one.chosen for one in shown) == 50


def published(
    round_: Round, question: Question, groups: Sequence[Sequence[int]]
) -> tuple[Figure, ...]:
    everyone = a_tally(question, [sum(column) for column in zip(*groups, strict=True)])
    cells = (a_tally(question, one, group) for one, group in zip(groups, "abc", strict=False))
    return disclose(round_, count([everyone, *cells])).published.figures


def test_only_everyones_answers_are_told_in_full(
    a_round: Rounds, a_dimension: Dimensions, a_question: Questions
) -> None:
    """A group shows how many were favourable and no more, however large it is."""
    round_ = a_round(a_dimension("team", "a", "b"))
    figures = published(round_, a_question(), [(20, 20, 20, 20, 20)] * 2)
    assert [figure.precision for figure in figures] == [Precision.EXACT] * 3
    assert [len(figure.choices) for figure in figures] == [5, 0, 0]


@settings(max_examples=80, deadline=None)
@given(
    groups=st.lists(
        st.tuples(*[st.integers(0, 9) | st.integers(0, 60)] * len(OPTIONS)), min_size=2, max_size=3
    ).filter(lambda groups: all(sum(one) >= 8 for one in groups))
)
def test_taking_exact_groups_away_leaves_three_counts(
    a_round: Rounds,
    a_dimension: Dimensions,
    a_question: Questions,
    groups: list[tuple[int, ...]],
) -> None:
    """Of each group, and of what exact groups leave, every option may have been chosen by three
    numbers of people or more."""
    round_ = a_round(a_dimension("team", *"abc"[: len(groups)]))
    everyone, *cells = published(round_, a_question(), groups)
    if not everyone.choices:
        return
    assert everyone.answered is not None
    assert everyone.favourable is not None
    exact = [one for one in cells if one.favourable is not None and one.answered is not None]
    known = [(one.favourable or 0, one.answered or 0) for one in exact]
    left = (sum(liking for liking, _ in known), sum(whole for _, whole in known))
    for liking, whole in {*known, left} - {(0, 0), (everyone.favourable, everyone.answered)}:
        for favourable, in_group, in_all in (
            (True, liking, everyone.favourable),
            (False, whole - liking, everyone.answered - everyone.favourable),
        ):
            side = [
                c for c in everyone.choices if (set(c.options) <= {"often", "always"}) is favourable
            ]
            assert sum(choice.chosen for choice in side) == in_all
            assert all(choice.chosen >= FEWEST_CHOOSING for choice in side)
            for choice in side if len(side) > 1 else ():
                least = max(0, in_group - (in_all - choice.chosen))
                most = min(in_group, choice.chosen)
                assert most - least + 1 >= FEWEST_COUNTS
