"""What a report tells of its digests: what they pointed out, and what was promised then."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest
from support.published import ALL, autumn
from support.reporting import MADE, everything, section, words

from bot.survey import digest
from bot.survey.actions import Finding, Listed
from bot.survey.past import Past
from bot.survey.report.compose import compose
from bot.survey.report.data import tables
from bot.survey.report.document import Points, Report
from storage.model import Action

Pasts = Callable[..., Past]

OWNER = "U0SEESTOIT"


def weeks(a_past: Pasts, *counts: tuple[int, int], first: int) -> list[Past]:
    """Rounds of one theme with these counts, and of another that stays as it is."""
    return [
        a_past(
            week,
            {"workload": {ALL: count}, "stress": {ALL: (100, 200)}},
            {ALL: (count[1], 469)},
        )
        for week, count in enumerate(counts, start=first)
    ]


def report(history: Sequence[Past], actions: tuple[Listed, ...] = ()) -> Report:
    """The report on the last quarter of 2026 with the digests of its rounds."""
    period = autumn(*history)
    posted = [
        digest.compose(past.published, past.round, history[: history.index(past)])
        for past in period.rounds
    ]
    return compose(period._replace(digests=tuple(posted), actions=actions), made=MADE)


def listed(what: str, **changes: object) -> Listed:
    usual = {
        "id": "0123456789abcdef",
        "round": "weekly-2026-11-24",
        "finding": "workload-anchor",
        "what": what,
        "owner": OWNER,
        "recorded": datetime(2026, 11, 30, 10, tzinfo=UTC),
        "review": date(2027, 2, 28),
    }
    finding = Finding(
        question="workload-anchor",
        version="v1",
        day=date(2026, 11, 24),
        theme_name="Workload",
        wording="How often was your workload all right?",
        favourable='"often" or "always"',
        text="41.2% (80 of 194)",
        shown=True,
    )
    return Listed(action=Action.model_validate(usual | changes), finding=finding)


DONE = {"state": "done", "owner": None, "ended": datetime(2026, 12, 14, 10, tzinfo=UTC)}


def lines(report_: Report, heading: str) -> tuple[str, ...]:
    [points] = section(report_, heading).blocks
    assert isinstance(points, Points)
    return points.lines


# ---- what stands out


def test_what_is_worth_a_conversation_stands_in_the_summary(a_past: Pasts) -> None:
    """A level that moved and stayed is told in short and in its section, as the digest told it."""
    history = weeks(a_past, *[(140, 200)] * 16, *[(90, 200)] * 6, first=-16)
    told = report(history)
    [said] = lines(told, "Worth a conversation")
    assert said.startswith(
        "Worth a conversation: favourable answers for workload have stood lower since 24 November"
    )
    assert said in lines(told, "In short")


def test_what_was_worth_one_earlier_says_in_which_digest(a_past: Pasts) -> None:
    """A flag that the last digest does not have is told with the day of the one that had it."""
    history = weeks(a_past, *[(140, 200)] * 16, *[(110, 200)] * 2, (190, 200), first=-16)
    told = report(history)
    said = lines(told, "Worth a conversation")
    assert said[0].startswith(
        "Digest of 1 December. Worth a conversation: favourable answers for workload have stood"
    )
    assert said[0] not in lines(told, "In short"), said


def test_that_nothing_moved_is_said(a_past: Pasts) -> None:
    """Where no digest had a flag, the report says so rather than nothing."""
    told = report(weeks(a_past, *[(140, 200)] * 3, first=0))
    assert lines(told, "Worth a conversation") == (
        "No digest of these days found that a level had moved and stayed.",
    )


def test_the_ends_of_the_list_are_those_of_the_last_digest(a_past: Pasts) -> None:
    """What moved most and what stands lowest are told in the words of the digest's thread."""
    told = report(weeks(a_past, (140, 200), (120, 200), first=0))
    moved = lines(told, "What moved most since it was last asked")
    assert "60.0% (120 of 200) after 70.0% (140 of 200)" in moved[0]
    assert (
        "50.0% (200 of 400) over 2 rounds" in lines(told, "Lowest over the last twelve rounds")[0]
    )


def test_without_a_digest_that_can_be_read_nothing_stands_out(wolverhampton: Past) -> None:
    """Digests in the shape of another version are passed over, and the report is made."""
    told = compose(autumn(wolverhampton), made=MADE)
    assert "What stands out" not in [one.heading for one in everything(told.sections)]


# ---- what was done


def test_actions_are_told_by_how_far_they_are(wolverhampton: Past) -> None:
    """Done with its reason, going on with its day, and overdue; never who sees to it."""
    told = report(
        [wolverhampton],
        (
            listed("keep Fridays free", reason="It holds since December.", **DONE),
            listed("train two more supervisors"),
            listed("hold a clinic", review=date(2026, 12, 20)),
        ),
    )
    assert lines(told, "Done or dropped") == (
        "keep Fridays free (workload): done. It holds since December.",
    )
    assert lines(told, "Going on") == (
        "train two more supervisors (workload): looked at again on 28 February 2027",
    )
    [overdue] = lines(told, "Overdue")
    assert overdue.startswith("hold a clinic (workload): to be looked at on 20 December 2026")
    assert OWNER not in words(told)


def test_without_an_action_that_is_said(wolverhampton: Past) -> None:
    """A committee reads that nothing was recorded."""
    told = section(report([wolverhampton]), "What was done about it")
    assert told.blocks == ("No action was recorded for these days.",)


@pytest.mark.parametrize(
    "gone",
    [
        listed("later").model_copy(
            update={"finding": listed("later").finding.model_copy(update={"day": date(2027, 1, 5)})}
        ),
        listed("long ago", **(DONE | {"ended": datetime(2026, 9, 1, 10, tzinfo=UTC)})),
    ],
    ids=["a later finding", "ended before"],
)
def test_actions_of_other_days_are_left_out(wolverhampton: Past, gone: Listed) -> None:
    """What answers a later digest, or had ended before the first day, is in another report."""
    assert gone.action.what not in words(report([wolverhampton], (gone,)))


def test_the_actions_file_names_nobody(wolverhampton: Past) -> None:
    """Each action has a row with its finding, days, state and reason, and no id of a person."""
    actions = (listed("keep Fridays free", reason="It holds.", **DONE), listed("train two more"))
    [table] = [one for one in tables([wolverhampton], actions) if one.name == "actions"]
    names = [column.name for column in table.columns]
    first, second = (dict(zip(names, row, strict=True)) for row in table.rows)
    assert first["finding"] == '41.2% (80 of 194) answered "often" or "always"'
    told = ("action", "recorded", "state", "review", "ended", "reason")
    assert [first[one] for one in told] == [
        "keep Fridays free",
        "2026-11-30",
        "done",
        "2027-02-28",
        "2026-12-14",
        "It holds.",
    ]
    assert [second[one] for one in told[2:]] == ["open", "2027-02-28", None, None]
    assert OWNER not in str(table)
