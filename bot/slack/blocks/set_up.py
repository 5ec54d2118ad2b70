"""Setting up a pulse in chat: what it begins with, and what its windows have in common."""

from collections.abc import Collection, Iterable, Sequence

from bot.slack.blocks.kit import (
    Block,
    View,
    actions,
    asking_first,
    button,
    context,
    escaped,
    form,
    naming,
    paragraphs,
    section,
    window,
)
from bot.survey.plan import Step
from bot.usecases.windows import Begun, Window

STEP = "set-up"
PARTS = {
    Step.QUESTIONS: "What is asked",
    Step.PEOPLE: "Who is asked",
    Step.GROUPS: "What can be shown",
    Step.TIMES: "When",
    Step.CHANNELS: "Where it is read",
}

BEGIN, GO_ON, CHANGE = "set-up-begin", "set-up-go-on", "set-up-change"
SHOW, LOOK, DISCARD = "set-up-show", "set-up-look", "set-up-discard"


def entry() -> Block:
    """The button to set up a pulse."""
    return button("Set up a pulse", BEGIN)


def to_go_on_with(begun: Sequence[Begun]) -> list[Block]:
    """Each pulse that somebody has begun to set up or to change, with a button to go on."""
    return [
        section(_begun(one), accessory=button("Go on", GO_ON, value=one.draft)) for one in begun
    ]


def change(pulse: str) -> Block:
    """The button that opens a pulse to change it, for whoever shows it."""
    return button("Change", CHANGE, value=pulse)


def step(shown: Window, *blocks: Block, sends: str = "Next") -> View:
    """A window of one step, with the ways out of it.

    Args:
        shown: what it shows.
        blocks: what is read and filled in.
        sends: the words on its button.
    """
    at = shown.at
    return form(
        "Change a pulse" if shown.plan.was else "Set up a pulse",
        *_note(shown),
        *_place(shown),
        *blocks,
        *_leaving(shown),
        sends=sends,
        callback_id=STEP,
        carries=f"{at.draft} {at.revision} {at.step}",
    )


def read(lines: Iterable[str], channels: Collection[str] = ()) -> list[Block]:
    """What is read, a line each; the ids of these channels are mentions of them."""
    said = [naming(channels, line) for line in lines]
    return [section(text) for text in paragraphs(said)] if said else []


def part(step_: Step, lines: Sequence[str], channels: Collection[str] = ()) -> list[Block]:
    """What is read of a step, under its name; the ids of these channels are mentions of them."""
    return read([f"*{PARTS[step_]}*", *lines], channels)


def look(label: str) -> Block:
    """A button that shows what was filled in would do."""
    return actions(button(label, LOOK))


def over(text: str) -> View:
    """Says that what was being set up is no more."""
    return window("Out of date", section(escaped(text)))


def discarded() -> View:
    """Says that a draft is thrown away."""
    return window("Thrown away", section("It is thrown away. No pulse was changed by it."))


def trouble() -> View:
    """What is read while something cannot be looked up."""
    return window(
        "Not just now",
        section(
            "Sorry, this could not be looked up just now. Please close this and try again in a "
            "minute. What you sent before is kept."
        ),
    )


TROUBLE = "Sorry, this could not be kept just now. Please try again in a minute."


def _begun(one: Begun) -> str:
    name = escaped(one.name) or "A pulse without a name"
    done = "is being changed" if one.pulse else "is being set up"
    return f"*{name}* {done}. Nothing of it is in force yet."


def _note(shown: Window) -> list[Block]:
    note = naming(shown.plan.channels, shown.note)
    return [section(f"*Please note:* {note}")] if note else []


def _place(shown: Window) -> list[Block]:
    if shown.plan.reached is Step.SUMMARY:
        return []
    return [context(f"Step {[*Step].index(shown.at.step) + 1} of {len(Step) - 1}")]


def _leaving(shown: Window) -> list[Block]:
    """The way back, and one to throw a draft away that is kept."""
    buttons = [*_back(shown), *(_DISCARDING if shown.at.revision else ())]
    return [actions(*buttons)] if buttons else []


def _back(shown: Window) -> list[Block]:
    step_, whole = shown.at.step, shown.plan.reached is Step.SUMMARY
    if step_ is Step.SUMMARY or (step_ is Step.QUESTIONS and not whole):
        return []
    return [button("Back", SHOW, value=Step.SUMMARY if whole else step_.before)]


_DISCARDING = (
    asking_first(
        button("Throw away", DISCARD),
        "Throw this away?",
        "What was filled in is lost. No pulse is changed.",
        yes="Throw away",
        no="Keep",
    ),
)
