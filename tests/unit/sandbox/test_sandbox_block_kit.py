"""The rules of Block Kit, one by one: taken at the limit, refused just past it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox import block_kit
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "a" * length}


def marked(length: int) -> Json:
    return {"type": "mrkdwn", "text": "a" * length}


def option(number: int = 0, words: int = 5, value: int = 0, **more: object) -> Json:
    return {"text": plain(words), "value": "v" * value or f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(**more: object) -> Json:
    return {"type": "button", "text": plain(4), **more}


def confirm(**more: object) -> Json:
    words = {"title": plain(5), "text": plain(5), "confirm": plain(3), "deny": plain(2)}
    return words | more


def select(**more: object) -> Json:
    return {"type": "static_select", **more}


def section(**more: object) -> Json:
    return {"type": "section", **(more or {"text": plain(4)})}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def asks(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain(5), "element": element, **more}


def radio(count: int = 3, **more: object) -> Json:
    return {"type": "radio_buttons", "options": options(count), **more}


def typed(**more: object) -> Json:
    return {"type": "plain_text_input", **more}


def image(**more: object) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A", **more}


def modal(*blocks: Json, **more: object) -> Json:
    shown = list(blocks) or [section()]
    return {"type": "modal", "title": plain(5), "submit": plain(4), "blocks": shown} | more


LONG = "https://example.org/"


@dataclass(frozen=True)
class Rule:
    """A block taken, the same just past a rule, and what is said of it."""

    name: str
    good: Json
    bad: object
    says: str


def longest(name: str, most: int, make: Callable[[int], Json], at: str) -> Rule:
    says = f"must be less than {most + 1} characters [json-pointer:/blocks/0{at}]"
    return Rule(name, make(most), make(most + 1), says)


def most(name: str, count: int, make: Callable[[int], Json], at: str) -> Rule:
    says = f"no more than {count} items allowed [json-pointer:/blocks/0{at}]"
    return Rule(name, make(count), make(count + 1), says)


def without(block: Json, field: str, at: str = "") -> Rule:
    bad = copy.deepcopy(block)
    inner: Any = bad
    for step in [step for step in at.split("/") if step]:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    del inner[field]
    says = f"missing required field: {field} [json-pointer:/blocks/0{at}]"
    return Rule(f"{block['type']} needs {at}/{field}", block, bad, says)


OVERFLOW = {"type": "overflow", "options": options(2)}
LIST = {
    "type": "rich_text_list",
    "style": "bullet",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}],
}

RULES = [
    longest("section text", 3000, lambda n: section(text=marked(n)), "/text/text"),
    longest("section field", 2000, lambda n: section(fields=[plain(n)]), "/fields/0/text"),
    longest("header text", 150, lambda n: {"type": "header", "text": plain(n)}, "/text/text"),
    longest("button text", 75, lambda n: actions(button(text=plain(n))), "/elements/0/text/text"),
    longest("button value", 2000, lambda n: actions(button(value="v" * n)), "/elements/0/value"),
    longest(
        "button url", 3000, lambda n: actions(button(url=LONG + "a" * (n - 20))), "/elements/0/url"
    ),
    longest(
        "action_id", 255, lambda n: actions(button(action_id="a" * n)), "/elements/0/action_id"
    ),
    longest("block_id", 255, lambda n: section(text=plain(1), block_id="b" * n), "/block_id"),
    longest(
        "radio option text",
        75,
        lambda n: asks({"type": "radio_buttons", "options": [option(words=n)]}),
        "/element/options/0/text/text",
    ),
    longest(
        "radio option value",
        150,
        lambda n: asks({"type": "radio_buttons", "options": [option(value=n)]}),
        "/element/options/0/value",
    ),
    longest(
        "option description",
        75,
        lambda n: asks({"type": "radio_buttons", "options": [option(description=plain(n))]}),
        "/element/options/0/description/text",
    ),
    longest("input label", 2000, lambda n: asks(typed(), label=plain(n)), "/label/text"),
    longest("input hint", 2000, lambda n: asks(typed(), hint=plain(n)), "/hint/text"),
    longest(
        "typed initial value",
        3000,
        lambda n: asks(typed(initial_value="a" * n)),
        "/element/initial_value",
    ),
    longest(
        "placeholder", 150, lambda n: asks(typed(placeholder=plain(n))), "/element/placeholder/text"
    ),
    longest("image alt text", 2000, lambda n: image(alt_text="a" * n), "/alt_text"),
    longest("image title", 2000, lambda n: image(title=plain(n)), "/title/text"),
    longest(
        "confirm title",
        100,
        lambda n: actions(button(confirm=confirm(title=plain(n)))),
        "/elements/0/confirm/title/text",
    ),
    longest(
        "confirm text",
        300,
        lambda n: actions(button(confirm=confirm(text=marked(n)))),
        "/elements/0/confirm/text/text",
    ),
    longest(
        "confirm button",
        30,
        lambda n: actions(button(confirm=confirm(confirm=plain(n)))),
        "/elements/0/confirm/confirm/text",
    ),
    longest(
        "deny button",
        30,
        lambda n: actions(button(confirm=confirm(deny=plain(n)))),
        "/elements/0/confirm/deny/text",
    ),
    longest("markdown", 12_000, lambda n: {"type": "markdown", "text": "a" * n}, "/text"),
    most("section fields", 10, lambda n: section(fields=[plain(1)] * n), "/fields"),
    most("context elements", 10, lambda n: context(*[plain(1)] * n), "/elements"),
    most("actions elements", 25, lambda n: actions(*[button()] * n), "/elements"),
    most("radio options", 10, lambda n: asks(radio(n)), "/element/options"),
    most(
        "checkbox options",
        10,
        lambda n: asks({"type": "checkboxes", "options": options(n)}),
        "/element/options",
    ),
    most("select options", 100, lambda n: asks(select(options=options(n))), "/element/options"),
    most(
        "option groups",
        100,
        lambda n: asks(select(option_groups=[{"label": plain(1), "options": options(1)}] * n)),
        "/element/option_groups",
    ),
    most(
        "overflow options",
        5,
        lambda n: actions(OVERFLOW | {"options": options(n)}),
        "/elements/0/options",
    ),
    without({"type": "header", "text": plain(1)}, "text"),
    without(image(), "alt_text"),
    without(asks(typed()), "label"),
    without(asks(typed()), "element"),
    without(asks(radio()), "options", "/element"),
    without(actions(button()), "elements"),
    without(actions(button()), "text", "/elements/0"),
    without(actions(button(confirm=confirm())), "deny", "/elements/0/confirm"),
    without(context(image()), "alt_text", "/elements/0"),
    Rule("empty actions", actions(button()), actions(), "no less than 1 items"),
    Rule("empty context", context(plain(1)), context(), "no less than 1 items"),
    Rule("empty options", asks(radio(1)), asks(radio(0)), "no less than 1 items"),
    Rule("empty fields", section(fields=[plain(1)]), section(text=plain(1), fields=[]), "no less"),
    Rule("empty text", section(text=plain(1)), section(text=plain(0)), "must be more than 0"),
    Rule(
        "section needs words",
        section(fields=[plain(1)]),
        section(block_id="b"),
        "`text` or `fields`",
    ),
    Rule(
        "picture has one source",
        {"type": "image", "slack_file": {"id": "F00000001"}, "alt_text": "A"},
        image(slack_file={"id": "F00000001"}),
        "`image_url` or `slack_file`",
    ),
    Rule(
        "small picture has a source",
        context({"type": "image", "slack_file": {"url": LONG}, "alt_text": "A"}),
        context({"type": "image", "alt_text": "A"}),
        "`image_url` or `slack_file`",
    ),
    Rule(
        "file has an id or an address",
        {"type": "image", "slack_file": {"url": LONG}, "alt_text": "A"},
        {"type": "image", "slack_file": {"url": LONG, "id": "F00000001"}, "alt_text": "A"},
        "`id` or `url`",
    ),
    Rule(
        "file's id looks like one",
        {"type": "image", "slack_file": {"id": "F00000001"}, "alt_text": "A"},
        {"type": "image", "slack_file": {"id": "f1"}, "alt_text": "A"},
        "required pattern",
    ),
    Rule("unknown block", {"type": "divider"}, {"type": "carousel"}, "unsupported type: carousel"),
    Rule("unknown element", actions(button()), actions({"type": "dial"}), "unsupported type: dial"),
    Rule(
        "unknown property",
        section(text=plain(1)),
        section(text=plain(1), colour="red"),
        "additional property: colour",
    ),
    Rule(
        "header is plain",
        {"type": "header", "text": plain(1)},
        {"type": "header", "text": marked(1)},
        "must be one of: plain_text",
    ),
    Rule(
        "button is plain",
        actions(button()),
        actions(button(text=marked(1))),
        "must be one of: plain_text",
    ),
    Rule(
        "button style",
        actions(button(style="danger")),
        actions(button(style="green")),
        "primary, danger",
    ),
    Rule("button url", actions(button(url=LONG)), actions(button(url="no link")), "pattern"),
    Rule("value is text", actions(button(value="1")), actions(button(value=1)), "must be a string"),
    Rule("flag is a flag", asks(typed(), optional=True), asks(typed(), optional="yes"), "boolean"),
    Rule(
        "same action_id",
        actions(button(action_id="a"), button(action_id="b")),
        actions(button(action_id="a"), button(action_id="a")),
        "already exists",
    ),
    Rule(
        "no typing in actions",
        asks(typed()),
        actions(typed()),
        "unsupported type: plain_text_input",
    ),
    Rule("no button in input", asks(radio()), asks(button()), "unsupported type: button"),
    Rule(
        "no multi select in actions",
        section(text=plain(1), accessory={"type": "multi_users_select"}),
        actions({"type": "multi_users_select"}),
        "unsupported type",
    ),
    Rule(
        "initial option is offered",
        asks(radio(initial_option=option(1))),
        asks(radio(initial_option=option(9))),
        "must match one of the options",
    ),
    Rule(
        "initial options are offered",
        asks({"type": "checkboxes", "options": options(2), "initial_options": [option(1)]}),
        asks({"type": "checkboxes", "options": options(2), "initial_options": [option(2)]}),
        "must match one of the options",
    ),
    Rule(
        "options or groups",
        asks(select(options=options(1))),
        asks(select()),
        "either `options` or `option_groups`",
    ),
    Rule(
        "lengths agree",
        asks(typed(min_length=2, max_length=2)),
        asks(typed(min_length=3, max_length=2)),
        "must not be more than max_length",
    ),
    Rule(
        "typed length",
        asks(typed(max_length=3000)),
        asks(typed(max_length=3001)),
        "between 1 and 3000",
    ),
    Rule(
        "date",
        asks({"type": "datepicker", "initial_date": "2026-12-01"}),
        asks({"type": "datepicker", "initial_date": "1 December"}),
        "pattern",
    ),
    Rule(
        "time",
        asks({"type": "timepicker", "initial_time": "23:59"}),
        asks({"type": "timepicker", "initial_time": "24:00"}),
        "pattern",
    ),
    Rule(
        "number input",
        asks({"type": "number_input", "is_decimal_allowed": False}),
        asks({"type": "number_input"}),
        "is_decimal_allowed",
    ),
    Rule(
        "rich text",
        {"type": "rich_text", "elements": [LIST]},
        {"type": "rich_text", "elements": [LIST | {"style": "dots"}]},
        "bullet, ordered",
    ),
    Rule(
        "selected items",
        asks({"type": "multi_static_select", "options": options(2), "max_selected_items": 1}),
        asks({"type": "multi_static_select", "options": options(2), "max_selected_items": 0}),
        "between 1 and",
    ),
    Rule("a block is an object", {"type": "divider"}, "divider", "must provide an object"),
]


def post(*blocks: object, text: str = "") -> block_kit.Content:
    return block_kit.message(text=text, blocks=copy.deepcopy(list(blocks)), metadata=None)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_block_is_taken_at_the_rule_and_refused_past_it(rule: Rule) -> None:
    """Each rule lets the block through that keeps it and names the place where it is broken."""
    post(rule.good)
    with pytest.raises(ApiError) as caught:
        post(rule.bad)
    assert caught.value.code == "invalid_blocks"
    assert any(rule.says in reason for reason in caught.value.messages), caught.value.messages


@pytest.mark.parametrize("rule", [r for r in RULES if r.name != "markdown"], ids=lambda r: r.name)
def test_modals_hold_the_same_rules(rule: Rule) -> None:
    """In a modal the same blocks are taken and refused, as invalid_arguments."""
    block_kit.view(modal(copy.deepcopy(rule.good)), "modal")
    with pytest.raises(ApiError) as caught:
        block_kit.view(modal(copy.deepcopy(rule.bad)), "modal")
    assert caught.value.code == "invalid_arguments"
    assert "/view/blocks/0" in caught.value.messages[0]


def refusal_of(content: object, kind: str = "modal") -> tuple[str, str]:
    with pytest.raises(ApiError) as caught:
        block_kit.view(content, kind)
    return caught.value.code, " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("field", "length", "make"),
    [
        ("title", 24, plain),
        ("submit", 24, plain),
        ("close", 24, plain),
        ("private_metadata", 3000, lambda n: "m" * n),
        ("callback_id", 255, lambda n: "c" * n),
        ("external_id", 255, lambda n: "e" * n),
    ],
)
def test_a_modals_own_words_keep_to_their_lengths(
    field: str, length: int, make: Callable[[int], object]
) -> None:
    """Title, buttons, metadata and ids are taken at their limit and refused past it."""
    block_kit.view(modal(**{field: make(length)}), "modal")
    _, reasons = refusal_of(modal(**{field: make(length + 1)}))
    assert f"must be less than {length + 1} characters [json-pointer:/view/{field}" in reasons


def test_a_modal_holds_a_hundred_blocks_and_a_message_fifty() -> None:
    """One block more is refused on either surface."""
    block_kit.view(modal(*[section()] * 100), "modal")
    assert "no more than 100 items" in refusal_of(modal(*[section()] * 101))[1]
    post(*[section()] * 50)
    with pytest.raises(ApiError, match="invalid_blocks"):
        post(*[section()] * 51)


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    """Without inputs a modal may do without."""
    block_kit.view(modal(section(), submit=None), "modal")
    assert "missing required field: submit" in refusal_of(modal(asks(radio()), submit=None))[1]


def test_a_modal_needs_title_and_blocks() -> None:
    """Both are named when they are missing, and so is a block list with nothing in it."""
    _, reasons = refusal_of({"type": "modal"})
    assert "missing required field: title" in reasons
    assert "missing required field: blocks" in reasons
    assert "no less than 1 items" in refusal_of(modal() | {"blocks": []})[1]


def test_ids_of_blocks_are_different() -> None:
    """The same block_id twice is refused in messages and modals, with its place."""
    twice = [section(text=plain(1), block_id="a"), section(text=plain(1), block_id="a")]
    with pytest.raises(ApiError) as caught:
        post(*twice)
    assert caught.value.messages == ("`block_id` already exists [json-pointer:/blocks/1/block_id]",)
    assert "/view/blocks/1/block_id" in refusal_of(modal(*twice))[1]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    """An action_id is unique within its block only."""
    post(actions(button(action_id="a")), actions(button(action_id="a")))


def test_one_element_has_the_focus() -> None:
    """Two elements with focus_on_load are refused."""
    focused = asks(typed(focus_on_load=True))
    block_kit.view(modal(focused, asks(typed())), "modal")
    assert "/view/blocks/1/element/focus_on_load" in refusal_of(modal(focused, focused))[1]


def test_a_home_tab_has_no_title_and_no_submit() -> None:
    """A Home tab is its blocks, which may be none; a modal's own parts are refused."""
    block_kit.view({"type": "home", "blocks": []}, "home")
    block_kit.view({"type": "home", "blocks": [actions(button())]}, "home")
    for part in ("title", "submit"):
        content = {"type": "home", "blocks": [], part: plain(3)}
        assert f"additional property: {part}" in refusal_of(content, "home")[1]


def test_markdown_blocks_stand_in_messages_only() -> None:
    """A markdown block is refused in a view."""
    assert "unsupported type" in refusal_of(modal({"type": "markdown", "text": "a"}))[1]


def test_a_view_is_of_the_type_that_is_asked_for() -> None:
    """A Home tab cannot be opened as a modal, nor anything that is no object."""
    assert refusal_of({"type": "home", "blocks": []})[0] == "invalid_arguments"
    assert "missing required field: view" in refusal_of(None)[1]


def test_a_view_is_no_larger_than_its_bytes() -> None:
    """250,000 bytes of JSON are taken, more are view_too_large."""
    words = {"type": "plain_text", "text": "é" * 1400}
    blocks = [section(text=words)] * 88
    block_kit.view(modal(*blocks[:80]), "modal")
    assert refusal_of(modal(*blocks))[0] == "view_too_large"


def test_all_blocks_of_a_message_together_have_a_limit() -> None:
    """13,200 characters of blocks are taken, one more is msg_blocks_too_long."""
    frame = '{"type":"section","text":{"type":"mrkdwn","text":""}}'
    room = 13_200 - len("[]") - 5 * len(frame) - 4
    lengths = [3000, 3000, 3000, 3000, room - 12_000]
    post(*[section(text=marked(length)) for length in lengths])
    with pytest.raises(ApiError, match="msg_blocks_too_long"):
        post(*[section(text=marked(length)) for length in [*lengths[:4], lengths[4] + 1]])


def test_a_message_needs_text_or_blocks() -> None:
    """Blocks alone and text alone are taken, nothing at all is no_text."""
    post(section())
    block_kit.message(text="a", blocks=None, metadata=None)
    with pytest.raises(ApiError, match="no_text"):
        block_kit.message(text="", blocks=None, metadata=None)
    with pytest.raises(ApiError, match="no_text"):
        block_kit.message(text="", blocks=[], metadata=None)


def test_blocks_are_a_list() -> None:
    """An object in the place of the list of blocks has an error of its own."""
    with pytest.raises(ApiError, match="invalid_blocks_format"):
        block_kit.message(text="a", blocks={"type": "divider"}, metadata=None)


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "a" * 256, "event_payload": {}},
        {"event_type": "has space", "event_payload": {}},
        {"event_type": "a", "event_payload": []},
        {"event_type": "a", "event_payload": {}, "more": 1},
        "a",
    ],
)
def test_metadata_has_one_shape(metadata: object) -> None:
    """Metadata of any other shape is refused, and {} takes it away."""
    with pytest.raises(ApiError, match="invalid_metadata_format"):
        block_kit.message(text="a", blocks=None, metadata=metadata)
    good = {"event_type": "digest", "event_payload": {"round": [1, {"deep": None}]}}
    assert block_kit.message(text="a", blocks=None, metadata=good).metadata == good
    assert block_kit.message(text="a", blocks=None, metadata={}).metadata == {}
