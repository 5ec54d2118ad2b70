"""What a person at the page sees, as JSON: the frames `hello` and `state`."""

from datetime import UTC, datetime

from bot.sandbox.page.hand import Hand
from bot.sandbox.page.page import Page
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.viewpoint import (
    Viewpoint,
    channels,
    colleagues,
    names,
    places,
    replies,
    standing,
)
from bot.sandbox.records import Account, Channel, File, Json, Message, View
from bot.sandbox.workspace import Workspace

MOST_MESSAGES = 100
"""How many of the newest messages of a conversation are shown."""


def hello(workspace: Workspace, page: Page) -> Json:
    """Return who is here: the people one can be, and those offered first."""
    people = colleagues(workspace)
    here = {account.id for account in people}
    return {
        "type": "hello",
        "workspace": {"name": workspace.team_name},
        "featured": [
            {"person": each.person, "role": each.role, "about": each.about}
            for each in page.featured
            if each.person in here
        ],
        "people": [_person(account) for account in people],
        "commands": list(page.commands),
        "bot": {
            "id": workspace.bot_user,
            "name": workspace.people[workspace.bot_user].full_name,
        },
    }


def state(workspace: Workspace, page: Page, viewpoint: Viewpoint, reading: Reading) -> Json:
    """Return what one connection sees now; what stands in its open conversation is then read."""
    now = viewpoint.settled(workspace)
    seen = standing(now.me, now.place, workspace) if now.place is not None else ()
    if now.place is not None:
        reading.look(now.me, now.place, seen)
    return {
        "type": "state",
        "me": now.me,
        "time": _time(workspace, page),
        "places": [
            _place(channel, now.me, workspace, reading) for channel in places(now.me, workspace)
        ],
        "channels": [
            {"id": channel.id, "name": channel.name, "private": channel.private}
            for channel in channels(now.me, workspace)
        ],
        "names": names(now.me, workspace),
        "open": (
            {"kind": "home"} if now.place is None else {"kind": "conversation", "id": now.place}
        ),
        "messages": [_message(each, now, workspace) for each in seen[-MOST_MESSAGES:]],
        "thread": _thread(now, workspace),
        "home": _home(workspace.views.home(now.me)) if now.place is None else None,
        "modals": [_modal(view) for view in workspace.views.stack(now.me)],
    }


def _person(account: Account) -> Json:
    return {"id": account.id, "name": account.full_name, "title": account.title}


def _time(workspace: Workspace, page: Page) -> Json:
    return {
        "now": _iso(workspace.now()),
        "zone": page.zone,
        "flows": page.hand is None or page.hand.busy is None,
        "hand": None if page.hand is None else _hand(page.hand),
    }


def _hand(hand: Hand) -> Json:
    due = hand.due()
    return {
        "due": None if due is None else {"at": _iso(due.at), "what": due.what},
        "moved": hand.moved,
        "busy": hand.busy,
    }


def _place(channel: Channel, me: str, workspace: Workspace, reading: Reading) -> Json:
    direct = channel.direct_to is not None
    bot = workspace.people[workspace.bot_user]
    unread = reading.unread(me, channel.id, standing(me, channel.id, workspace))
    return {
        "id": channel.id,
        "name": bot.full_name if direct else channel.name,
        "kind": "direct" if direct else "channel",
        "private": channel.private,
        "unread": unread,
    }


def _message(message: Message, viewpoint: Viewpoint, workspace: Workspace) -> Json:
    under = replies(viewpoint.me, message.channel, message.ts, workspace)
    author = workspace.people[message.user]
    return {
        "ts": message.ts,
        "user": message.user,
        "name": author.full_name,
        "bot": author.bot,
        "text": message.text,
        "blocks": list(message.blocks),
        "files": [_file(workspace.files.standing[one]) for one in message.files],
        "at": _iso(message.at),
        "edited": message.edited_ts is not None,
        "replies": len(under),
        "last_reply_at": _iso(under[-1].at) if under else None,
        "only_for_me": message.only_for is not None,
    }


def _file(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": len(file.bytes),
        "picture": file.picture is not None,
        "alt_text": file.alt_text,
    }


def _thread(viewpoint: Viewpoint, workspace: Workspace) -> Json | None:
    if viewpoint.place is None or viewpoint.thread is None:
        return None
    root = workspace.message(viewpoint.place, viewpoint.thread)
    if root is None:
        return None
    under = replies(viewpoint.me, root.channel, root.ts, workspace)
    return {
        "root": _message(root, viewpoint, workspace),
        "replies": [_message(each, viewpoint, workspace) for each in under],
    }


def _home(view: View | None) -> Json | None:
    if view is None:
        return None
    return {
        "id": view.id,
        "hash": view.hash,
        "blocks": list(view.blocks),
        "values": view.values,
    }


def _modal(view: View) -> Json:
    close = view.content.get("close")
    usual = "Close" if view.submit is None else "Cancel"
    return {
        "id": view.id,
        "hash": view.hash,
        "title": view.title,
        "blocks": list(view.blocks),
        "submit": view.submit,
        "close": usual if close is None else close["text"],
        "values": view.values,
    }


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
