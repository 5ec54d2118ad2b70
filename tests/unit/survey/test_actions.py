from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.survey.actions import (
    NOT_AGAIN,
    REWORDED,
    Finding,
    Listed,
    asked_again,
    before_and_after,
    due_from,
    ended,
    findings,
    going_on,
    misplaced,
    overdue,
)
from bot.survey.precision import NOT_SHOWN
from questions.model import Question
from storage.model import Action, ActionState, Figure, Precision, Published, Round

TODAY = date(2027, 2, 22)
BEFORE = date(2026, 11, 24)


def a_finding(day: date = BEFORE, **changes: object) -> Finding:
    usual = {
        "question": "workload-anchor",
        "version": "v1",
        "day": day,
        "theme_name": "Workload",
        "wording": "How often was your workload all right in the last week?",
        "favourable": '"often" or "always"',
        "text": "41.2% (80 of 194)",
        "shown": True,
    }
    return Finding.model_validate(usual | changes)


def listed(what: str, review: date = TODAY, **changes: object) -> Listed:
    usual = {
        "id": "0123456789abcdef",
        "round": "weekly-2026-11-24",
        "finding": "workload-anchor",
        "what": what,
        "owner": "U1",
        "recorded": datetime(2026, 11, 30, 10, tzinfo=UTC),
        "review": review,
    }
    return Listed(action=Action.model_validate(usual | changes), finding=a_finding())


def figure(question: str, text: str, precision: Precision, dimension: str = "everyone") -> Figure:
    return Figure(
        dimension=dimension,
        group=dimension,
        name="Everyone",
        question=question,
        version="v1",
        precision=precision,
        text=text,
    )


def test_every_question_of_a_digest_is_a_finding(
    a_round: Callable[..., Round], a_question: Callable[..., Question]
) -> None:
    """Each has its figure for everyone as it was posted; groups' figures are in none."""
    round_ = a_round(questions=(a_question(), a_question("stress")))
    published = Published(
        round=round_.id,
        responses=(),
        figures=(
            figure("workload-anchor", "41.2% (80 of 194)", Precision.EXACT),
            figure("workload-anchor", "12.0% (6 of 50)", Precision.EXACT, "team"),
            figure("stress-anchor", NOT_SHOWN, Precision.WITHHELD),
        ),
    )
    workload, stress = findings(round_, published)
    assert workload.said == '41.2% (80 of 194) answered "often" or "always"'
    assert workload.day == BEFORE
    assert (workload.theme_name, stress.theme_name) == ("Workload", "Stress")
    assert stress.said == NOT_SHOWN


def test_leadership_is_asked_at_nine_by_the_local_clock() -> None:
    """In summer as in winter, whatever the hour is in UTC."""
    winter, summer = (listed("x", date(2027, month, 10)).action for month in (2, 7))
    assert due_from(winter, "Europe/London") == datetime(2027, 2, 10, 9, tzinfo=UTC)
    assert due_from(summer, "Europe/London") == datetime(2027, 7, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "has passed"), (0, None), (366, None), (367, "23 February 2028 at")]
)
def test_a_review_is_from_today_to_a_year_ahead(days: int, said: str | None) -> None:
    """Neither a day that has passed nor one that is further off than a year."""
    found = misplaced(TODAY + timedelta(days=days), TODAY)
    assert (found is None) if said is None else (found is not None and said in found)


def test_the_latest_comparable_figure_stands_beside_the_first() -> None:
    """Each figure stands under its own day, with the answers that it counts."""
    latest = a_finding(date(2027, 2, 16), text="50.0% (100 of 200)")
    assert before_and_after(a_finding(), latest, None) == (
        '24 November 2026: 41.2% (80 of 194) answered "often" or "always"',
        '16 February 2027: 50.0% (100 of 200) answered "often" or "always"',
    )


def test_what_cannot_be_compared_is_said_in_words() -> None:
    """Not asked again, worded differently, not shown: each has its sentence, and no figure."""
    hidden = a_finding(date(2026, 12, 1), text=NOT_SHOWN, shown=False)
    reworded = date(2026, 12, 8)
    assert before_and_after(a_finding(), None, None)[1:] == (NOT_AGAIN,)
    assert before_and_after(a_finding(), None, reworded)[1:] == (REWORDED,)
    assert before_and_after(a_finding(), hidden, None)[1:] == (f"1 December 2026: {NOT_SHOWN}",)
    unshown = a_finding(text=NOT_SHOWN, shown=False)
    assert before_and_after(unshown, None, None)[0] == f"24 November 2026: {NOT_SHOWN}"
    _, latest, word = before_and_after(a_finding(), a_finding(date(2026, 12, 1)), reworded)
    assert latest.startswith("1 December 2026: 41.2% (80 of 194)")
    assert word.startswith("From 8 December 2026 on the question is worded differently")


def test_the_latest_round_with_the_same_wording_is_found(
    a_round: Callable[..., Round], a_question: Callable[..., Question]
) -> None:
    """Of later rounds the last counts that asked the same version; since when it differs is told.

    Rounds that did not ask the question say nothing of it.
    """
    same, other = a_question(), a_question(wording="How heavy was your workload?")
    finding = a_finding(version=same.version)
    stress = a_round(questions=(a_question("stress"),), week=1)
    weeks = [a_round(questions=(question,), week=2 + n) for n, question in enumerate([same] * 2)]
    changed = [a_round(questions=(other,), week=4 + n) for n in range(2)]
    again = a_round(questions=(same,), week=6)
    assert asked_again([stress], finding) == (None, None)
    assert asked_again([stress, *weeks, stress], finding) == (weeks[-1], None)
    assert asked_again([*weeks, *changed], finding) == (weeks[-1], date(2026, 12, 22))
    assert asked_again(changed, finding) == (None, date(2026, 12, 22))
    assert asked_again([*changed, again], finding) == (again, None)


def test_an_action_is_overdue_after_its_day() -> None:
    """On its day it is due and not late; the longest overdue comes first, the ended never."""
    all_ = [
        listed("Yesterday", TODAY - timedelta(days=1)),
        listed("Long ago", TODAY - timedelta(days=30), state="changed"),
        listed("Today"),
        listed("Over", TODAY - timedelta(days=9), state="done", owner=None, ended=BEFORE_NOON),
    ]
    assert overdue(all_, TODAY) == (
        "Long ago (workload): to be looked at on 23 January 2027, and not answered yet",
        "Yesterday (workload): to be looked at on 21 February 2027, and not answered yet",
    )
    assert going_on(all_, TODAY) == ("Today (workload): looked at again on 22 February 2027",)


BEFORE_NOON = datetime(2027, 2, 20, 11, tzinfo=UTC)


def test_what_ended_is_told_with_its_reason() -> None:
    """Done or dropped since an instant, with what leadership said of it, if anything."""
    over = {"owner": None, "ended": BEFORE_NOON}
    all_ = [
        listed("A", state=ActionState.DONE, **over),
        listed("B", state=ActionState.DROPPED, reason="No money for it", **over),
        listed("C"),
    ]
    assert ended(all_, BEFORE_NOON - timedelta(hours=1)) == (
        "A (workload): done",
        "B (workload): dropped. No money for it",
    )
    assert ended(all_, BEFORE_NOON) == ()
