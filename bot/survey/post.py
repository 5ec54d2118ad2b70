"""The digest's message in the channel: what can be read in ten seconds."""

from collections.abc import Iterator

from bot.survey import ranked
from bot.survey.actions import Promised
from bot.survey.digest import Digest
from bot.survey.precision import NOT_SHOWN
from bot.survey.section import Section
from bot.survey.sections import everyones, response_lines
from bot.survey.wording import briefly, day, spanned
from storage.model import Precision, Response

MOST_IN_POST = 6
"""So many questions stand in the post; the others in its thread."""

MOST_RANKINGS = 3
"""So many rankings stand in the post where nothing else is asked; the others in its thread."""

MOST_OVERDUE = 5
"""So many overdue actions stand in the post; the others in its thread."""


def post(digest: Digest, promised: Promised) -> tuple[Section, ...]:
    """A sentence, how many answered, everyone's answers theme by theme, and what is overdue."""
    return (
        Section(f"{digest.pulse_name}, {_span(digest)}", (digest.headline,)),
        Section("How many answered", tuple(_responses(digest))),
        *everyones(digest.leads[:MOST_IN_POST], digest),
        *(() if digest.items else ranked.sections(digest.rankings[:MOST_RANKINGS])),
        *_overdue(promised),
    )


def _overdue(promised: Promised) -> Iterator[Section]:
    if promised.overdue:
        lines = promised.overdue[:MOST_OVERDUE]
        if more := len(promised.overdue) - len(lines):
            lines += (f"And {more} more in the thread.",)
        yield Section("Overdue: what was promised and not looked at again", lines)


def _responses(digest: Digest) -> Iterator[str]:
    """Everyone's response, those of the groups that stand beside, and who is least heard."""
    if digest.response.precision is Precision.WITHHELD:
        yield NOT_SHOWN
        return
    yield f"{digest.response.text}: {digest.band}"
    for cut in digest.beside:
        if found := response_lines(cut):
            yield " · ".join(found)
    heard = [one for cut in digest.cuts for one in cut.responses if _rate(one) is not None]
    least = min(heard, key=lambda one: _rate(one) or 0, default=None)
    if least is not None and len(heard) > 1 and 2 * (_rate(least) or 0) < 1:
        above = any(least in cut.responses for cut in digest.beside)
        yield f"Least heard: {briefly(least.name)}{'' if above else f', {least.text}'}"


def _rate(response: Response) -> float | None:
    """The share that answered, as far as it is published as a number."""
    if response.answered is not None:
        return response.answered / response.invited
    return None if response.nearest is None else response.nearest / 100


def _span(digest: Digest) -> str:
    return spanned(*(day(instant, digest.zone) for instant in (digest.opens, digest.closes)))
