"""How many answered, of everyone and of each population."""

from collections.abc import Sequence

from bot.survey.digest import band_of
from bot.survey.past import Past, opened
from bot.survey.precision import NOT_SHOWN
from bot.survey.report.document import Block, Lines, Section, Table
from bot.survey.report.period import Key, Period, small
from bot.survey.statistics import percent, response_band
from bot.survey.wording import written
from storage.model import Precision, Response

NOT_SAID = "Not shown"
"""What a cell says of a figure that is withheld; the whole sentence stands beside the table."""

_BANDS = (
    "The words for a response are those used with the Health and Safety Executive's survey of "
    "work-related stress: under 50% indicative only, 50% and more adequate, over 60% desirable, "
    "over 70% good, over 80% very good."
)


def answered(period: Period) -> Section:
    """The section on response: the last round, and all rounds of the period together."""
    keys = small(period.latest)
    several = len(period.rounds) > 1
    head = ["Group", f"Round of {written(opened(period.latest.round))}"]
    head += [f"All {len(period.rounds)} rounds together"] * several
    rows = [
        ((key.name,), _last(period.latest, key), *([_together(period, key)] * several))
        for key in keys
    ]
    blocks: list[Block] = [_BANDS]
    if any(NOT_SAID in cell for row in rows for cell in row):
        blocks.append(f'"{NOT_SAID}" stands for: {NOT_SHOWN[0].lower()}{NOT_SHOWN[1:]}.')
    blocks.append(Table("How many of those asked answered", tuple(head), tuple(rows)))
    return Section("Who answered", tuple(blocks))


def response(past: Past, key: Key) -> Response | None:
    """What was published of a group's response in a round."""
    for one in past.published.responses:
        if (one.dimension, one.group) == (key.dimension, key.group):
            return one
    return None


def said(found: Response | None) -> str:
    """A response as it was published, short where it is withheld."""
    if found is None or found.precision is Precision.WITHHELD:
        return NOT_SAID
    return found.text


def together(pasts: Sequence[Past], key: Key) -> tuple[int, int] | None:
    """Answers and invitations of all rounds; None unless each was published exactly."""
    found = [response(past, key) for past in pasts]
    answers = [one.answered for one in found if one and one.answered is not None]
    if not found or len(answers) < len(found):
        return None
    return sum(answers), sum(one.invited for one in found if one)


def _last(past: Past, key: Key) -> Lines:
    found = response(past, key)
    if found is None or found.precision is Precision.WITHHELD:
        return (NOT_SAID,)
    return found.text, band_of(found).capitalize()


def _together(period: Period, key: Key) -> Lines:
    sums = together(period.rounds, key)
    if sums is None:
        return ("Not every round can be shown exactly",)
    part, whole = sums
    return (
        f"{part:,} answers to {whole:,} invitations ({percent(part, whole)}%)",
        response_band(part, whole).capitalize(),
    )


def by_round(period: Period) -> Table:
    """How many answered in each round."""
    keys = small(period.latest)
    rows = tuple(
        ((written(opened(past.round)),), *((said(response(past, key)),) for key in keys))
        for past in period.rounds
    )
    head = ("Round of", *(key.name for key in keys))
    return Table("How many answered, round by round", head, rows)
