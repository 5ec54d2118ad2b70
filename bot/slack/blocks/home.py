"""The Home tab: what is held about a person, and what they can ask of us."""

from collections.abc import Sequence
from datetime import datetime

from bot.slack.blocks import console, digest
from bot.slack.blocks.kit import (
    Block,
    Drawn,
    View,
    actions,
    button,
    context,
    divider,
    escaped,
    header,
    plain,
    section,
    window,
)
from bot.survey.messages import Invitation, Message, Reminder, local
from bot.usecases.console import Seen
from bot.usecases.rounds import Held, OpenPlace
from storage.model import PAUSE_ZONE, Preference

_DECLINED = " You said not this week, so we do not remind you of it."

_ADMIN = (
    "The settings of Staff Pulse name you, or a user group that you are in, as one of those who "
    "look after it and whom we tell of trouble."
)

PASSED = "That day is not to come any more, so nothing was changed. Please choose a later day."

_MOST_ACTIONS = 20
"""A tab holds a hundred blocks, and the digest is on it too."""

PAUSE_UNTIL = "pause-until"
NEVER_ASK = "never-ask"
ASK_AGAIN = "ask-again"


def draw(held: Held, seen: Seen | None = None, *, first: int = 0) -> View:
    """What is held, the person's own settings, and the last digest; nothing about answering.

    Args:
        held: what is held.
        seen: what the console above it shows; None for who is no admin.
        first: the place of the first pulse that the console shows.
    """
    return {
        "type": "home",
        "blocks": [
            *([*console.draw(seen, first=first), divider()] if seen else []),
            header("What we hold about you now"),
            *_held(held),
            divider(),
            header("Your choice"),
            *settings(held.preference),
            divider(),
            header("The last digest"),
            *_digest(held),
        ],
    }


def unavailable() -> View:
    """What stands there while nothing can be read."""
    text = "Sorry, we cannot show this just now. Please look again in a few minutes."
    return {"type": "home", "blocks": [section(text)]}


def asks(preference: Preference) -> Drawn:
    """What `/pulse pause` answers: a person's own choice, to be changed right there."""
    blocks = settings(preference)
    return Drawn(text=chosen(preference), blocks=blocks)


def confirmed(preference: Preference) -> View:
    """The window that says what a person has chosen now."""
    return window("Your choice", section(chosen(preference)))


def passed() -> View:
    """The window that says that a break cannot end on a day that has begun."""
    return window("Your choice", section(PASSED))


def _held(held: Held) -> list[Block]:
    said = [*map(_place, held.places), *map(_unreadable, held.unreadable), *_waiting(held.waiting)]
    said += _sees_to(held.sees_to)
    if held.admin:
        said.append(_ADMIN)
    if held.changed:
        said.append(_changed(held.changed))
    asked = held.preference.never or held.preference.paused_until
    if not said:
        kept = "Only your choice below" if asked else "Nothing"
        return [section(f"{kept}: no questions are open for you. We keep no answers of anyone.")]
    if not held.places:
        kept = "Besides, only your choice below" if asked else "Besides, nothing"
        return [*map(section, said), section(f"{kept}. We keep no answers of anyone.")]
    return [
        *map(section, said),
        context(
            "While questions are open we also keep a coded mark for each person who has answered, "
            "so that nobody counts twice. We never look up whether you have one. The list and the "
            "marks are deleted when the questions close. We keep no answers of anyone."
        ),
    ]


def _place(place: OpenPlace) -> str:
    groups = f", in {escaped(', '.join(place.groups))}" if place.groups else ""
    return (
        f"You are on the list of people asked for *{escaped(place.pulse_name)}*{groups}. "
        f"It is open until {local(place.closes, place.zone)}."
        f"{_DECLINED if place.declined else ''}"
    )


def _unreadable(pulse_name: str) -> str:
    return (
        f"The list of people asked for *{escaped(pulse_name)}* cannot be read just now, so we "
        f"cannot say whether you are on it. It is deleted as soon as we can."
    )


def _waiting(messages: Sequence[Message]) -> list[str]:
    """What is still to be sent, in one paragraph."""
    if not messages:
        return []
    named = "; ".join(map(_in_words, messages))
    return [f"Still to be sent to you, and deleted once it is: {named}."]


def _sees_to(actions: Sequence[str]) -> list[str]:
    """What leadership named them for, in paragraphs that each fit."""
    return [
        f"Leadership named you as the one who sees to this, until it is done or dropped: "
        f"{escaped(what)}"
        for what in actions[:_MOST_ACTIONS]
    ] + ([f"And to {len(actions) - _MOST_ACTIONS} more."] if len(actions) > _MOST_ACTIONS else [])


def _changed(entries: int) -> str:
    several = "one entry" if entries == 1 else f"{entries} entries"
    return (
        f"The list of what was changed names you in {several}, as the admin who did it. Admins can "
        f"read it, and it is never altered."
    )


def _in_words(message: Message) -> str:
    match message:
        case Invitation():
            return f"the invitation to *{escaped(message.pulse_name)}*"
        case Reminder():
            return f"the reminder of *{escaped(message.pulse_name)}*"
        case _:
            return "a note to you as one of those who look after Staff Pulse"


def settings(preference: Preference) -> list[Block]:
    """A person's own choice, with what they can choose instead."""
    buttons = [button("Never ask me", NEVER_ASK)]
    if preference.never or preference.paused_until:
        buttons = [button("Ask me again", ASK_AGAIN), *buttons[preference.never :]]
    now = chosen(preference)
    pause = section(f"{now}\nTo have a break, choose the day it ends:", accessory=_PAUSE)
    return [
        section(now) if preference.never else pause,
        actions(*buttons),
        context(
            "Answering is up to you. People who pause or stop still count as asked in the figures, "
            "so that nobody can tell who they are."
        ),
    ]


_PAUSE: Block = {
    "type": "datepicker",
    "action_id": PAUSE_UNTIL,
    "placeholder": plain("Pause until"),
}


def chosen(preference: Preference) -> str:
    """What a person chose, in words."""
    if preference.never:
        return "*You asked us never to ask you*, and we do not."
    if preference.paused_until:
        return f"*You are on a break*: we ask you nothing before {_day(preference.paused_until)}."
    return "*You have not asked for a break.*"


def _day(instant: datetime) -> str:
    there = instant.astimezone(PAUSE_ZONE)
    return f"{there:%A} {there.day} {there:%B %Y}"


def _digest(held: Held) -> list[Block]:
    if held.digest is None:
        return [section("There is none for you to read yet.")]
    return digest.post(held.digest).blocks
