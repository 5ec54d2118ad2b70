"""You said, we did: what leadership promised because of findings, and how far it is."""

from datetime import UTC, date, datetime

from bot.survey import actions
from bot.survey.report.document import Points, Section
from bot.survey.report.period import Period
from bot.survey.wording import dated

HEADING = "What was done about it"

_EVER = datetime.min.replace(tzinfo=UTC)


def done(period: Period, made: date) -> Section:
    """The section on actions, as they stood on the day on which the report is made."""
    promises = period.promises
    if not promises:
        return Section(HEADING, ("No action was recorded for these days.",))
    kinds = {
        "Done or dropped": actions.ended(promises, _EVER),
        "Going on": actions.going_on(promises, made),
        "Overdue": actions.overdue(promises, made),
    }
    return Section(
        HEADING,
        (
            "Leadership answers what people say with actions, each with a day on which it is "
            "looked at again. Staff read them as they were recorded, and what became of them. So "
            f"they stood on {dated(made)}, each with what it is about.",
        ),
        tuple(Section(kind, (Points(lines),)) for kind, lines in kinds.items() if lines),
    )
