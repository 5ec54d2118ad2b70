"""files.*: https://docs.slack.dev/reference/methods/files.getUploadURLExternal and its sibling."""

from bot.sandbox import block_kit
from bot.sandbox.call import Call
from bot.sandbox.chat_methods import new_message, writable
from bot.sandbox.errors import ApiError
from bot.sandbox.files import MOST_BYTES
from bot.sandbox.records import File, Json

ALT_TEXT = 1_000
"""The most characters of a picture's description."""


def get_upload_url(call: Call) -> Json:
    """Serve files.getUploadURLExternal."""
    call.require("files:write")
    name = call.needed("filename")
    call.needed("length")
    length = call.number("length", 0, most=MOST_BYTES)
    alt_text = call.text("alt_txt")
    if len(alt_text) > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    file_id, address = call.workspace.files.issue(name, length, alt_text)
    return {"upload_url": address, "file_id": file_id}


def complete_upload(call: Call) -> Json:
    """Serve files.completeUploadExternal: for our bot alone, or shared in a channel or thread."""
    call.require("files:write")
    named = call.structure("files", "invalid_arguments")
    if not isinstance(named, list) or not named:
        raise ApiError("invalid_arguments", ["missing required field: files"])
    share = call.text("channel_id") or None
    where = None if share is None else writable(call, share)
    files = tuple(_complete(call, one) for one in named)
    if where is not None:
        content = block_kit.Content(text=call.text("initial_comment"), blocks=(), metadata=None)
        ids = tuple(file.id for file in files)
        call.workspace.post(new_message(call, where, content, ids))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _complete(call: Call, named: object) -> File:
    if not isinstance(named, dict) or not isinstance(named.get("id"), str):
        raise ApiError("invalid_arguments", ["missing required field: id"])
    title = str(named.get("title") or "")
    return call.workspace.files.complete(named["id"], title, call.workspace.bot_user)
