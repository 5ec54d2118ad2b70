"""You said, we did: what staff and leadership read of an action in their channels."""

from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from bot.slack.blocks.kit import Block, Drawn, actions, button, escaped, paragraphs, section
from bot.survey.actions import Finding
from bot.survey.messages import ActionDue, ActionRecorded, ActionReviewed
from bot.survey.wording import dated
from storage.model import ActionState

REVIEW = "review-action"

_LONGEST_LINE = 500

_HEADINGS = {
    ActionState.OPEN: "You said, we will",
    ActionState.CHANGED: "You said, we will do it another way",
    ActionState.DONE: "You said, we did",
    ActionState.DROPPED: "You said, we will not after all",
}


def draw(message: ActionRecorded | ActionDue | ActionReviewed) -> Drawn:
    """The message as Slack takes it."""
    match message:
        case ActionRecorded():
            return _recorded(message)
        case ActionDue():
            return _due(message)
        case ActionReviewed():
            return _reviewed(message)


def you_said(finding: Finding, figures: Sequence[str]) -> list[str]:
    """The question of a finding and its figures, in lines of markup."""
    lines = [f"• {piece}" for line in figures for piece in wrap(line, _LONGEST_LINE)]
    return [f"*You said:* {escaped(finding.wording)}", *map(escaped, lines)]


def _recorded(message: ActionRecorded) -> Drawn:
    """What will be done because of a finding."""
    return _drawn(
        [_headed(ActionState.OPEN, message.pulse_name)],
        you_said(message.finding, [message.finding.told]),
        [
            f"*We will:* {escaped(message.what)}",
            *_who(message.owner),
            _again(message.review),
        ],
        press=_later(message.asks),
    )


def _due(message: ActionDue) -> Drawn:
    """The question what became of an action."""
    press = button("Say what became of it", REVIEW, value=message.asks, primary=True)
    return _drawn(
        [
            f"*What became of this?* · {escaped(message.pulse_name)}",
            f"It was to be looked at again on {dated(message.review)}. Whoever knows can answer; "
            f"staff read the answer in their channel.",
        ],
        you_said(message.finding, [message.finding.told]),
        [f"*We said we would:* {escaped(message.what)}", *_who(message.owner)],
        press=[actions(press)],
    )


def _reviewed(message: ActionReviewed) -> Drawn:
    """What became of an action, with the figures before and after."""
    return _drawn(
        [_headed(message.state, message.pulse_name)],
        you_said(message.finding, message.figures),
        [*_became(message)],
        press=_later(message.asks),
    )


def _became(message: ActionReviewed) -> Iterator[str]:
    planned, reason = escaped(message.planned), message.reason and escaped(message.reason)
    if message.state is ActionState.DONE:
        yield f"*We did:* {planned}"
        if reason:
            yield f"*What came of it:* {reason}"
    elif message.state is ActionState.DROPPED:
        yield f"*We had said we would:* {planned}"
        yield f"*Why we will not:* {reason}"
    else:
        yield f"*We had said we would:* {planned}"
        yield f"*Now we will:* {escaped(message.what)}"
        if reason:
            yield f"*Why:* {reason}"
        yield from _who(message.owner)
        yield _again(message.review)


def _who(owner: str | None) -> Iterator[str]:
    if owner is not None:
        yield f"*Who sees to it:* <@{owner}>"


def _again(review: date) -> str:
    return f"*When we look at it again:* {review:%A} {dated(review)}"


def _headed(state: ActionState, pulse_name: str) -> str:
    return f"*{_HEADINGS[state]}* · {escaped(pulse_name)}"


def _drawn(*parts: Sequence[str], press: Sequence[Block]) -> Drawn:
    """A message of several parts, each of lines of markup, with something to press below."""
    texts = [text for part in parts for text in paragraphs(part)]
    return Drawn(text="\n\n".join(texts), blocks=[*map(section, texts), *press])


def _later(asks: str | None) -> list[Block]:
    """Leadership's button to say what became of an action before it is asked."""
    return [actions(button("Say what became of it", REVIEW, value=asks))] if asks else []
