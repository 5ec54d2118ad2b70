"""How sending goes on and what it could not bring, in words for admins: numbers, and never who."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.survey.wording import listed
from storage.model import INVITATION, Sending, Unsent

_REASONS = {
    Unsent.LEFT: ("1 person has left the workspace", "{} people have left the workspace"),
    Unsent.UNKNOWN: (
        "1 person is not to be found in the workspace",
        "{} people are not to be found in the workspace",
    ),
    Unsent.CLOSED: (
        "1 person does not take messages from apps",
        "{} people do not take messages from apps",
    ),
    Unsent.OVER: ("the round was over before 1 could go", "the round was over before {} could go"),
    Unsent.REFUSED: ("Slack refused 1 as it is written", "Slack refused {} as they are written"),
}
_OTHERWISE = ("1 could not be put where it belongs", "{} could not be put where they belong")


def lost(name: str, sending: Sending) -> str:
    """What admins read of invitations that were given up, once all others have gone."""
    number = sum(sending.lost.values())
    return (
        f"{number:,} of {sending.owed:,} invitations of {name} could "
        f"not be delivered: {listed(*_reasons(sending))}. "
        f"{'This person is' if number == 1 else 'They are'} still counted among those asked."
    )


def _reasons(sending: Sending) -> Iterator[str]:
    for why, number in sorted(sending.lost.items(), key=lambda one: (-one[1], one[0])):
        one, many = _REASONS.get(why, _OTHERWISE)
        yield one if number == 1 else many.format(f"{number:,}")


def progress(name: str, sending: Sending, last: datetime, zone: str) -> str:
    """How far the messages of a round have come, invitations in numbers.

    How many reminders there are would tell how many people want none.

    Args:
        name: the pulse's.
        sending: with some that wait.
        last: when the last of them should go.
        zone: in which that is told.
    """
    ends = f"the last should go by about {last.astimezone(ZoneInfo(zone)):%H:%M}."
    if sending.kind != INVITATION:
        return f"Sending {sending.kind}s of {name}; {ends}"
    gone = sending.owed - sending.waiting
    return f"Sending invitations of {name}: {gone:,} of {sending.owed:,} have gone; {ends}"


def unusable(name: str, said: str) -> str:
    """What admins read where the bot has started and cannot use a channel.

    Args:
        name: of the pulse that names it.
        said: what was found and what to do, without a full stop.
    """
    return f"{name}: {said}. What needs this channel waits until then, and all else goes on."


def waits(name: str | None, why: str) -> str:
    """What admins read where a channel refuses a message.

    Args:
        name: of the pulse whose round it is of; None for a notice of none, which is never given up.
        why: what is wrong with which channel, and how to mend it, as a sentence.
    """
    again = f"{_told(name)} waits to be posted. {why} It is tried again every quarter of an hour"
    if name is None:
        return f"{again}, until it stands there."
    return f"{again}, for a week. If another channel is named, this message does not go there."


def given_up(name: str | None, why: str) -> str:
    """What admins read where a channel refused a message for a week."""
    return f"{_told(name)} could not be posted for a week, and is given up. {why}"


def _told(name: str | None) -> str:
    return f"{name}: a message" if name else "A message"
