"""The few pieces of Block Kit that everything is drawn from (https://docs.slack.dev/block-kit)."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]

TITLE = "Staff Pulse"

_LONGEST_BLOCK = 2_900
LONGEST_OPTION = 75


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


def naming(channels: Collection[str], text: str) -> str:
    """Text of other people's making, in which the ids of these channels are mentions of them."""
    ids = "|".join(map(re.escape, channels))
    return re.sub(rf"\b({ids})\b", r"<#\1>", escaped(text)) if ids else escaped(text)


def plain(text: str) -> Block:
    """A text in which no character means anything."""
    return {"type": "plain_text", "text": text, "emoji": False}


def marked(text: str) -> Block:
    """A text in Slack's markup, of which nothing becomes a link or a mention by itself."""
    # https://docs.slack.dev/reference/block-kit/composition-objects/text-object
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, *, accessory: Block | None = None) -> Block:
    """A paragraph of at most 3,000 characters, in markup, with something to press beside it."""
    block: Block = {"type": "section", "text": marked(text)}
    return block | {"accessory": accessory} if accessory else block


def linking(text: str) -> Block:
    """A paragraph in markup in which an address becomes a link, as where to turn for support."""
    return {"type": "section", "text": marked(text) | {"verbatim": False}}


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


def at_once(block: Block) -> Block:
    """A field of which we hear at each change, and while it is typed in."""
    element = block["element"]
    if element["type"] == "plain_text_input":
        config = {"trigger_actions_on": ["on_character_entered"]}
        element = element | {"dispatch_action_config": config}
    return block | {"dispatch_action": True, "element": element}


def typing(
    *, longest: int, words: str | None = None, example: str = "", rows: bool = False
) -> Block:
    """Something to type into, in one line or in several rows.

    Args:
        longest: the most characters.
        words: what stands there already.
        example: what stands there in grey until something is typed.
        rows: whether it takes several lines.
    """
    element: Block = {"type": "plain_text_input", "max_length": longest, "multiline": rows}
    if example:
        element["placeholder"] = plain(example)
    return element | {"initial_value": words} if words else element


def option(label: str, value: str, *, said: str = "") -> Block:
    """Something to choose.

    Args:
        label: its name, of which only the first 75 characters are shown.
        value: what comes back.
        said: what stands below its name, of which no more is shown either.
    """
    one: Block = {"text": plain(cut(label, LONGEST_OPTION)), "value": value}
    return one | {"description": plain(cut(said, LONGEST_OPTION))} if said else one


def cut(text: str, most: int) -> str:
    """A text where it has so many characters at most, else its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def menu(*options: Block, chosen: str | None = None, asks: str) -> Block:
    """A menu of which one option is chosen.

    Args:
        options: 1 to 100.
        chosen: the value of the one that is chosen already.
        asks: what stands there until one is chosen.
    """
    element: Block = {"type": "static_select", "options": [*options], "placeholder": plain(asks)}
    found = [one for one in options if one["value"] == chosen]
    return element | {"initial_option": found[0]} if found else element


def menu_of_several(*options: Block, chosen: Collection[str] = (), asks: str) -> Block:
    """A menu of which several options are chosen.

    Args:
        options: 1 to 100.
        chosen: the values of those that are chosen already.
        asks: what stands there until one is chosen.
    """
    element: Block = {"type": "multi_static_select", "options": [*options]}
    found = [one for one in options if one["value"] in chosen]
    return element | {"placeholder": plain(asks)} | ({"initial_options": found} if found else {})


def ticks(*options: Block, chosen: Collection[str] = ()) -> Block:
    """Boxes to tick, at most ten; `chosen` are the values of those that are ticked already."""
    element: Block = {"type": "checkboxes", "options": [*options]}
    found = [one for one in options if one["value"] in chosen]
    return element | {"initial_options": found} if found else element


def more(action_id: str, *options: Block) -> Block:
    """A menu behind three dots, with at most five things to do."""
    return {"type": "overflow", "action_id": action_id, "options": [*options]}


def asking_first(element: Block, title: str, text: str, *, yes: str, no: str) -> Block:
    """A button that does nothing before somebody has said yes."""
    words = {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}
    return element | {"confirm": words}


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
