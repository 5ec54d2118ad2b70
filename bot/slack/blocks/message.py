"""Draws whatever the bot says of its own accord."""

from typing import assert_never

from bot.slack.blocks import action, digest, invitation, notice, reminder
from bot.slack.blocks.kit import Drawn
from bot.survey.messages import (
    ActionDue,
    ActionRecorded,
    ActionReviewed,
    DigestFile,
    DigestPost,
    DigestThread,
    HalfwayPost,
    HalfwayThread,
    Invitation,
    Message,
    Notice,
    Reminder,
)


def draw(message: Message, picture: str | None = None) -> Drawn:
    """The message as Slack takes it.

    Args:
        message: what to say.
        picture: the id of its chart's file, where it has one.
    """
    match message:
        case Invitation():
            return invitation.draw(message)
        case Reminder():
            return reminder.draw(message)
        case DigestPost() | DigestThread() | DigestFile() | HalfwayPost() | HalfwayThread():
            return digest.draw(message, picture)
        case ActionRecorded() | ActionDue() | ActionReviewed():
            return action.draw(message)
        case Notice():
            return notice.draw(message)
        case _:
            assert_never(message)
