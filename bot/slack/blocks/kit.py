"""The few pieces of Block Kit that everything is drawn from (https://docs.slack.dev/block-kit)."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]

TITLE = "Staff Pulse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message as Slack takes it.

    Attributes:
        text: everything in words, for notifications and screen readers, which read no blocks.
        blocks: what is seen.
    """

    text: str
    blocks: list[Block]


def escaped(text: str) -> str:
    """Text of other people's making, in which nothing is a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> Block:
    """A text in which no character means anything."""
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Block:
    """A text in Slack's markup."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """A paragraph of at most 3,000 characters, in markup, with something to press beside it."""
    block: Block = {"type": "section", "text": marked(text)}
    return block | {"accessory": accessory} if accessory else block


def context(text: str) -> Block:
    """A small paragraph, in markup."""
    return {"type": "context", "elements": [marked(text)]}


def header(text: str) -> Block:
    """A heading of at most 150 characters."""
    return {"type": "header", "text": plain(text)}


def picture(file: str, words: str) -> Block:
    """A picture that was uploaded, with what it shows in words: 1 to 2,000 characters."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": words}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(elements)}


def button(label: str, action_id: str, *, value: str | None = None, primary: bool = False) -> Block:
    """A button; its value comes back when it is pressed."""
    block: Block = {"type": "button", "text": plain(label), "action_id": action_id}
    if value is not None:
        block["value"] = value
    return block | {"style": "primary"} if primary else block


def window(title: str, *blocks: Block) -> View:
    """A modal to read, with nothing to send.

    Args:
        title: at most 24 characters.
        blocks: what is read, in order.
    """
    return {
        "type": "modal",
        "title": plain(title),
        "close": plain("Close"),
        "blocks": list(blocks),
    }
