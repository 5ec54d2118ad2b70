"""What people are told when a round does not go as planned, in sentences that follow its name."""

from datetime import date

from bot.survey.wording import written
from storage.model import Pulse

MISSED = (
    "this time's questions could not be sent when they were due, so there are none this time. "
    "Nothing is needed from you. The next ones come as usual."
)

CALLED_OFF = (
    "these questions have been called off by those who look after them. Answers that were given "
    "are deleted unread, nobody can read them, now or later, and there is no digest this time. "
    "Thank you to everyone who answered, and sorry. The next questions come as usual."
)

LOST = (
    "the answers to these questions cannot be counted, because the key that opens them, or the "
    "file that held them, is gone or damaged. Nobody can read them, now or later, and there will "
    "be no digest this time. Thank you to everyone who answered, and sorry. The next questions "
    "come as usual."
)

RESTORED = (
    "our records had to be put back from an older copy, so any answers that you have given to "
    "these questions cannot be counted. Nobody can read them, now or later, and there will be no "
    "digest this time. Thank you to everyone who answered, and sorry. The next questions come as "
    "usual."
)

STANDS = (
    "its digest stands in the channel already, but the database does not have it, as happens when "
    "an older backup is restored. Nothing is posted again. The figures of that digest are not kept "
    "any more, so later digests do not compare with them."
)
"""For admins only; the channels have the digest."""

UNSEEN = (
    "its answers cannot be counted, and for a day Slack did not let the bot see whether its digest "
    "stands in the channels, as it may where an older backup was restored. The round is ended, and "
    "nothing is posted; if there is no digest, please tell staff."
)
"""For admins only; the channels may have the digest."""

_COMING = (" The next ones come as usual.", " The next questions come as usual.")


def skipped(day: date) -> str:
    """What the people of a pulse are told of a round that is left out."""
    return (
        f"there are no questions on {day:%A} {written(day)}. Nothing is needed from you. The next "
        f"ones come as usual."
    )


def worded(reason: str, pulse: Pulse) -> str:
    """A reason as the people of a pulse read it: none come next where a pulse asks once."""
    return reason if pulse.schedule.comes_back else alone(reason)


def alone(reason: str) -> str:
    """A reason that says nothing of what comes next."""
    for words in _COMING:
        reason = reason.removesuffix(words)
    return reason
