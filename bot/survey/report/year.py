"""What changed against the same days a year before, where that can be compared."""

from collections.abc import Iterator, Mapping, Sequence

from bot.survey.intervals import Difference, difference
from bot.survey.past import made_up_alike
from bot.survey.report.answered import response, said
from bot.survey.report.document import Block, Lines, Points, Section, Table
from bot.survey.report.period import Asked, Key, Period, asked, small, year_before
from bot.survey.wording import ends, movement, raised, spanned, written

_NOT_ASKED = "it was not asked a year before"
_REWORDED = "the question or its answers were worded differently"
_MADE_UP = "the group was made up differently"
_NOT_EXACT = "it was not shown exactly both times"


def year(period: Period) -> Section:
    """The section on the year before; a sentence where nothing was published then."""
    heading = "Compared with a year before"
    days = spanned(year_before(period.first), year_before(period.last))
    if not period.before:
        return Section(
            heading, (f"No round of {days} was published, so there is nothing to compare with.",)
        )
    intro = (
        f"Each question as it was last asked in these days, beside the last time it was asked from "
        f"{days}. A change is in percentage points: from 50% to 55% is up 5 points. It is given "
        "only where the question, its answers and the group are the same as a year before, and "
        "both counts were shown exactly. Where the range under it goes from down to up, the change "
        "may be chance.",
    )
    then = {one.question.id: one for one in asked(period.before)}
    found = asked(period.rounds)
    below = tuple(
        Section(key.name, tuple(_blocks(key, found, then, period))) for key in small(period.latest)
    )
    return Section(heading, intro, below)


def changed(then: Asked | None, now: Asked, key: Key) -> Difference | None:
    """A group's change since a year before; None where it cannot be told."""
    if then is None or _apart(then, now, key):
        return None
    new, old = now.counts(key), then.counts(key)
    return difference(new, old) if new and old else None


def _blocks(
    key: Key, found: Sequence[Asked], then: Mapping[str, Asked], period: Period
) -> Iterator[Block]:
    before, now = (said(response(past, key)) for past in (period.before[-1], period.latest))
    yield f"Response in the last round: a year before {before}, now {now}."
    rows = tuple(row for one in found for row in _row(then.get(one.question.id), one, key))
    if rows:
        head = ("Question", "A year before", "Now", "Change")
        yield Table(f"{key.name}: favourable answers now and a year before", head, rows)
    if len(rows) < len(found):
        yield Points(tuple(_reasons(key, found, then)))


def _row(then: Asked | None, now: Asked, key: Key) -> Iterator[tuple[Lines, ...]]:
    change = changed(then, now, key)
    before = then.figure(key) if then else None
    latest = now.figure(key)
    if change and then and before and latest:
        yield (
            (now.question.wording,),
            (before.text, f"asked {written(then.day)}"),
            (latest.text, f"asked {written(now.day)}"),
            (raised(movement(change.points)), ends(change)),
        )


def _reasons(key: Key, found: Sequence[Asked], then: Mapping[str, Asked]) -> Iterator[str]:
    """Why some questions cannot be compared, the reasons in the order in which they are met."""
    reasons: dict[str, list[str]] = {}
    for one in found:
        if reason := _apart(then.get(one.question.id), one, key):
            reasons.setdefault(reason, []).append(f'"{one.question.wording}"')
    apart = sum(map(len, reasons.values()))
    for reason, wordings in reasons.items():
        which = "; ".join(wordings)
        if apart == len(found):
            which = f"{len(wordings)} of {apart} questions" if apart > 1 else "the question"
        yield f"Not comparable, since {reason}: {which}"


def _apart(then: Asked | None, now: Asked, key: Key) -> str:
    """Why a question cannot be compared for a group; empty if it can."""
    if then is None:
        return _NOT_ASKED
    if then.question.version != now.question.version:
        return _REWORDED
    before, latest = (one.figure(key) for one in (then, now))
    if before is None or latest is None:
        return _MADE_UP
    if not made_up_alike(then.round, now.round, key.dimension, key.group):
        return _MADE_UP
    return "" if then.counts(key) and now.counts(key) else _NOT_EXACT
