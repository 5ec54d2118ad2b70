"""The sandbox refuses whatever slack_sdk's own validators refuse, and takes what they take.

Each validator of each block and element that the sandbox knows is met once, so that a version of
the SDK with another one makes this fail.
"""

import copy
from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models import blocks as sdk
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.views import View

from bot.sandbox import block_kit
from bot.sandbox.block_kit.blocks import BLOCKS
from bot.sandbox.block_kit.elements import IN_ACTIONS, IN_INPUT
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json


def plain(length: int = 3) -> Json:
    return {"type": "plain_text", "text": "a" * length}


def options(count: int = 2) -> list[Json]:
    return [{"text": plain(), "value": f"v{number}"} for number in range(count)]


GROUP = {"label": plain(), "options": options()}
PICTURE = {"image_url": "https://example.org/a.png", "alt_text": "A"}
WORD = {"type": "text", "text": "a"}
RICH = [{"type": "rich_text_section", "elements": [WORD]}]
BUTTON = {"type": "button", "text": plain(), "action_id": "a"}

GOOD: dict[str, Json] = {
    "section": {"text": plain()},
    "header": {"text": plain()},
    "divider": {},
    "image": PICTURE,
    "context": {"elements": [plain()]},
    "actions": {"elements": [BUTTON]},
    "input": {"label": plain(), "element": {"type": "plain_text_input", "action_id": "a"}},
    "rich_text": {"elements": RICH},
    "markdown": {"text": "a"},
    "button": {"text": plain()},
    "overflow": {"options": options()},
    "radio_buttons": {"options": options()},
    "checkboxes": {"options": options()},
    "static_select": {"options": options()},
    "multi_static_select": {"options": options()},
    "number_input": {"is_decimal_allowed": False},
}

BAD: dict[str, Json] = {
    "_validate_block_id_length": {"block_id": "a" * 256},
    "_validate_action_id_length": {"action_id": "a" * 256},
    "_validate_placeholder_length": {"placeholder": plain(151)},
    "_validate_alt_text_length": {"alt_text": "a" * 2001},
    "_validate_image_url_length": {"image_url": "https://example.org/" + "a" * 3000},
    "_validate_title_length": {"title": plain(2001)},
    "_validate_label_length": {"label": plain(2001)},
    "_validate_hint_length": {"hint": plain(2001)},
    "_validate_element_type": {"element": {"type": "button", "text": plain(), "action_id": "a"}},
    "_validate_fields_length": {"fields": [plain()] * 11},
    "_validate_text_or_fields_populated": {"text": None, "fields": None},
    "_validate_accessibility_label_length": {"accessibility_label": "a" * 76},
    "_validate_agent_prompt_length": {"agent_prompt": "a" * 10_000},
    "_validate_style_valid": {"style": "loud"},
    "_validate_text_length": {"text": plain(76)},
    "_validate_url_length": {"url": "https://example.org/" + "a" * 3000},
    "_validate_value_length": {"value": "a" * 2001},
    "_validate_initial_date_valid": {"initial_date": "tomorrow"},
    "_validate_initial_date_time_valid": {"initial_date_time": -1},
    "_validate_initial_time_valid": {"initial_time": "25:00"},
    "_validate_neither_options_or_option_groups_is_specified": {"options": None},
    "_validate_options_and_option_groups_both_specified": {"option_groups": [GROUP]},
    "_validate_option_groups_length": {"options": None, "option_groups": [GROUP] * 101},
    "_validate_options_length": {"options": options(101)},
    "header _validate_alt_text_length": {"text": plain(151)},
    "header _validate_text": {"text": None},
    "markdown _validate_alt_text_length": {"text": "a" * 12_001},
    "markdown _validate_text": {"text": ""},
    "section _validate_alt_text_length": {"text": plain(3001)},
    "context _validate_elements_length": {"elements": [plain()] * 11},
    "actions _validate_elements_length": {"elements": [BUTTON] * 26},
    "overflow _validate_options_length": {"options": options(6)},
}

NEVER_MET = {
    ("checkboxes", "_validate_placeholder_length"),
    ("radio_buttons", "_validate_placeholder_length"),
    ("datetimepicker", "_validate_placeholder_length"),
    ("file_input", "_validate_placeholder_length"),
}
"""Validators that these elements inherit, of a property that they do not have."""


def models() -> dict[str, type[JsonObject]]:
    """Return the SDK's class for each type of block and element that the sandbox knows."""
    kinds = {**IN_INPUT.table, **IN_ACTIONS.table, **BLOCKS.table}
    found = {}
    for kind in kinds:
        parse = sdk.Block.parse if kind in BLOCKS.table else sdk.BlockElement.parse
        found[kind] = type(parse({"type": kind, **GOOD.get(kind, {})}))
    return found


def validators() -> Iterator[tuple[str, str]]:
    for kind, model in models().items():
        for name in dir(model):
            if hasattr(getattr(model, name), "validator"):
                yield kind, name


def shown(kind: str, part: Json) -> list[Json]:
    """Return the blocks in which a block or an element stands."""
    if kind in BLOCKS.table:
        return [part]
    if kind in IN_ACTIONS.table:
        return [{"type": "actions", "elements": [part]}]
    return [{"type": "input", "label": plain(), "element": part}]


def refused(kind: str, part: Json) -> bool:
    try:
        block_kit.message(text="a", blocks=copy.deepcopy(shown(kind, part)), metadata=None)
    except ApiError:
        return True
    return False


@pytest.mark.parametrize("kind", sorted(models()))
def test_both_take_what_is_right(kind: str) -> None:
    """A plain example of each block and element passes the SDK's validators and the sandbox."""
    part = {"type": kind, **GOOD.get(kind, {})}
    models()[kind](**{k: v for k, v in part.items() if k != "type"}).validate_json()
    assert not refused(kind, part)


@pytest.mark.parametrize(("kind", "validator"), sorted(validators()))
def test_both_refuse_what_is_wrong(kind: str, validator: str) -> None:
    """What one validator of the SDK does not let through is refused by the sandbox as well."""
    wrong = BAD.get(f"{kind} {validator}", BAD.get(validator))
    assert wrong is not None, "the SDK has a validator that is not tried here"
    part = {"type": kind, **GOOD.get(kind, {}), **wrong}
    model = models()[kind](**{name: value for name, value in part.items() if name != "type"})
    if (kind, validator) not in NEVER_MET:
        with pytest.raises(SlackObjectFormationError):
            getattr(model, validator)()
    assert refused(kind, {name: value for name, value in part.items() if value is not None})


@pytest.mark.parametrize(
    ("validator", "wrong"),
    [
        ("_validate_blocks_length", {"blocks": [{"type": "divider"}] * 101}),
        ("_validate_callback_id_max_length", {"callback_id": "a" * 256}),
        ("_validate_close_length", {"close": plain(25)}),
        ("_validate_home_tab_structure", {"type": "home", "submit": plain()}),
        ("_validate_private_metadata_max_length", {"private_metadata": "a" * 3001}),
        ("_validate_submit_length", {"submit": plain(25)}),
        ("_validate_title_length", {"title": plain(25)}),
        ("_validate_type", {"type": "window"}),
    ],
)
def test_both_refuse_views_that_are_wrong(validator: str, wrong: Json) -> None:
    """Each validator of the SDK's View has its like in the sandbox."""
    view = {"type": "modal", "title": plain(), "blocks": [{"type": "divider"}], **wrong}
    with pytest.raises(SlackObjectFormationError):
        getattr(View(**view), validator)()
    for kind in ("modal", "home"):
        with pytest.raises(ApiError):
            block_kit.view(copy.deepcopy(view), kind)


def test_every_validator_of_views_is_tried() -> None:
    """The list above is whole."""
    [tried] = [m for m in test_both_refuse_views_that_are_wrong.pytestmark if m.name]
    names = {name for name in dir(View) if hasattr(getattr(View, name), "validator")}
    assert names == {name for name, _ in tried.args[1]}
