"""Block Kit as Slack checks it: shapes and limits of messages, modals and Home tabs.

`message` and `view` return what they were given, once it has passed, and raise ApiError with
the code and the reasons that Slack would give.
"""

import json
from dataclasses import dataclass

from bot.sandbox.block_kit.blocks import IN_MESSAGES, IN_VIEWS, different_block_ids
from bot.sandbox.block_kit.composition import ID, plain
from bot.sandbox.block_kit.schema import Findings, ListOf, Shape, Text, flag, note, shape_of
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Json

MESSAGE_TEXT = 40_000
"""The most characters of a message's text."""

MESSAGE_BLOCKS = 13_200
"""The most characters of all blocks of one message together, written as JSON.

Slack answers `msg_blocks_too_long` from about there on, and does not say how it counts; the
JSON is the strictest reading. https://github.com/slackapi/bolt-js/issues/2509
"""

VIEW_BYTES = 250_000
"""The most bytes of a view, written as JSON."""

_METADATA = Shape({"event_type": Text(255, pattern=r"[A-Za-z0-9_.:-]+"), "event_payload": Shape()})
_MESSAGE = ListOf(IN_MESSAGES, 50, least=0)
_SHARED = {"private_metadata": Text(3000, 0), "callback_id": Text(255, 0), "external_id": ID}
_VIEWS = {
    "modal": shape_of(
        "modal",
        {"title": plain(24), "blocks": ListOf(IN_VIEWS, 100)},
        {
            **_SHARED,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": shape_of("home", {"blocks": ListOf(IN_VIEWS, 100, least=0)}, _SHARED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says; `metadata` is None when left out and {} when taken away."""

    text: str
    blocks: tuple[Json, ...]
    metadata: Json | None


def message(
    *, text: str, blocks: object, metadata: object, most_text: int = MESSAGE_TEXT
) -> Content:
    """Return a message's content, checked."""
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > most_text:
        raise ApiError("msg_too_long")
    return Content(text=text, blocks=_blocks(blocks), metadata=_metadata(metadata))


def _blocks(blocks: object) -> tuple[Json, ...]:
    if blocks is None:
        return ()
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    findings: Findings = []
    _MESSAGE(blocks, "/blocks", findings)
    if not findings:
        different_block_ids(blocks, "/blocks", findings)
    if findings:
        raise ApiError("invalid_blocks", findings)
    if len(_compact(blocks)) > MESSAGE_BLOCKS:
        raise ApiError("msg_blocks_too_long")
    return tuple(blocks)


def _metadata(metadata: object) -> Json | None:
    if metadata is None or metadata == {}:
        return None if metadata is None else {}
    findings: Findings = []
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    _METADATA(metadata | {"event_payload": {}}, "/metadata", findings)
    if findings:
        raise ApiError("invalid_metadata_format", findings)
    return metadata


def view(content: object, kind: str) -> Json:
    """Return a view, checked to be a modal ("modal") or a Home tab ("home")."""
    if not isinstance(content, dict):
        raise ApiError("invalid_arguments", ["missing required field: view"])
    findings: Findings = []
    _VIEWS[kind](content, "/view", findings)
    if not findings:
        different_block_ids(content["blocks"], "/view/blocks", findings)
        _one_focus(content, findings)
        _submit_where_needed(content, findings)
    if findings:
        raise ApiError("invalid_arguments", findings)
    if len(_compact(content).encode()) > VIEW_BYTES:
        raise ApiError("view_too_large")
    return content


def _submit_where_needed(content: Json, findings: Findings) -> None:
    inputs = any(block["type"] == "input" for block in content["blocks"])
    if content["type"] == "modal" and inputs and not content.get("submit"):
        note(findings, "/view", "missing required field: submit")


def _one_focus(content: Json, findings: Findings) -> None:
    focused = [
        number
        for number, block in enumerate(content["blocks"])
        if isinstance(block.get("element"), dict) and block["element"].get("focus_on_load")
    ]
    for number in focused[1:]:
        at = f"/view/blocks/{number}/element/focus_on_load"
        note(findings, at, "only one element may have the focus")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
