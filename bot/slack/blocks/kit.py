"""The few pieces of Block Kit that everything is drawn from (https://docs.slack.dev/block-kit)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]

TITLE = "Staff Pulse"

LONGEST_OPTION = 75

_LONGEST_BLOCK = 2_900


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


def quoting(text: str) -> Block:
    """A paragraph in markup that holds words typed in chat, of which no address becomes a link."""
    # https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    return {"type": "section", "text": marked(text) | {"verbatim": True}}


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines of markup in as few paragraphs as fit in a block each.

    Args:
        lines: each of at most 2,900 characters.
    """
    text = ""
    for line in lines:
        if len(text) + len(line) >= _LONGEST_BLOCK:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text


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


def field(block_id: str, label: str, element: Block, *, hint: str = "", needed: bool) -> Block:
    """Something to fill in.

    Args:
        block_id: what errors about it are told by.
        label: at most 2,000 characters.
        element: what is filled in; its action_id is the block's id.
        hint: a line in small letters below it.
        needed: whether Slack asks for it before anything is sent.
    """
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element | {"action_id": block_id},
        "optional": not needed,
    }
    return block | {"hint": plain(hint)} if hint else block


def typed(text: str, *, most: int, multiline: bool = False, example: str = "") -> Block:
    """A field for typing.

    Args:
        text: what stands in it at first.
        most: the most characters it takes, 3,000 or fewer.
        multiline: whether it takes several lines.
        example: what stands there in grey while it is empty, 150 characters at most.
    """
    element: Block = {"type": "plain_text_input", "max_length": most, "multiline": multiline}
    if example:
        element["placeholder"] = plain(example)
    return element | ({"initial_value": text} if text else {})


def chosen(options: Mapping[str, Block], own: str | None) -> Block:
    """The options of a menu, and the one that is chosen at first.

    Args:
        options: by their values.
        own: the value chosen; None, or one that is no option, for none.
    """
    held = {} if own is None or own not in options else {"initial_option": options[own]}
    return {"options": [*options.values()]} | held


def several(options: Mapping[str, Block], own: Iterable[str]) -> Block:
    """The options of a menu of which several can be chosen, and those that are at first."""
    held = [options[one] for one in own if one in options]
    return {"options": [*options.values()]} | ({"initial_options": held} if held else {})


def short(text: str) -> str:
    """The text where it fits in an option, else its beginning."""
    return text if len(text) <= LONGEST_OPTION else f"{text[: LONGEST_OPTION - 1]}…"


def form(title: str, *blocks: Block, sends: str, callback_id: str, carries: str) -> View:
    """A modal to fill in.

    Args:
        title: at most 24 characters.
        blocks: what is read and filled in, in order.
        sends: the words on its button.
        callback_id: what it is called when it comes back.
        carries: what comes back with it.
    """
    return window(title, *blocks) | {
        "callback_id": callback_id,
        "private_metadata": carries,
        "submit": plain(sends),
        "close": plain("Not now"),
    }


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
