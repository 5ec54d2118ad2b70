"""How the times that were filled in about a pulse become its schedule."""

from datetime import date, datetime

from pydantic import ValidationError

from bot.survey.plan import Plan, Step
from bot.survey.timing import Days, schedule
from bot.survey.wording import raised
from bot.usecases import filling as fields
from bot.usecases.actions import Misfilled
from bot.usecases.filling import After, Times
from storage.model import Schedule


def times(plan: Plan, filled: Times, now: datetime) -> Plan:
    """The plan with its schedule.

    Raises:
        Misfilled: something is missing, past, or does not follow what comes before it.
    """
    missing = {
        fields.FIRST: filled.first is None,
        fields.OPENS: filled.opens is None,
        fields.REMINDS: None in filled.reminds,
        fields.CLOSES: None in filled.closes,
        fields.PUBLISHES: None in filled.publishes,
    }
    wrong = {field: "Please choose a day and a time." for field in missing if missing[field]}
    if wrong:
        raise Misfilled(wrong)
    try:
        made = _schedule(filled)
    except ValidationError as failed:
        raise Misfilled(_in_words(failed)) from None
    unchanged = plan.was is not None and plan.was.schedule.first == made.first
    if not unchanged and made.first < now.astimezone(made.tz).date():
        raise Misfilled({fields.FIRST: "That day has passed. Please choose today or a later one."})
    return plan.settled(Step.TIMES, schedule=made)


def _schedule(filled: Times) -> Schedule:
    return schedule(
        first=filled.first or date.min,
        opens=filled.opens or "",
        reminds=_days(filled.reminds),
        closes=_days(filled.closes),
        publishes=_days(filled.publishes),
        every=filled.every,
        zone=filled.zone,
        holidays=filled.holidays,
    )


def _days(after: After) -> Days:
    later, at = after
    return Days(later=int(later or 0), at=at or "")


def _in_words(failed: ValidationError) -> dict[str, str]:
    """What is wrong with a schedule, by the names of its fields."""
    wrong: dict[str, str] = {}
    for error in failed.errors(include_url=False, include_input=False):
        said = str(error.get("ctx", {}).get("error") or error["msg"])
        wrong.setdefault(str(error["loc"][0]), f"{raised(said)}.")
    return wrong
