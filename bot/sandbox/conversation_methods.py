"""conversations.* (https://docs.slack.dev/reference/methods?family=conversations)."""

from collections.abc import Sequence

from bot.sandbox import payloads
from bot.sandbox.call import Call, family, page, paged
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Json, Message

TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}
"""The `types` of conversations.list, with the scopes that they fall under."""


def open_direct(call: Call) -> Json:
    """Serve conversations.open for one person."""
    call.require("im:write")
    people = [name for name in call.text("users").split(",") if name]
    if len(people) != 1:
        raise ApiError("users_list_not_supplied" if not people else "method_not_supported")
    account = call.person(people[0])
    if account.bot:
        raise ApiError("cannot_dm_bot")
    if account.deleted:
        raise ApiError("user_disabled")
    already = f"D{account.id}" in call.workspace.channels
    channel = call.workspace.direct_channel(account.id)
    known: Json = {"no_op": True, "already_open": True} if already else {}
    return known | {"channel": {"id": channel.id}}


def info(call: Call) -> Json:
    """Serve conversations.info."""
    return {"channel": payloads.channel(call.channel("read"), call.workspace)}


def members(call: Call) -> Json:
    """Serve conversations.members."""
    part, cursor = page(call.channel("read").members, call)
    return {"members": list(part), "response_metadata": {"next_cursor": cursor}}


def list_all(call: Call) -> Json:
    """Serve conversations.list: public channels, and what our bot is in of the others."""
    asked = (call.text("types") or "public_channel").split(",")
    if not set(asked) <= set(TYPES):
        raise ApiError("invalid_types")
    families = {TYPES[name] for name in asked}
    for name in sorted(families):
        call.require(f"{name}:read")
    found = [
        channel
        for channel in call.workspace.channels.values()
        if family(channel) in families and _listed(channel, call)
    ]
    part, cursor = page(found, call)
    return paged("channels", [payloads.channel(each, call.workspace) for each in part], cursor)


def history(call: Call) -> Json:
    """Serve conversations.history: newest first, threads left out."""
    channel = _readable(call)
    found = [m for m in call.workspace.messages(channel.id) if _within(m, call)]
    part, cursor = page(found[::-1], call)
    return _messages(call, part, cursor)


def replies(call: Call) -> Json:
    """Serve conversations.replies: the message and its thread, oldest first."""
    channel = _readable(call)
    ts = call.needed("ts")
    top = call.workspace.message(channel.id, ts)
    if top is None:
        raise ApiError("thread_not_found")
    under = [m for m in call.workspace.replies(channel.id, ts) if _within(m, call)]
    part, cursor = page([top, *under], call)
    return _messages(call, part, cursor)


def _messages(call: Call, part: Sequence[Message], cursor: str) -> Json:
    with_metadata = call.flag("include_all_metadata")
    shapes = [payloads.parent(m, call.workspace, metadata=with_metadata) for m in part]
    answer: Json = {"messages": shapes, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _readable(call: Call) -> Channel:
    channel = call.channel("history")
    if call.workspace.bot_user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _listed(channel: Channel, call: Call) -> bool:
    if channel.archived and call.flag("exclude_archived"):
        return False
    return not channel.private or call.workspace.bot_user in channel.members


def _within(message: Message, call: Call) -> bool:
    moment = _number(message.ts, "ts")
    latest, oldest = call.text("latest"), call.text("oldest")
    if call.flag("inclusive"):
        return (not latest or moment <= _number(latest, "latest")) and (
            not oldest or moment >= _number(oldest, "oldest")
        )
    return (not latest or moment < _number(latest, "latest")) and (
        not oldest or moment > _number(oldest, "oldest")
    )


def _number(ts: str, name: str) -> int:
    """Return a timestamp in microseconds, exactly."""
    seconds, _, fraction = ts.partition(".")
    if not seconds.isdigit() or (fraction and not fraction.isdigit()):
        raise ApiError(f"invalid_ts_{name}")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)
