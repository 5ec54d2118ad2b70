"""chat.*: https://docs.slack.dev/reference/methods/chat.postMessage and its siblings."""

from dataclasses import replace

from bot.sandbox import block_kit, payloads
from bot.sandbox.call import Call
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Json, Message

UPDATE_TEXT = 4_000
"""The most characters that chat.update takes as text."""


def post_message(call: Call) -> Json:
    """Serve chat.postMessage, to a channel or to a person's id."""
    call.require("chat:write")
    where = destination(call)
    content = message_content(call)
    posted = new_message(call, where, content)
    call.workspace.post(posted)
    return {
        "channel": where.id,
        "ts": posted.ts,
        "message": payloads.message(posted, call.workspace),
    }


def post_ephemeral(call: Call) -> Json:
    """Serve chat.postEphemeral: a message that one person sees."""
    call.require("chat:write")
    where = writable(call, call.needed("channel"))
    person = call.person(call.needed("user"))
    if person.id not in where.members:
        raise ApiError("user_not_in_channel")
    posted = replace(new_message(call, where, message_content(call)), only_for=person.id)
    call.workspace.post(posted)
    return {"message_ts": posted.ts}


def update(call: Call) -> Json:
    """Serve chat.update; blocks and metadata that are left out stay as they are."""
    call.require("chat:write")
    where = writable(call, call.needed("channel"))
    standing = call.workspace.message(where.id, call.needed("ts"))
    if standing is None:
        raise ApiError("message_not_found")
    if standing.user != call.workspace.bot_user:
        raise ApiError("cant_update_message")
    content = message_content(call, most=UPDATE_TEXT)
    changed = replace(
        standing,
        text=content.text,
        blocks=content.blocks if "blocks" in call.arguments else standing.blocks,
        metadata=content.metadata or (None if content.metadata == {} else standing.metadata),
        edited_ts=call.workspace.new_ts(),
    )
    call.workspace.replace_message(changed)
    return {
        "channel": where.id,
        "ts": changed.ts,
        "text": changed.text,
        "message": payloads.message(changed, call.workspace),
    }


def destination(call: Call) -> Channel:
    """Return where a message goes, opening the direct message when `channel` is a person."""
    target = call.needed("channel")
    person = call.workspace.people.get(target)
    if person is None:
        return writable(call, target)
    if person.bot or target == "USLACKBOT":
        raise ApiError("cannot_dm_bot")
    if person.deleted:
        raise ApiError("user_disabled")
    return call.workspace.direct_channel(person.id)


def rate_key(call: Call) -> str:
    """Return the conversation that a message counts for, a person and their DM being one."""
    target = call.text("channel")
    return f"D{target}" if target in call.workspace.people else target


def writable(call: Call, channel: str) -> Channel:
    """Return a channel by its id, once our bot may write there."""
    found = call.workspace.channels.get(channel)
    member = found is not None and call.workspace.bot_user in found.members
    if found is None or (found.private and not member):
        raise ApiError("channel_not_found")
    if found.archived:
        raise ApiError("is_archived")
    if not member and "chat:write.public" not in call.scopes:
        raise ApiError("not_in_channel")
    if found.direct_to is not None and call.workspace.people[found.direct_to].deleted:
        raise ApiError("user_disabled")
    return found


def message_content(call: Call, *, most: int = block_kit.MESSAGE_TEXT) -> block_kit.Content:
    """Return the checked text, blocks and metadata of a message."""
    content = block_kit.message(
        text=call.text("text"),
        blocks=call.structure("blocks", "invalid_blocks_format"),
        metadata=call.structure("metadata", "invalid_metadata_format"),
        most_text=most,
    )
    call.workspace.files.check(content.blocks, "/blocks", "invalid_blocks")
    return content


def new_message(
    call: Call, where: Channel, content: block_kit.Content, files: tuple[str, ...] = ()
) -> Message:
    """Return a message of our bot that is not posted yet, in the thread that the call names."""
    workspace = call.workspace
    thread_ts = call.text("thread_ts") or None
    if thread_ts is not None and workspace.message(where.id, thread_ts) is None:
        raise ApiError("thread_not_found")
    workspace.name_parts(content.blocks)
    return Message(
        channel=where.id,
        ts=workspace.new_ts(),
        user=workspace.bot_user,
        text=content.text,
        blocks=content.blocks,
        metadata=content.metadata or None,
        thread_ts=thread_ts,
        files=files,
    )
