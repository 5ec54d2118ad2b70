"""You said, we did: what staff and leadership read of an action in their channels."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.slack.blocks.kit import Block, Drawn, actions, button, escaped, section
from bot.survey.actions import Finding
from bot.survey.messages import ActionDue, ActionRecorded, ActionReviewed
from bot.survey.wording import dated
from storage.model import ActionState

REVIEW = "review-action"

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


def figures(lines: Sequence[str]) -> str:
    """Figures before and after, a line each."""
    return "\n".join(f"• {escaped(line)}" for line in lines)


def _recorded(message: ActionRecorded) -> Drawn:
    """What will be done because of a finding."""
    lines = [
        _you_said(message.finding, [_when(message.finding)]),
        f"*We will:* {escaped(message.what)}",
        *_who(message.owner),
        _again(message.review),
    ]
    return _drawn(ActionState.OPEN, message.pulse_name, lines, _later(message.asks))


def _due(message: ActionDue) -> Drawn:
    """The question what became of an action."""
    text = (
        f"*What became of this?* · {escaped(message.pulse_name)}\n"
        f"It was to be looked at again on {dated(message.review)}. Whoever knows can answer, and "
        f"staff read the answer in their channel."
    )
    lines = "\n".join(
        [
            _you_said(message.finding, [_when(message.finding)]),
            f"*We said we would:* {escaped(message.what)}",
            *_who(message.owner),
        ]
    )
    press = actions(button("Say what became of it", REVIEW, value=message.asks, primary=True))
    return Drawn(text=f"{text}\n\n{lines}", blocks=[section(text), section(lines), press])


def _reviewed(message: ActionReviewed) -> Drawn:
    """What became of an action, with the figures before and after."""
    lines = [_you_said(message.finding, message.figures), *_became(message)]
    return _drawn(message.state, message.pulse_name, lines, _later(message.asks))


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


def _you_said(finding: Finding, lines: Sequence[str]) -> str:
    return f"*You said:* {escaped(finding.wording)}\n{figures(lines)}"


def _when(finding: Finding) -> str:
    return f"{dated(finding.day)}: {finding.said}"


def _who(owner: str | None) -> Iterator[str]:
    if owner is not None:
        yield f"*Who sees to it:* <@{owner}>"


def _again(review: date) -> str:
    return f"*We look at it again on* {review:%A} {dated(review)}."


def _drawn(
    state: ActionState, pulse_name: str, lines: Sequence[str], press: Sequence[Block]
) -> Drawn:
    text = "\n".join([f"*{_HEADINGS[state]}* · {escaped(pulse_name)}", *lines])
    return Drawn(text=text, blocks=[section(text), *press])


def _later(asks: str | None) -> list[Block]:
    """Leadership's button to say what became of an action before it is asked."""
    return [actions(button("Say what became of it", REVIEW, value=asks))] if asks else []
