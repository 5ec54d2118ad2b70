"""The last step: the whole pulse in words, with what can still be changed, and its start."""

from collections.abc import Iterator, Sequence

from bot.slack.blocks import invitation, set_up
from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    asking_first,
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
    preview = shown.preview
    return set_up.step(
        shown,
        *set_up.read(preview.said),
        *(set_up.read(["*What changes*", *preview.changes]) if preview.changes else []),
        divider(),
        *(block for step, lines in preview.parts for block in _part(step, lines)),
        divider(),
        *_invitation(preview.invitation),
        *_discard(shown),
        sends="Put it in force" if shown.plan.was else "Start the pulse",
    )


def started(done: Started) -> View:
    """Says that a pulse is in force."""
    said = "is in force. Nobody hears of it before its first round opens."
    if done.was:
        said = "is changed as you read it."
    return window("Done", section(f"*{escaped(done.pulse.name)}* {said} Home shows how it stands."))


def _part(step: Step, lines: Sequence[str]) -> list[Block]:
    """What is read of a step, with a button to change it beside the first paragraph."""
    first, *more = set_up.part(step, lines)
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


def _discard(shown: Window) -> list[Block]:
    """A button that throws the draft away, where one is kept."""
    if not shown.at.revision:
        return []
    return [
        actions(
            asking_first(
                button("Throw away", set_up.DISCARD),
                "Throw this away?",
                "What was filled in is lost. No pulse is changed.",
                yes="Throw away",
                no="Keep",
            )
        )
    ]
