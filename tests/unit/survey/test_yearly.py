from collections.abc import Callable

import pytest
from support.once import once

from bot.survey import yearly
from bot.survey.past import Past
from questions.model import Question
from storage.model import EVERYONE

Pasts = Callable[..., Past]
Questions = Callable[..., Question]
FromChannels = Callable[..., Past]

NOW, BEFORE = {EVERYONE: (137, 200), "a": (51, 70)}, {EVERYONE: (100, 200), "a": (81, 89)}


@pytest.mark.parametrize(
    ("weeks", "found"),
    [
        ((-104, -52), -52),
        ((-60, -53, -45), -53),
        ((-42, -62), None),
        ((-43,), -43),
        ((-61,), -61),
        ((), None),
    ],
)
def test_last_years_round_is_the_one_nearest_to_a_year_before(
    weeks: tuple[int, ...], found: int | None, a_past: Pasts, a_question: Questions
) -> None:
    """It opened 300 to 430 days before, or there is none."""
    pasts = {week: a_past(week, {a_question(): NOW}) for week in weeks}
    before = yearly.a_year_before(a_past(0, {a_question(): NOW}), list(pasts.values()))
    assert before == (pasts[found] if found is not None else None)


def test_a_change_is_in_points_with_an_approximate_range(
    a_past: Pasts, a_question: Questions
) -> None:
    """Wolverhampton's 51 of 70 beside 81 of 89 is 18.2 points down, roughly 6.3 to 30.4."""
    asked = a_question()
    history = [once(a_past(-52, {asked: BEFORE}))]
    everyone, _, team, note = yearly.sections(once(a_past(0, {asked: NOW})), history)
    assert everyone.heading == "Everyone: favourable answers beside 25 November 2025"
    assert team == (
        "Team A: favourable answers beside 25 November 2025",
        (
            "How often was your workload all right in the last week?",
            "72.9% (51 of 70), and 91.0% (81 of 89) then: "
            "down 18.2 points (approximately 6.3 to 30.4 down)",
        ),
    )
    assert note.heading == ""
    assert note.lines[0].startswith("The ranges are approximate (95%)")


def test_other_words_are_not_compared(a_past: Pasts, a_question: Questions) -> None:
    """A question in another version has no change, and it is said that it cannot be compared."""
    kept, old = a_question(), a_question("stress")
    new = a_question("stress", wording="How often was your stress bearable in the last week?")
    before = once(a_past(-52, {kept: BEFORE, old: BEFORE}))
    now = once(a_past(0, {kept: NOW, new: NOW}))
    assert {one.question.id for one in yearly.changes(now, before)} == {kept.id}
    _, note, *_ = yearly.sections(now, [before])
    assert note.lines[-1].startswith("1 of 2 questions can be compared")


def test_only_exact_figures_are_compared(a_past: Pasts, a_question: Questions) -> None:
    """A rounded figure of either year leaves the group out; of everyone it is said."""
    asked = a_question()
    few = {EVERYONE: (20, 40), "a": (20, 40)}
    for now, before in ((NOW, few), (few, BEFORE)):
        [only] = yearly.sections(
            once(a_past(0, {asked: now})), [once(a_past(-52, {asked: before}))]
        )
        assert only.lines[0].startswith("0 of 1 questions can be compared")


def test_groups_that_were_joined_otherwise_are_not_compared(
    a_past: Pasts, a_question: Questions
) -> None:
    """Two teams that were one cell last year are other people."""
    asked = a_question()
    before = once(a_past(-52, {asked: {EVERYONE: (100, 200), "a+b": (81, 89)}}))
    now = once(a_past(0, {asked: NOW}))
    assert [one.now.group for one in yearly.changes(now, before)] == [EVERYONE]


def test_groups_that_came_from_elsewhere_are_not_compared(
    a_past: Pasts, a_question: Questions, from_channels: FromChannels
) -> None:
    """A team whose people come from another channel than last year's is other people."""
    asked = a_question()
    teams = {EVERYONE: (132, 159), "a": (81, 89), "b": (51, 70)}
    before = once(from_channels(a_past(-52, {asked: teams}), a="C1", b="C2"))
    now = once(from_channels(a_past(0, {asked: teams}), a="C3", b="C2"))
    assert [one.now.group for one in yearly.changes(now, before)] == [EVERYONE, "b"]


def test_a_first_year_and_a_weekly_pulse_have_no_comparison(
    a_past: Pasts, a_question: Questions
) -> None:
    """Nothing is said where there is nothing to say."""
    asked = a_question()
    assert yearly.sections(once(a_past(0, {asked: NOW})), []) == ()
    assert yearly.sections(a_past(0, {asked: NOW}), [a_past(-52, {asked: NOW})]) == ()
