"""What a reader sees in a channel, as plain text."""

import html
import re
from collections.abc import Iterator

from bot.sandbox import Message, Workspace
from bot.sandbox.records import texts

# https://docs.slack.dev/messaging/formatting-message-text
_BOLD = re.compile(r"(?<![\w*])\*(\S[^*\n]*?)\*(?![\w*])")


def read(workspace: Workspace, channel: str, *, since: int) -> str:
    """The messages of a channel, each with its thread below it.

    Args:
        since: how many of the channel's first messages are left out.
    """
    posts = workspace.messages(channel)[since:]
    return "\n\n".join(part for post in posts for part in _with_thread(workspace, post)) + "\n"


def _with_thread(workspace: Workspace, post: Message) -> Iterator[str]:
    yield _words(post)
    replies = workspace.replies(post.channel, post.ts)
    if replies:
        yield "--- in the thread ---"
    yield from map(_words, replies)


def _words(message: Message) -> str:
    """The words of its blocks; the text beside them is for notifications only."""
    paragraphs = ("\n".join(texts(block)) for block in message.blocks)
    return html.unescape(_BOLD.sub(r"\1", "\n\n".join(filter(None, paragraphs))))
