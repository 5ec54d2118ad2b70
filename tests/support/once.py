"""A round as one of a pulse that asks once."""

from bot.survey.past import Past
from storage.model import Round, Schedule


def once(past: Past) -> Past:
    """The same round, with all that was published of it, of a pulse that asks once."""
    return past.model_copy(update={"round": asking_once(past.round)})


def asking_once(round_: Round) -> Round:
    """The same round of a pulse that asks once."""
    schedule = round_.pulse.schedule.model_dump() | {"every": "once"}
    pulse = round_.pulse.model_copy(update={"schedule": Schedule.model_validate(schedule)})
    return round_.model_copy(update={"pulse": pulse})
