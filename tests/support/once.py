"""A round as one of a pulse that asks once."""

from bot.survey.past import Past
from storage.model import Schedule


def once(past: Past) -> Past:
    """The same round, with all that was published of it, of a pulse that asks once."""
    schedule = past.round.pulse.schedule.model_dump() | {"every": "once"}
    pulse = past.round.pulse.model_copy(update={"schedule": Schedule.model_validate(schedule)})
    return past.model_copy(update={"round": past.round.model_copy(update={"pulse": pulse})})
