"""What a person fills in: the `state.values` that Slack keeps for a view or a message."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from bot.sandbox.records import Json, elements_of

Answer = str | Sequence[str] | None
"""What a person puts into an input: an option's value, several, a text, a date, ids of files."""

Values = Mapping[str, Mapping[str, Json]]
"""The state of a view: block_id to action_id to the element's state."""


@dataclass(frozen=True, slots=True)
class Input:
    """How one type of element keeps its state: the field, and the field of its initial value."""

    field: str
    initial: str
    many: bool = False
    options: bool = False


_OPTION = Input("selected_option", "initial_option", options=True)
_OPTIONS = Input("selected_options", "initial_options", many=True, options=True)
_TEXT = Input("value", "initial_value")

INPUTS = {
    "radio_buttons": _OPTION,
    "static_select": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "datepicker": Input("selected_date", "initial_date"),
    "timepicker": Input("selected_time", "initial_time"),
    "datetimepicker": Input("selected_date_time", "initial_date_time"),
    "users_select": Input("selected_user", "initial_user"),
    "multi_users_select": Input("selected_users", "initial_users", many=True),
    "channels_select": Input("selected_channel", "initial_channel"),
    "multi_channels_select": Input("selected_channels", "initial_channels", many=True),
    "conversations_select": Input("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Input(
        "selected_conversations", "initial_conversations", many=True
    ),
    "file_input": Input("files", "", many=True),
}
"""The elements that keep a state. Buttons and overflow menus only act, and are not here.

Of files their ids are kept; whoever is told the state is told the files themselves.
"""


def fields(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each block with each element in it that keeps a state."""
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in INPUTS:
                yield block, element


def initial_values(blocks: Iterable[Json]) -> dict[str, dict[str, Json]]:
    """Return the full state of untouched blocks, with null and empty lists as Slack sends them."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in fields(blocks):
        kind = INPUTS[element["type"]]
        start = element.get(kind.initial, [] if kind.many else None)
        state = {"type": element["type"], kind.field: start}
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def carried_over(fresh: Values, before: Values) -> dict[str, dict[str, Json]]:
    """Return the state after an update: an input with the same ids and type keeps its value."""
    kept: dict[str, dict[str, Json]] = {}
    for block_id, elements in fresh.items():
        for action_id, state in elements.items():
            old = before.get(block_id, {}).get(action_id, state)
            chosen = old if old["type"] == state["type"] else state
            kept.setdefault(block_id, {})[action_id] = chosen
    return kept


def filled(
    blocks: Iterable[Json], values: Values, answers: Mapping[str, Answer]
) -> dict[str, dict[str, Json]]:
    """Return the state with a person's answers put in by block_id.

    Raises LookupError when a block has no input, or an input no such option: a person could
    not have clicked it.
    """
    blocks = list(blocks)
    result = {block_id: dict(elements) for block_id, elements in values.items()}
    inputs = {block["block_id"]: element for block, element in fields(blocks)}
    for block_id, answer in answers.items():
        if block_id not in inputs:
            known = ", ".join(inputs) or "none"
            raise LookupError(f"no input in a block {block_id!r}; there are: {known}")
        element = inputs[block_id]
        result[block_id][element["action_id"]] = state_of(element, answer)
    return result


def state_of(element: Json, answer: Answer) -> Json:
    """Return an element's state once a person has given it `answer`."""
    kind = INPUTS[element["type"]]
    if kind.many:
        chosen = [answer] if isinstance(answer, str) else list(answer or ())
        held = [option_of(element, value) if kind.options else value for value in chosen]
        return {"type": element["type"], kind.field: held}
    if answer is not None and not isinstance(answer, str):
        raise LookupError(f"a {element['type']} takes one value, not {len(answer)}")
    single = None if answer is None else _picked(element, kind, answer)
    return {"type": element["type"], kind.field: single}


def _picked(element: Json, kind: Input, answer: str) -> object:
    """Return what an element holds once `answer` was picked in it, if that can be picked."""
    try:
        match element["type"]:
            case "datepicker":
                return date.fromisoformat(answer).isoformat()
            case "timepicker":
                return time.fromisoformat(answer).strftime("%H:%M")
            case "datetimepicker":
                return int(answer)
    except ValueError:
        raise LookupError(f"no such day or time in a {element['type']}") from None
    return option_of(element, answer) if kind.options else answer


def option_of(element: Json, value: str) -> Json:
    """Return the option of an element that has a value; raise LookupError when none has."""
    options = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        options += group["options"]
    for option in options:
        if option.get("value") == value:
            return dict(option)
    known = ", ".join(str(option.get("value")) for option in options)
    raise LookupError(f"no option {value!r} in this {element['type']}; there are: {known}")


def complaints(blocks: Iterable[Json], values: Values) -> dict[str, str]:
    """Return what Slack itself says before it sends a form, by block_id; empty when nothing."""
    found = {}
    for block, element in fields(blocks):
        if block["type"] != "input":
            continue
        held = values[block["block_id"]][element["action_id"]][INPUTS[element["type"]].field]
        complaint = _complaint(block, element, held)
        if complaint:
            found[block["block_id"]] = complaint
    return found


def _complaint(block: Json, element: Json, held: object) -> str:
    if held in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] == "plain_text_input" and isinstance(held, str):
        if len(held) < element.get("min_length", 0):
            return f"This entry needs at least {element['min_length']} characters."
        if len(held) > element.get("max_length", 3000):
            return f"This entry can have at most {element.get('max_length', 3000)} characters."
    if isinstance(held, str) and element["type"] in _KINDS:
        return _KINDS[element["type"]](element, held)
    if isinstance(held, list) and len(held) > (most := _most(element, len(held))):
        return f"Choose at most {most}."
    return ""


def _most(element: Json, held: int) -> int:
    """Return how many an element takes."""
    if element["type"] == "file_input":
        return int(element.get("max_files", 10))
    return int(element.get("max_selected_items", held))


def _number_complaint(element: Json, held: str) -> str:
    if not re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", held):
        return "This entry must be a number."
    if "." in held and not element["is_decimal_allowed"]:
        return "This entry must be a whole number."
    if Decimal(held) < Decimal(element.get("min_value", held)):
        return f"This entry must be at least {element['min_value']}."
    if Decimal(held) > Decimal(element.get("max_value", held)):
        return f"This entry must be at most {element['max_value']}."
    return ""


def _email_complaint(_: Json, held: str) -> str:
    fits = re.fullmatch(r"[^@\s]+@[^@\s]+", held)
    return "" if fits else "This entry must be an email address."


def _url_complaint(_: Json, held: str) -> str:
    return "" if re.fullmatch(r"https?://\S+", held) else "This entry must be a web address."


_KINDS = {
    "number_input": _number_complaint,
    "email_text_input": _email_complaint,
    "url_text_input": _url_complaint,
}
