"""The blocks themselves (https://docs.slack.dev/reference/block-kit/blocks)."""

from bot.sandbox.block_kit.composition import (
    ID,
    SLACK_FILE,
    URL,
    one_source_of_picture,
    plain,
    words,
)
from bot.sandbox.block_kit.elements import IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.sandbox.block_kit.schema import (
    ByType,
    Check,
    Findings,
    ListOf,
    Number,
    OneOf,
    Text,
    anything,
    flag,
    note,
    shape_of,
)


def _needs_text_or_fields(block: object, at: str, findings: Findings) -> None:
    if isinstance(block, dict) and not (block.get("text") or block.get("fields")):
        note(findings, at, "must define either `text` or `fields`")


def _different_action_ids(block: object, at: str, findings: Findings) -> None:
    seen = set()
    for number, element in enumerate(block["elements"] if isinstance(block, dict) else ()):
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            note(findings, f"{at}/elements/{number}/action_id", "`action_id` already exists")
        seen.add(action_id)


_IN_CONTEXT = ByType({"image": IMAGE, "plain_text": words(3000), "mrkdwn": words(3000)})

_STYLE = anything
_RUN = ByType(
    {
        "text": shape_of("text", {"text": Text(3000)}, {"style": _STYLE}),
        "link": shape_of(
            "link", {"url": URL}, {"text": Text(3000), "style": _STYLE, "unsafe": flag}
        ),
        "emoji": shape_of("emoji", {"name": ID}, {"unicode": ID, "style": _STYLE}),
        "user": shape_of("user", {"user_id": ID}, {"style": _STYLE}),
        "channel": shape_of("channel", {"channel_id": ID}, {"style": _STYLE}),
        "usergroup": shape_of("usergroup", {"usergroup_id": ID}, {"style": _STYLE}),
        "broadcast": shape_of(
            "broadcast", {"range": OneOf(("here", "channel", "everyone"))}, {"style": _STYLE}
        ),
        "date": shape_of(
            "date",
            {"timestamp": Number(0, 10**11), "format": Text(255)},
            {"url": URL, "fallback": Text(255), "style": _STYLE},
        ),
    }
)
_RUNS = ListOf(_RUN, 1000)
_RICH_SECTION = shape_of("rich_text_section", {"elements": _RUNS})
_RICH_PART = ByType(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_preformatted": shape_of(
            "rich_text_preformatted", {"elements": _RUNS}, {"border": Number(0, 1)}
        ),
        "rich_text_quote": shape_of(
            "rich_text_quote", {"elements": _RUNS}, {"border": Number(0, 1)}
        ),
        "rich_text_list": shape_of(
            "rich_text_list",
            {"style": OneOf(("bullet", "ordered")), "elements": ListOf(_RICH_SECTION, 1000)},
            {"indent": Number(0, 8), "offset": Number(0, 10**6), "border": Number(0, 1)},
        ),
    }
)

_BLOCK: dict[str, Check] = {"block_id": ID}

BLOCKS = ByType(
    {
        "section": shape_of(
            "section",
            {},
            {
                **_BLOCK,
                "text": words(3000),
                "fields": ListOf(words(2000), 10),
                "accessory": IN_SECTION,
                "expand": flag,
            },
            _needs_text_or_fields,
        ),
        "header": shape_of("header", {"text": plain(150)}, _BLOCK),
        "divider": shape_of("divider", {}, _BLOCK),
        "image": shape_of(
            "image",
            {"alt_text": Text(2000)},
            {**_BLOCK, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
            one_source_of_picture,
        ),
        "context": shape_of("context", {"elements": ListOf(_IN_CONTEXT, 10)}, _BLOCK),
        "actions": shape_of(
            "actions", {"elements": ListOf(IN_ACTIONS, 25)}, _BLOCK, _different_action_ids
        ),
        "input": shape_of(
            "input",
            {"label": plain(2000), "element": IN_INPUT},
            {**_BLOCK, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
        ),
        "rich_text": shape_of("rich_text", {"elements": ListOf(_RICH_PART, 1000)}, _BLOCK),
        "markdown": shape_of("markdown", {"text": Text(12_000)}, _BLOCK),
    }
)

IN_MESSAGES = BLOCKS
IN_VIEWS = BLOCKS.only(
    "section", "header", "divider", "image", "context", "actions", "input", "rich_text"
)


def different_block_ids(blocks: object, at: str, findings: Findings) -> None:
    """Check that no two blocks of one message or view have the same block_id."""
    seen = set()
    for number, block in enumerate(blocks if isinstance(blocks, list) else ()):
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            note(findings, f"{at}/{number}/block_id", "`block_id` already exists")
        seen.add(block_id)
