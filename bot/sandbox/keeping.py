"""A workspace as a JSON document, so that it outlives the process that serves it."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.sandbox import block_kit
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Account, Channel, File, Json, Message, UserGroup, View
from bot.sandbox.workspace import BOT, Workspace

_TS = re.compile(r"\d{1,11}\.\d{6}")


class NotKept(Exception):
    """A document that is no kept workspace, or one of another version."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    format: Literal["sandbox workspace 2"] = "sandbox workspace 2"
    last_ts: int
    last_id: int
    people: tuple[Account, ...]
    channels: tuple[Channel, ...]
    usergroups: tuple[UserGroup, ...]
    files: tuple[File, ...]
    messages: tuple[Message, ...]
    homes: tuple[View, ...]


def kept(workspace: Workspace) -> Json:
    """Return what is worth keeping of a workspace, which shares nothing with it.

    That is people, channels, user groups, files, messages, Home tabs and the counters of timestamps
    and ids. Open modals, triggers and response_urls are forgotten.
    """
    document: Json = _Kept(
        last_ts=workspace.last_ts,
        last_id=workspace.last_id,
        people=tuple(workspace.people.values()),
        channels=tuple(workspace.channels.values()),
        usergroups=tuple(workspace.usergroups.values()),
        files=tuple(workspace.files.standing.values()),
        messages=workspace.everything(),
        homes=workspace.views.homes,
    ).model_dump(mode="json")
    return document


def restore(workspace: Workspace, document: object) -> None:
    """Put what was kept in the place of all that a workspace holds.

    Raises:
        NotKept: the document has another shape; the workspace is as it was.
    """
    found = _read(document)
    workspace.people = {account.id: account for account in found.people}
    workspace.channels = {channel.id: channel for channel in found.channels}
    workspace.usergroups = {group.id: group for group in found.usergroups}
    workspace.files.standing = {file.id: file for file in found.files}
    workspace.last_ts, workspace.last_id = found.last_ts, found.last_id
    workspace.forget_messages()
    for message in found.messages:
        workspace.post(message)
    workspace.views.restore(found.homes)


def _read(document: object) -> _Kept:
    try:
        found = _Kept.model_validate(document)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the whole"
        raise NotKept(f"This is no kept workspace: {where} is not as it should be.") from None
    if found.model_dump(mode="json") != document:
        raise NotKept("This is no kept workspace: it says more, or less, than one does.")
    for fault in _faults(found):
        raise NotKept(f"This is no kept workspace: {fault}.")
    return found


def _faults(found: _Kept) -> Iterator[str]:
    people = {account.id for account in found.people}
    channels = {channel.id for channel in found.channels}
    if not set(_named(found)) <= people:
        yield "it names people whom it does not have"
    if not {message.channel for message in found.messages} <= channels:
        yield "it has messages in conversations that it does not have"
    if not all(_is_whole(file) for file in found.files):
        yield "a file is not whole"
    files = {file.id for file in found.files}
    if not all(files.issuperset(message.files) for message in found.messages):
        yield "it has messages with files that it does not have"
    if not all(_TS.fullmatch(message.ts) for message in found.messages):
        yield "a message has no proper time"
    if not all(_is_home(home) for home in found.homes):
        yield "a Home tab cannot be shown"


def _named(found: _Kept) -> Iterator[str]:
    yield BOT.id
    for channel in found.channels:
        yield from channel.members
        yield channel.direct_to or BOT.id
    for message in found.messages:
        yield message.user
        yield message.only_for or BOT.id
    for home in found.homes:
        yield home.owner


def _is_whole(file: File) -> bool:
    try:
        b64decode(file.content, validate=True)
    except ValueError:
        return False
    return True


def _is_home(view: View) -> bool:
    try:
        block_kit.view(view.content, "home")
    except ApiError:
        return False
    return True
