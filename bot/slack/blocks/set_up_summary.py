"""The last step: the whole pulse in words, with what can still be changed, and its start."""

from collections.abc import Collection, Iterator, Sequence

from bot.slack.blocks import invitation, set_up
from bot.slack.blocks.kit import (
    Block,
    View,
    button,
    context,
    divider,
    escaped,
    section,
    window,
)
from bot.survey.messages import Invitation
from bot.survey.plan import Step
from bot.usecases.windows import Started, Window


def draw(shown: Window) -> View:
    """The pulse in words, each part with a button to change it, and the invitation."""
    preview, channels = shown.preview, shown.plan.channels
    return set_up.step(
        shown,
        *set_up.read(preview.said),
        *_changes(preview.changes, channels),
        divider(),
        *(block for step, lines in preview.parts for block in _part(step, lines, channels)),
        divider(),
        *_invitation(preview.invitation),
        sends="Put it in force" if shown.plan.was else "Start the pulse",
    )


def started(done: Started) -> View:
    """Says that a pulse is in force."""
    said = "is in force. Nobody hears of it before its first round opens."
    if done.was:
        said = "is changed as you read it."
    return window("Done", section(f"*{escaped(done.pulse.name)}* {said} Home shows how it stands."))


def _changes(lines: Sequence[str], channels: Collection[str]) -> list[Block]:
    return set_up.read(["*What changes*", *lines], channels) if lines else []


def _part(step: Step, lines: Sequence[str], channels: Collection[str]) -> list[Block]:
    """What is read of a step, with a button to change it beside the first paragraph."""
    first, *more = set_up.part(step, lines, channels)
    return [first | {"accessory": button("Change", set_up.SHOW, value=step)}, *more]


def _invitation(message: Invitation | None) -> Iterator[Block]:
    if message is None:
        return
    yield context("The invitation, as everyone asked gets it:")
    for block in invitation.draw(message).blocks:
        if block["type"] == "actions":
            names = ", ".join(f"[{one['text']['text']}]" for one in block["elements"])
            yield context(f"Below it: {names}")
        else:
            yield block
