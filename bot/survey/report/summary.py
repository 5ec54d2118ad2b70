"""The report in three or four sentences, each of them a fact."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.survey.digest import band_of
from bot.survey.figures import counts, height, share
from bot.survey.intervals import difference
from bot.survey.past import opened
from bot.survey.precision import NOT_SHOWN
from bot.survey.report import noted
from bot.survey.report.document import Points, Section
from bot.survey.report.period import Asked, Key, Period, asked, small
from bot.survey.report.standing import Standing, since_first, standing
from bot.survey.report.year import changed
from bot.survey.wording import listed, lowered, roughly, written
from storage.model import EVERYONE, Precision, Response


def summary(period: Period) -> Section:
    """The section that comes first."""
    found = asked(period.rounds)
    facts = (
        _response(period),
        *_sorted(found),
        *_apart(found, period),
        *_moved(found, period),
        *noted.standing(period),
    )
    return Section("In short", (Points(tuple(facts)),))


def _response(period: Period) -> str:
    rounds = len(period.rounds)
    times = "one round" if rounds == 1 else f"{rounds} rounds"
    everyone = next(one for one in period.latest.published.responses if one.dimension == EVERYONE)
    return (
        f"Results of {times} were published. In the last one, of "
        f"{written(opened(period.latest.round))}, {_answered(everyone)}."
    )


def _answered(response: Response) -> str:
    if response.precision is Precision.WITHHELD:
        return f"how many answered is {lowered(NOT_SHOWN)}"
    return f"{response.text}, which is {band_of(response)}"


def _sorted(found: Sequence[Asked]) -> Iterator[str]:
    """How many questions stand where, and the ends."""
    if not found:
        return
    kinds = [standing(one.everyone) for one in found]
    sentence = f"Of {len(found)} questions, {_counted(kinds)}."
    exact = [one for one in found if counts(one.everyone)]
    if len(exact) > 1:
        low, *_, high = sorted(exact, key=lambda one: height(one.everyone))
        sentence += (
            f" Highest is {_quoted(high)} with {share(high.everyone)} favourable answers, lowest "
            f"{_quoted(low)} with {share(low.everyone)}."
        )
    yield sentence


def _apart(found: Sequence[Asked], period: Period) -> Iterator[str]:
    """On which question two groups beside each other stand furthest apart."""
    gaps = [
        (abs(difference(first, second).points), one, key, other)
        for one in found
        for key, other in combinations(small(period.latest), 2)
        if key.dimension == other.dimension
        if (first := one.counts(key)) and (second := one.counts(other))
    ]
    widest = max(gaps, key=lambda gap: gap[0], default=None)
    if widest and widest[0]:
        _, one, key, other = widest
        yield (
            f"{key.name} and {other.name} are furthest apart on {_quoted(one)}: "
            f"{_share(one, key)} favourable answers against {_share(one, other)}."
        )


def _moved(found: Sequence[Asked], period: Period) -> Iterator[str]:
    """What moved most against a year before, or else within the period."""
    then = {one.question.id: one for one in asked(period.before)}
    everyone = small(period.latest)[0]
    yearly = [
        (change, one, "a year before")
        for one in found
        if (change := changed(then.get(one.question.id), one, everyone))
    ]
    within = [
        (first[0], one, written(first[1]))
        for one in found
        if (first := since_first(one, everyone, period))
    ]
    most = max(yearly or within, key=lambda move: abs(move[0].points), default=None)
    if most:
        change, one, since = most
        to = f"to {_share(one, everyone)}: {roughly(change)}"
        moved = f"{_quoted(one)} moved most since {since}, {to}."
        yield moved if change.points else f"Nothing moved since {since}."


def _share(one: Asked, key: Key) -> str | None:
    figure = one.figure(key)
    return share(figure) if figure else None


def _quoted(one: Asked) -> str:
    return f'"{one.question.wording}"'


def _counted(kinds: Sequence[Standing]) -> str:
    """How many are of each kind: "3 stand as positive, 1 as mixed and 1 as not so positive"."""
    told = [f"{kinds.count(kind)} as {kind.lower()}" for kind in Standing if kind in kinds]
    verb = "stands" if kinds.count(min(kinds, key=[*Standing].index)) == 1 else "stand"
    first, *others = told
    return listed(first.replace(" ", f" {verb} ", 1), *others)
