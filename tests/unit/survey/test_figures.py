from collections.abc import Callable

import pytest

from bot.survey.figures import counts, left_open, share
from bot.survey.past import Past
from bot.survey.wording import span
from questions.model import Question
from storage.model import EVERYONE, Figure


@pytest.fixture
def a_figure(
    a_past: Callable[..., Past], a_question: Callable[..., Question]
) -> Callable[..., Figure]:
    """Makes everyone's figure of so many favourable answers, of so many."""

    def make(part: int, whole: int) -> Figure:
        past: Past = a_past(0, {a_question(): {EVERYONE: (part, whole)}})
        return past.published.figures[0]

    return make


@pytest.mark.parametrize(
    ("part", "whole", "text", "told"),
    [
        (51, 70, "72.9%", (51, 70)),
        (30, 40, "about 80%", None),
        (15, 20, "3 to 4 in 5", None),
        (3, 4, None, None),
    ],
)
def test_a_figure_tells_what_was_published(
    a_figure: Callable[..., Figure],
    part: int,
    whole: int,
    text: str | None,
    told: tuple[int, int] | None,
) -> None:
    """The share is said as finely as it was published, and counts only where they were exact."""
    figure = a_figure(part, whole)
    assert (share(figure), counts(figure)) == (text, told)


def test_few_answers_leave_much_open() -> None:
    """Of 129 asked, 59 who did not answer could bring 51 of 70 to anything from 40% to 85%."""
    found = left_open((51, 70), 129)
    assert found
    assert span(found) == "40% to 85%"


def test_silence_is_not_spoken_of_where_most_answered() -> None:
    """From 80% on, those who did not answer are left out of account."""
    assert left_open((51, 79), 100)
    assert left_open((51, 80), 100) is None
