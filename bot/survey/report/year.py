"""What changed against the same days a year before, where that can be compared."""

from bot.survey.figures import counts, share
from bot.survey.intervals import Difference, difference
from bot.survey.report.answered import response, said
from bot.survey.report.document import Block, Lines, Section, Table
from bot.survey.report.period import (
    Asked,
    Key,
    Period,
    asked,
    made_up_alike,
    small,
    spanned,
    year_before,
)
from bot.survey.wording import raised, roughly, written

_APART = "Not comparable"


def year(period: Period) -> Section:
    """The section on the year before; a sentence where nothing was published then."""
    heading = "Compared with a year before"
    days = spanned(year_before(period.first), year_before(period.last))
    if not period.before:
        return Section(
            heading, (f"No round of {days} was published, so there is nothing to compare with.",)
        )
    blocks: tuple[Block, ...] = (
        f"Each question as it was last asked in these days, beside the last time it was asked from "
        f"{days}. Changes are in percentage points: from 50% to 55% is up 5 points. A change is "
        "given only where the question, its answers and the group are the same as a year before, "
        "and both counts were shown exactly. The range in which the true change probably lies is "
        "approximate.",
        _table(period),
    )
    return Section(heading, blocks)


def _table(period: Period) -> Table:
    keys = small(period.latest)
    then = {one.question.id: one for one in asked(period.before)}
    rows = tuple(
        (
            (one.question.wording,),
            *(compared(then.get(one.question.id), one, key) for key in keys),
        )
        for one in asked(period.rounds)
    )
    return Table(
        "Favourable answers now and a year before",
        ("Question", *(key.name for key in keys)),
        (_responses(period, keys), *rows),
    )


def _responses(period: Period, keys: tuple[Key, ...]) -> tuple[Lines, ...]:
    before, now = period.before[-1], period.latest
    return (
        ("How many answered in the last round",),
        *(
            (f"Then {said(response(before, key))}", f"now {said(response(now, key))}")
            for key in keys
        ),
    )


def compared(then: Asked | None, now: Asked, key: Key) -> Lines:
    """A group's change since a year before, or why there is none."""
    apart = _apart(then, now, key)
    before = then.figure(key.dimension, key.group) if then else None
    latest = now.figure(key.dimension, key.group)
    if apart or then is None or before is None or latest is None:
        return _APART, apart
    told = f"Then {before.text}, {written(then.day)}", f"now {latest.text}"
    change = changed(then, now, key)
    if change is None:
        shown = share(before) and share(latest)
        return (_APART, "not shown exactly both times", *(told if shown else ()))
    return raised(roughly(change)), *told


def changed(then: Asked, now: Asked, key: Key) -> Difference | None:
    """A group's change since a year before; None where it cannot be told."""
    if _apart(then, now, key):
        return None
    before, latest = (one.figure(key.dimension, key.group) for one in (then, now))
    old = counts(before) if before else None
    new = counts(latest) if latest else None
    return difference(new, old) if new and old else None


def _apart(then: Asked | None, now: Asked, key: Key) -> str:
    """Why a question cannot be compared for a group, whatever was published; empty if it can."""
    if then is None:
        return "not asked a year before"
    if then.question.version != now.question.version:
        return "the question or its answers were worded differently"
    told = all(one.figure(key.dimension, key.group) for one in (then, now))
    if not told or not made_up_alike(then.round, now.round, key):
        return "the group was made up differently"
    return ""
