from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from bot.survey.extremes import changed, changed_lines, lowest, lowest_lines
from bot.survey.intervals import difference
from bot.survey.past import Past
from questions.model import Question
from storage.model import EVERYONE

Asks = Callable[..., Past]


@pytest.fixture
def asks(a_past: Callable[..., Past], a_question: Callable[..., Question]) -> Asks:
    """Makes a round that asked everyone some questions, by id, with their answers."""

    def make(week: int, version: int = 0, **answers: tuple[int, int]) -> Past:
        return a_past(
            week,
            {
                a_question(id=one, anchor=False, wording=f"{one.capitalize()}{version or ''}?"): {
                    EVERYONE: told
                }
                for one, told in answers.items()
            },
        )

    return make


# ---- what changed


def test_what_changed_most_comes_first(asks: Asks) -> None:
    """Questions come by how far they moved in either direction since they were last asked."""
    found = changed(
        [
            asks(0, a=(50, 100), b=(50, 100), c=(50, 100)),
            asks(1, a=(55, 100), b=(20, 100), c=(60, 100)),
        ]
    )
    assert [(one.question, one.change.points) for one in found] == [
        ("b", -30.0),
        ("c", 10.0),
        ("a", 5.0),
    ]


def test_a_change_is_since_the_question_was_last_asked(asks: Asks) -> None:
    """Rounds that did not ask it are passed over, even when that takes more than twelve."""
    weeks = [asks(week, a=(50, 100)) for week in range(1, 14)]
    history = [asks(0, b=(60, 100)), *weeks, asks(14, b=(80, 100), a=(50, 100))]
    first = changed(history)[0]
    assert (first.question, first.since, first.asked) == (
        "b",
        date(2026, 11, 24),
        date(2027, 3, 2),
    )
    assert (first.now, first.before) == ((80, 100), (60, 100))
    assert first.change == difference((80, 100), (60, 100))


def test_questions_not_asked_in_twelve_rounds_are_left_out(asks: Asks) -> None:
    """What was last asked thirteen rounds ago is no news."""
    history = [asks(0, b=(60, 100)), asks(1, b=(80, 100))]
    weeks = [asks(week, a=(50, 100)) for week in range(2, 13)]
    assert [one.question for one in changed([*history, *weeks])] == ["b", "a"]
    assert [one.question for one in changed([*history, *weeks, asks(13, a=(50, 100))])] == ["a"]


@pytest.mark.parametrize("last", [(30, 40), (3, 4), (99, 100)])
def test_a_change_needs_exact_counts_both_times(asks: Asks, last: tuple[int, int]) -> None:
    """Where the last time was rounded or withheld, no older one stands in for it."""
    history = [asks(0, a=(50, 100)), asks(1, a=last), asks(2, a=(60, 100))]
    assert changed(history) == ()
    assert changed(history[:2]) == ()


def test_other_words_are_not_compared(asks: Asks) -> None:
    """A question that was worded anew has no change."""
    assert changed([asks(0, a=(50, 100)), asks(1, version=2, a=(60, 100))]) == ()


def test_what_stands_out_depends_on_how_many_were_compared(asks: Asks) -> None:
    """A change that stands out alone does not among seventeen."""
    others = {f"x{number}": (50, 100) for number in range(16)}
    alone = changed([asks(0, a=(50, 100)), asks(1, a=(66, 100))])
    among = changed([asks(0, a=(50, 100), **others), asks(1, a=(66, 100), **others)])
    assert [one.stands_out for one in alone] == [True]
    assert not any(one.stands_out for one in among)
    assert alone[0].change == among[0].change


def test_nothing_changed_in_a_first_round(asks: Asks) -> None:
    """The first round has nothing to be compared with."""
    assert changed([asks(0, a=(50, 100))]) == ()


def test_lines_tell_what_changed_and_what_chance_may_do(asks: Asks) -> None:
    """Each line has the change with its range and both counts; the last one warns."""
    found = changed([asks(0, a=(50, 100), b=(50, 100)), asks(1, a=(55, 100), b=(48, 100))])
    today = date(2026, 12, 1)
    assert changed_lines(found, today, most=1) == (
        "A? Up 5.0 points (approximately 8.7 down to 18.4 up) since 24 November: "
        "55.0% (55 of 100) after 50.0% (50 of 100)",
        "Of 2 questions compared, chance alone may move some as far.",
    )
    alone = changed([asks(0, a=(50, 100)), asks(1, a=(90, 100))])
    assert len(changed_lines(alone, today)) == 1
    assert changed_lines((), today) == ()


def test_a_time_long_ago_is_told_with_its_year(asks: Asks) -> None:
    """It is told by how long ago it is in the newest round, which need not have asked."""
    found = changed([asks(0, a=(50, 100)), asks(30, a=(90, 100))])
    [plain] = changed_lines(found, date(2027, 6, 22))
    [line] = changed_lines(found, date(2027, 10, 5))
    assert " since 24 November: " in plain
    assert " since 24 November 2026: " in line


# ---- what stands lowest


def test_the_least_favourable_come_first(asks: Asks) -> None:
    """Questions come by their share of all answers in the rounds that published it."""
    found = lowest([asks(0, a=(50, 100), b=(80, 100)), asks(1, a=(60, 100), c=(20, 100))])
    assert [(one.question, one.total, one.rounds) for one in found] == [
        ("c", (20, 100), 1),
        ("a", (110, 200), 2),
        ("b", (80, 100), 1),
    ]
    assert [one.tied for one in found] == [True, False, False]


def test_only_twelve_rounds_and_the_newest_words_count(asks: Asks) -> None:
    """Older rounds, other versions and what was not exact are left out."""
    history = [asks(0, a=(10, 100)), asks(1, version=1, a=(20, 100))]
    history += [asks(week, a=(60, 100), b=(3, 4)) for week in range(2, 13)]
    assert [(one.total, one.rounds) for one in lowest(history)] == [((660, 1100), 11)]


def test_questions_tie_where_they_cannot_be_told_apart(asks: Asks) -> None:
    """46 of 100 may be as low as 40; 70 of 100 may not."""
    found = lowest([asks(0, a=(40, 100), b=(46, 100), c=(70, 100))])
    assert [one.tied for one in found] == [True, True, False]


def test_more_comparisons_tie_more(asks: Asks) -> None:
    """What can be told from the lowest of two cannot among seventeen."""
    others = {f"x{number}": (80, 100) for number in range(15)}
    assert not lowest([asks(0, a=(40, 100), b=(56, 100))])[1].tied
    assert lowest([asks(0, a=(40, 100), b=(56, 100), **others)])[1].tied


def test_the_same_people_are_no_surer_twice(asks: Asks) -> None:
    """Twelve rounds of the same counts tie what one round ties."""
    history = [asks(week, a=(40, 100), b=(48, 100)) for week in range(12)]
    assert lowest(history)[1].tied
    assert lowest(history[:1])[1].tied


def test_the_truly_lowest_is_among_the_tied(asks: Asks) -> None:
    """Of 100 rounds in which eight questions are alike, 5 at most tell a given one from the lowest.

    Without regard to how many are compared it would be more.
    """
    chance = Random(6)
    missed = 0
    for _ in range(100):
        answers = {
            f"q{one}": (sum(chance.random() < 0.5 for _ in range(80)), 80) for one in "abcdefgh"
        }
        missed += not next(one for one in lowest([asks(0, **answers)]) if one.question == "qa").tied
    assert missed <= 5


def test_lines_tell_what_stands_lowest_and_what_ties(asks: Asks) -> None:
    """Each line has share and counts, and the last one how many may be lowest as well."""
    history = [asks(0, a=(40, 100), b=(46, 100), c=(70, 100)), asks(1, a=(42, 100))]
    assert lowest_lines(lowest(history), most=2) == (
        "A? 41.0% (82 of 200) over 2 rounds, tied",
        "B? 46.0% (46 of 100), tied",
        "Tied: of 3 questions compared, any of 2 may truly stand lowest.",
    )
    assert lowest_lines(lowest([asks(0, a=(40, 100), b=(90, 100))])) == (
        "A? 40.0% (40 of 100)",
        "B? 90.0% (90 of 100)",
    )
