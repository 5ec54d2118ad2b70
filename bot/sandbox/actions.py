"""What is pressed or chosen in blocks, found and shaped as a block_actions entry."""

from collections.abc import Iterable

from bot.sandbox import forms
from bot.sandbox.forms import INPUTS, Answer
from bot.sandbox.records import Json, elements_of


def find(
    blocks: Iterable[Json], action_id: str, value: Answer, block_id: str | None = None
) -> tuple[Json, Json]:
    """Return the block and the element with an action_id, in the block named if one is.

    Among several buttons with one action_id, `value` picks. Raises LookupError when there is
    nothing to press.
    """
    known = []
    for block in blocks:
        for element in elements_of(block):
            if "action_id" not in element:
                continue
            known.append(element["action_id"])
            other_button = value is not None and element.get("value", value) != value
            elsewhere = block_id not in {None, block["block_id"]}
            if element["action_id"] == action_id and not other_button and not elsewhere:
                return block, element
    raise LookupError(
        f"nothing to press with action_id {action_id!r} (and value); there is: {known}"
    )


def shape(block: Json, element: Json, value: Answer, action_ts: str) -> Json:
    """Return the entry under `actions` that tells the bot what was done."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts,
    }
    if element["type"] == "button":
        return action | {k: element[k] for k in ("text", "value", "style") if k in element}
    if element["type"] == "overflow":
        if not isinstance(value, str):
            raise LookupError("an overflow menu needs the value of one of its options")
        return action | {"selected_option": forms.option_of(element, value)}
    if "placeholder" in element and INPUTS[element["type"]].field != "value":
        action["placeholder"] = element["placeholder"]
    return action | forms.state_of(element, value)


def is_sent(block: Json) -> bool:
    """Tell whether Slack tells the bot at once, or keeps what was filled in for the form."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))
