"""Draws whatever the bot says of its own accord."""

from typing import assert_never

from bot.slack.blocks import digest, invitation, notice, reminder
from bot.slack.blocks.kit import Drawn
from bot.survey.messages import (
    DigestPost,
    DigestThread,
    HalfwayPost,
    HalfwayThread,
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
        case DigestPost() | HalfwayPost():
            return digest.post(message.page)
        case DigestThread() | HalfwayThread():
            return digest.thread(message.page)
        case Notice():
            return notice.draw(message)
        case _:
            assert_never(message)
