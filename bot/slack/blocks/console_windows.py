"""The windows of the console: what will happen is said before it does."""

from collections.abc import Iterator

from bot.slack.blocks.console import carried, until
from bot.slack.blocks.kit import Block, View, context, escaped, field, form, section, window
from bot.survey.messages import local
from bot.usecases.console import UNTIL, Act, PulseSeen

ASKED = "console-asked"

_TITLES = {
    Act.PAUSE: ("Pause", "Pause"),
    Act.RESUME: ("Resume", "Resume"),
    Act.SKIP: ("Skip the next round", "Skip it"),
    Act.CANCEL: ("Cancel the open round", "Cancel the round"),
    Act.END: ("End the pulse", "End it"),
}
"""For each act the title of its window, and the words on the button that does it."""

_DONE = {
    Act.PAUSE: "It pauses from now on.",
    Act.RESUME: "It pauses no longer.",
    Act.SKIP: "The next round is left out, and the channels are told.",
    Act.CANCEL: "The round is cancelled, its answers are destroyed, and the channels are told.",
    Act.END: "It has ended.",
}

_LOGGED = "This is kept under *What was changed*, with your name and the time."


def ask(act: Act, seen: PulseSeen) -> View:
    """The form that says what will happen, and asks whether it shall."""
    title, sends = _TITLES[act]
    return form(
        title,
        section(f"*{escaped(seen.pulse.name)}*"),
        *(section(text) for text in _consequences(act, seen)),
        *([_until()] if act is Act.PAUSE else []),
        context(_LOGGED),
        sends=sends,
        callback_id=ASKED,
        carries=f"{act} {carried(seen)}",
    )


def done(act: Act, seen: PulseSeen) -> View:
    """What is read afterwards."""
    return window(
        "Done",
        section(f"*{escaped(seen.pulse.name)}*\n{_DONE[act]} Home shows how it stands."),
    )


def outdated() -> View:
    """What is read where something is not as it was seen any more."""
    return window(
        "It has changed",
        section(
            "This was changed since you looked at it, by you or by somebody else, so nothing was "
            "done now. Home shows how it stands; please begin again from there."
        ),
    )


def trouble() -> View:
    """What is read while something cannot be looked up or kept."""
    return window(
        "Not done",
        section(
            "Sorry, that was not done: something went wrong on our side. Please try again in a few "
            "minutes."
        ),
    )


def nothing_to_preview() -> View:
    """What is read in the place of a preview where no other round is to come."""
    text = "There is nothing to preview: the pulse has ended, or no other round of it is to come."
    return window("Preview", section(text))


def _consequences(act: Act, seen: PulseSeen) -> Iterator[str]:
    match act:
        case Act.PAUSE:
            yield (
                "It will ask nothing before the day that you choose, or until somebody resumes it. "
                "Rounds that fall into that time are left out, not made up for."
            )
            yield from _goes_on(seen)
            yield "Nobody is sent a message about it."
        case Act.RESUME:
            yield f"It pauses {until(seen)}. {_asks_again(seen)}"
            yield "Nobody is sent a message about it."
        case Act.SKIP:
            yield from _of_skipping(seen)
        case Act.CANCEL:
            yield from _of_cancelling(seen)
        case Act.END:
            yield "No other round of it will open. Digests that were posted stay where they are."
            yield from _goes_on(seen)
            if seen.holds_from:
                yield "Staff are told that the change which they read about will not come."
            else:
                yield "Nobody is sent a message about it."


def _of_skipping(seen: PulseSeen) -> Iterator[str]:
    if seen.next:
        opens = local(seen.next.opens, seen.pulse.schedule.zone)
        yield f"The round of {opens} will not be asked; {_after_it(seen)}."
        yield f"{_channels(seen)} that there are no questions on that day."


def _asks_again(seen: PulseSeen) -> str:
    if seen.pulse.schedule.comes_back:
        return "It will ask again from its next usual day on."
    return "It asks once: if its day has passed, give it another first day under Change."


def _after_it(seen: PulseSeen) -> str:
    if seen.pulse.schedule.comes_back:
        return "the one after it comes as usual"
    return "it was to ask once, so nothing comes after it"


def _of_cancelling(seen: PulseSeen) -> Iterator[str]:
    if seen.open:
        closes = local(seen.open.closes, seen.pulse.schedule.zone)
        yield (
            f"The round that is open until {closes} ends at once. *Every answer that was given to "
            f"it is destroyed, unread by anyone*, and there is no digest. This cannot be undone."
        )
        yield (
            f"{_channels(seen)} so. Invitations and reminders that wait are not sent any more, and "
            f"whoever presses Answer reads that the questions have closed."
        )


def _goes_on(seen: PulseSeen) -> Iterator[str]:
    if seen.open:
        zone = seen.pulse.schedule.zone
        yield (
            f"The round that is open goes on until {local(seen.open.closes, zone)}, and its digest "
            f"comes on {local(seen.open.publishes, zone)}."
        )


def _channels(seen: PulseSeen) -> str:
    leadership, staff = f"<#{seen.pulse.leadership}>", f"<#{seen.pulse.staff}>"
    if leadership == staff:
        return f"Its channel, {staff}, is told"
    return f"The leadership channel, {leadership}, and the staff channel, {staff}, are told"


def _until() -> Block:
    hint = "The first day on which it may ask again. Without one it pauses until it is resumed."
    return field(UNTIL, "Pause until", {"type": "datepicker"}, hint=hint, needed=False)
