"""The windows in which leadership records an action and says what became of it."""

from datetime import date

from bot.slack.blocks import action as drawing
from bot.slack.blocks.kit import (
    Block,
    View,
    context,
    divider,
    escaped,
    field,
    form,
    menu,
    option,
    paragraphs,
    plain,
    section,
    window,
)
from bot.survey.actions import Finding
from bot.usecases.actions import (
    FINDING,
    OUTCOME,
    OWNER,
    REASON,
    REVIEW,
    WHAT,
    Form,
    Refusal,
    Review,
)
from storage.model import LONGEST_WORDS, ActionState

RECORDING = "action"
REVIEWING = "action-review"

_OUTCOMES = {
    ActionState.DONE: "It is done",
    ActionState.CHANGED: "It goes on, in other words or until another day",
    ActionState.DROPPED: "It is dropped",
}

TROUBLE = "Sorry, this could not be kept just now. Please try again in a minute."


def record(filling: Form) -> View:
    """What to fill in to record an action."""
    return form(
        "Record an action",
        section(
            "*You said, we will.* What you write here goes to the staff channel as it is, so that "
            "people see what follows from what they said."
        ),
        field(FINDING, "Which finding is it about?", _choice(filling), needed=True),
        field(
            WHAT,
            "What will you do?",
            _line("give each team two more hours of admin help"),
            hint='One line. Staff read it after the words "We will".',
            needed=True,
        ),
        field(OWNER, "Who sees to it?", _person(), needed=True),
        field(
            REVIEW,
            "When do you look at it again?",
            _day(filling.review),
            hint="On that day the leadership channel is asked, once, what became of it.",
            needed=True,
        ),
        sends="Record",
        callback_id=RECORDING,
        carries=f"{filling.round} {filling.action}",
    )


def review(filling: Review) -> View:
    """What to fill in about an action that is looked at again."""
    action = filling.action
    return form(
        "You said, we did",
        section(f"*We said we would:* {escaped(action.what)}\n{_owner(filling)}"),
        *map(section, paragraphs(drawing.you_said(filling.finding, filling.figures))),
        context("Figures alone cannot tell whether what you did made the difference."),
        field(OUTCOME, "What became of it?", _outcomes(), needed=True),
        field(
            REASON,
            "What do you want staff to know?",
            _line("What came of it, or why it is dropped"),
            hint="One line. It is needed where the action is dropped.",
            needed=False,
        ),
        divider(),
        section("*Only if it goes on*"),
        field(WHAT, "What will you do now?", _line("", action.what), needed=False),
        field(
            OWNER,
            "Who sees to it?",
            _person(None if filling.owner_left else action.owner),
            needed=False,
        ),
        field(REVIEW, "When do you look at it again?", _day(filling.review), needed=False),
        sends="Tell staff",
        callback_id=REVIEWING,
        carries=f"{action.id} {action.reviews}",
    )


def recorded() -> View:
    """Says that an action is kept."""
    return window(
        "Recorded",
        section(
            "Thank you. It is on its way to the staff channel, and stands in the digest's thread "
            "here. This channel is asked what became of it when its day comes."
        ),
    )


def answered() -> View:
    """Says that what became of an action is kept."""
    return window(
        "Thank you", section("Thank you. It is on its way to the staff channel, in your words.")
    )


def refused(refusal: Refusal) -> View:
    """The kind word for whoever cannot record or answer that."""
    return window(*_REFUSALS[refusal])


def trouble() -> View:
    """What a button answers while something cannot be looked up."""
    return window(
        "Not just now",
        section(
            "Sorry, we could not look that up just now. Please close this and press the button "
            "again in a minute."
        ),
    )


_REFUSALS = {
    Refusal.NOT_LEADING: (
        "For leadership",
        section(
            "Only members of the leadership channel record actions and say what became of them, so "
            "nothing was changed. If you have an idea what should be done, please tell them: they "
            "read the same figures as you."
        ),
    ),
    Refusal.NOTHING_THERE: (
        "Out of date",
        section("Nothing belongs to this button any more, so nothing was changed."),
    ),
    Refusal.ANSWERED: (
        "Answered already",
        section(
            "Somebody has answered this before you, so nothing was changed. What they said stands "
            "in the staff channel."
        ),
    ),
}


def _choice(filling: Form) -> Block:
    return menu(*map(_option, filling.findings), asks="Choose a finding")


def _option(finding: Finding) -> Block:
    return option(finding.wording, finding.question, said=finding.said)


def _line(example: str, words: str | None = None) -> Block:
    element: Block = {"type": "plain_text_input", "max_length": LONGEST_WORDS}
    if example:
        element["placeholder"] = plain(example)
    return element | {"initial_value": words} if words else element


def _person(person: str | None = None) -> Block:
    element: Block = {"type": "users_select", "placeholder": plain("Choose a colleague")}
    return element | {"initial_user": person} if person else element


def _day(day: date) -> Block:
    return {"type": "datepicker", "initial_date": day.isoformat()}


def _outcomes() -> Block:
    return {
        "type": "radio_buttons",
        "options": [{"text": plain(said), "value": state} for state, said in _OUTCOMES.items()],
    }


def _owner(filling: Review) -> str:
    if filling.owner_left:
        return "Whoever saw to it is no longer here, so choose somebody else if it goes on."
    return f"*Who sees to it:* <@{filling.action.owner}>"
