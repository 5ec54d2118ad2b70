"""What a report covers, found among the rounds that were published."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.errors import StaffPulseError
from bot.ports import ActionStore, RoundStore
from bot.survey.past import Past, opened
from bot.survey.report.period import Period, year_before
from bot.survey.schedule import DAY
from bot.survey.wording import spanned
from bot.usecases.composing import kept
from bot.usecases.findings import listed
from storage.model import Round


async def period(
    rounds: RoundStore,
    actions: ActionStore,
    *,
    first: date,
    last: date,
    pulse: str | None = None,
) -> Period:
    """What was published of a pulse in some days and in the year before.

    Args:
        rounds: where it is kept.
        actions: where it is kept what leadership promised.
        first: the first day, in the pulse's zone.
        last: the last day, which counts in.
        pulse: the pulse's id; None where there is but one in these days.

    Raises:
        StaffPulseError: the days are the wrong way round, nothing was published in them, or it is
            not clear which pulse is meant.
    """
    if last < first:
        raise StaffPulseError(
            f"The report would begin on {first} and end on {last}; name the earlier day first."
        )
    found = await _published(rounds, year_before(first), last)
    named = _pulse([one for one in found if opened(one) >= first], spanned(first, last), pulse)
    mine = [one for one in found if one.pulse.id == named]
    history = [Past(round=one, published=await rounds.published(one.id)) for one in mine]
    bodies = [await rounds.digest(one.id) for one in mine if opened(one) >= first]
    return Period(
        first=first,
        last=last,
        history=tuple(history),
        digests=tuple(digest for body in bodies if (digest := kept(body))),
        actions=await listed(actions, rounds, named),
        midway={one.id: await rounds.midway(one.id) for one in mine if opened(one) >= first},
    )


async def _published(rounds: RoundStore, first: date, last: date) -> Sequence[Round]:
    """The published rounds of all pulses that opened in these days, each by its own zone."""
    since, until = (datetime.combine(day, time(), UTC) for day in (first - DAY, last + 2 * DAY))
    return [
        one for one in await rounds.published_between(since, until) if first <= opened(one) <= last
    ]


def _pulse(found: Sequence[Round], days: str, wanted: str | None) -> str:
    """The pulse to report on, of those that have rounds in these days."""
    known = sorted({one.pulse.id for one in found})
    if not known:
        raise StaffPulseError(
            f"No round that opened in the days {days} has been published; choose days that have "
            f"one."
        )
    if wanted is not None and wanted not in known:
        raise StaffPulseError(
            f'Nothing of a pulse "{wanted}" was published in these days; allowed with --pulse: '
            f"{', '.join(known)}."
        )
    if wanted is None and len(known) > 1:
        raise StaffPulseError(
            f"Several pulses were published in these days; choose one with --pulse: "
            f"{', '.join(known)}."
        )
    return wanted or known[0]
