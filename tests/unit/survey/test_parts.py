from collections.abc import Callable, Mapping

import pytest
from support.once import once

from bot.survey import parts
from bot.survey.past import Past
from questions.model import Question
from storage.model import EVERYONE

Pasts = Callable[..., Past]
Questions = Callable[..., Question]


@pytest.fixture(scope="module")
def asked(a_question: Questions) -> tuple[Question, ...]:
    """Two questions on workload, one on stress."""
    return (
        a_question(),
        a_question(id="workload-more", anchor=False),
        a_question("stress"),
    )


@pytest.fixture(scope="module")
def told(asked: tuple[Question, ...], a_past: Pasts) -> Callable[..., Past]:
    """Makes a round with the counts of the three questions, for each cell."""

    def make(cells: Mapping[str, tuple[tuple[int, int], ...]]) -> Past:
        answers = {
            question: {cell: shares[number] for cell, shares in cells.items()}
            for number, question in enumerate(asked)
        }
        return once(a_past(0, answers))

    return make


CELLS = {
    EVERYONE: ((110, 200), (120, 200), (90, 160)),
    "a": ((40, 80), (60, 80), (30, 70)),
    "b": ((70, 120), (60, 120), (60, 90)),
}


def test_a_theme_is_all_its_questions_together(told: Callable[..., Past]) -> None:
    """Favourable answers and all of them added up, in the part and in the whole."""
    assert parts.beside(told(CELLS), "team", "a") == (
        ("Workload", (100, 160), (230, 400)),
        ("Stress", (30, 70), (90, 160)),
    )


def test_the_lowest_theme_is_named_for_both(told: Callable[..., Past]) -> None:
    """Leadership reads whether a department's weak spot is its own or everyone's."""
    first, second = parts.sections(told(CELLS))
    assert first.heading == "Team A beside everyone"
    assert first.lines == (
        "Lowest of the themes below, here as for everyone: stress.",
        "Workload: 62.5% (100 of 160), 5.0 points above everyone's 57.5% (230 of 400)",
        "Stress: 42.9% (30 of 70), 13.4 points below everyone's 56.3% (90 of 160)",
        "These are favourable answers of all answers, the questions of a theme added up.",
    )
    assert (
        second.lines[0] == "Lowest of the themes below in Team B: workload; for everyone: stress."
    )


def test_themes_that_stand_equally_low_are_both_named(told: Callable[..., Past]) -> None:
    """None is picked where the shares are the same, however they come about."""
    cells = {EVERYONE: CELLS[EVERYONE], "a": ((40, 80), (40, 80), (35, 70))}
    [only] = parts.sections(told(cells))
    assert only.lines[0] == (
        "Lowest of the themes below in Team A: workload and stress; for everyone: stress."
    )


def test_nothing_rests_on_what_was_not_published_exactly(told: Callable[..., Past]) -> None:
    """A theme with one rounded figure is left out, and then no lowest theme is named."""
    cells = CELLS | {"a": ((40, 80), (20, 40), (30, 70)), "b": ((30, 49), (20, 40), (10, 20))}
    [only] = parts.sections(told(cells))
    assert only.heading == "Team A beside everyone"
    assert [line.partition(":")[0] for line in only.lines[:-1]] == ["Stress"]


def test_a_pulse_that_comes_back_has_no_such_sections(
    a_past: Pasts, asked: tuple[Question, ...]
) -> None:
    """Its digest shows the groups' figures by themselves."""
    answers = {question: {EVERYONE: (60, 100), "a": (30, 60)} for question in asked}
    assert parts.sections(a_past(0, answers)) == ()
