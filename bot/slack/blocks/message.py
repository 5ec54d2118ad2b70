"""Draws whatever the bot says of its own accord."""

from typing import assert_never

from bot.slack.blocks import action, digest, invitation, notice, reminder
from bot.slack.blocks.kit import Drawn
from bot.survey.messages import (
    ActionDue,
    ActionRecorded,
    ActionReviewed,
    DigestPost,
    DigestThread,
    Invitation,
    Message,
    Notice,
    Reminder,
)


def draw(message: Message) -> Drawn:
    """The message as Slack takes it."""
    match message:
        case Invitation():
            return invitation.draw(message)
        case Reminder():
            return reminder.draw(message)
        case DigestPost():
            return digest.post(message.page, message.actions_for)
        case DigestThread():
            return digest.thread(message.page)
        case ActionRecorded() | ActionDue() | ActionReviewed():
            return action.draw(message)
        case Notice():
            return notice.draw(message)
        case _:
            assert_never(message)
