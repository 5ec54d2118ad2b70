"""What stands in blocks (https://docs.slack.dev/reference/block-kit/block-elements)."""

from collections.abc import Mapping

from bot.sandbox.block_kit.composition import (
    CHOICE,
    CONFIRM,
    ID,
    OPTION,
    OPTION_GROUPS,
    OVERFLOW_OPTION,
    SLACK_FILE,
    URL,
    initial_options_are_offered,
    one_source_of_options,
    one_source_of_picture,
    plain,
)
from bot.sandbox.block_kit.schema import (
    ByType,
    Check,
    Findings,
    ListOf,
    Number,
    OneOf,
    Shape,
    Text,
    flag,
    note,
    shape_of,
)

_ACTS: Mapping[str, Check] = {"action_id": ID, "confirm": CONFIRM}
_ASKS: Mapping[str, Check] = {**_ACTS, "focus_on_load": flag}
_MENU: Mapping[str, Check] = {**_ASKS, "placeholder": plain(150)}
_SEVERAL: Mapping[str, Check] = {"max_selected_items": Number(1, 100)}
_DISPATCH = Shape(
    {},
    {
        "trigger_actions_on": ListOf(OneOf(("on_enter_pressed", "on_character_entered")), 2),
    },
)
_TYPED: Mapping[str, Check] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": flag,
    "dispatch_action_config": _DISPATCH,
}
_DATE = Text(10, pattern=r"\d{4}-\d{2}-\d{2}")
_TIME = Text(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
_DECIMAL = Text(255, pattern=r"-?\d+(\.\d+)?")


def _lengths_agree(element: object, at: str, findings: Findings) -> None:
    if isinstance(element, dict) and element.get("min_length", 0) > element.get("max_length", 3000):
        note(findings, f"{at}/min_length", "must not be more than max_length")


IMAGE = shape_of(
    "image",
    {"alt_text": Text(2000)},
    {
        "image_url": URL,
        "slack_file": SLACK_FILE,
        "image_width": Number(1, 100_000),
        "image_height": Number(1, 100_000),
    },
    one_source_of_picture,
)

_BUTTON = shape_of(
    "button",
    {"text": plain(75)},
    {
        **_ACTS,
        "url": URL,
        "value": Text(2000),
        "style": OneOf(("primary", "danger")),
        "accessibility_label": Text(75),
    },
)

_OVERFLOW = shape_of("overflow", {"options": ListOf(OVERFLOW_OPTION, 5)}, _ACTS)

_PICKERS = {
    "datepicker": shape_of("datepicker", {}, {**_MENU, "initial_date": _DATE}),
    "timepicker": shape_of(
        "timepicker", {}, {**_MENU, "initial_time": _TIME, "timezone": Text(100)}
    ),
    "datetimepicker": shape_of(
        "datetimepicker", {}, {**_ASKS, "initial_date_time": Number(10**9, 10**10 - 1)}
    ),
}

_CHOICES = {
    "radio_buttons": shape_of(
        "radio_buttons",
        {"options": ListOf(CHOICE, 10)},
        {**_ASKS, "initial_option": CHOICE},
        initial_options_are_offered,
    ),
    "checkboxes": shape_of(
        "checkboxes",
        {"options": ListOf(CHOICE, 10)},
        {**_ASKS, "initial_options": ListOf(CHOICE, 10)},
        initial_options_are_offered,
    ),
}

_OPTIONS: Mapping[str, Check] = {
    **_MENU,
    "options": ListOf(OPTION, 100),
    "option_groups": OPTION_GROUPS,
}

_MENUS = {
    "static_select": shape_of(
        "static_select",
        {},
        {**_OPTIONS, "initial_option": OPTION},
        one_source_of_options,
        initial_options_are_offered,
    ),
    "multi_static_select": shape_of(
        "multi_static_select",
        {},
        {**_OPTIONS, **_SEVERAL, "initial_options": ListOf(OPTION, 100)},
        one_source_of_options,
        initial_options_are_offered,
    ),
}


_FILTER = Shape(
    {},
    {
        "include": ListOf(OneOf(("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _listing(thing: str) -> dict[str, Check]:
    """Return the two menus whose options the workspace itself supplies."""
    own: dict[str, Check] = {**_MENU, "response_url_enabled": flag}
    if thing == "conversation":
        own |= {"default_to_current_conversation": flag, "filter": _FILTER}
    one, many = f"{thing}s_select", f"multi_{thing}s_select"
    several: dict[str, Check] = {**own, **_SEVERAL, f"initial_{thing}s": ListOf(ID, 100)}
    return {
        one: shape_of(one, {}, {**own, f"initial_{thing}": ID}),
        many: shape_of(many, {}, several),
    }


_LISTINGS = {**_listing("user"), **_listing("channel"), **_listing("conversation")}

_TYPED_INPUTS = {
    "plain_text_input": shape_of(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": Text(3000),
            "multiline": flag,
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        _lengths_agree,
    ),
    "number_input": shape_of(
        "number_input",
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": _DECIMAL, "min_value": _DECIMAL, "max_value": _DECIMAL},
    ),
    "email_text_input": shape_of("email_text_input", {}, {**_TYPED, "initial_value": Text(3000)}),
    "url_text_input": shape_of("url_text_input", {}, {**_TYPED, "initial_value": Text(3000)}),
}

_FILES = shape_of(
    "file_input",
    {},
    {"action_id": ID, "filetypes": ListOf(Text(255), 100), "max_files": Number(1, 10)},
)

_ANSWERABLE: Mapping[str, Check] = {**_PICKERS, **_CHOICES, **_MENUS, **_LISTINGS}
_PRESSABLE: Mapping[str, Check] = {"button": _BUTTON, "overflow": _OVERFLOW, **_ANSWERABLE}

IN_ACTIONS = ByType({k: v for k, v in _PRESSABLE.items() if not k.startswith("multi_")})
IN_SECTION = ByType({"image": IMAGE, **_PRESSABLE})
IN_INPUT = ByType({**_ANSWERABLE, **_TYPED_INPUTS, "file_input": _FILES})
