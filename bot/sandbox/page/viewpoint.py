from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot.sandbox.records import Account, Channel, Message
from bot.sandbox.workspace import SLACKBOT, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """Who somebody at the page is, and what they have open.

    `place` is a conversation, or None for the Home tab; `thread` the ts of a thread's root.
    """

    me: str
    place: str | None
    thread: str | None = None

    @classmethod
    def of(cls, person: str, workspace: Workspace) -> Self:
        """Return how a person starts: in their direct message with the bot."""
        return cls(me=person, place=workspace.direct_channel(person).id)

    def settled(self, workspace: Workspace) -> Self:
        """Return the same where it still stands; what is gone or left is closed."""
        if self.place is None:
            return self
        if all(self.place != channel.id for channel in places(self.me, workspace)):
            return self.of(self.me, workspace)
        if self.thread is not None and workspace.message(self.place, self.thread) is None:
            return replace(self, thread=None)
        return self


def colleagues(workspace: Workspace) -> list[Account]:
    """Return everybody whom one can be: people who work here, no bots, in their order."""
    return [
        account
        for account in workspace.people.values()
        if not (account.bot or account.deleted or account.stranger or account.id == SLACKBOT.id)
    ]


def places(person: str, workspace: Workspace) -> list[Channel]:
    """Return the conversations that a person is in, the direct message with the bot first."""
    channels = [
        channel
        for channel in workspace.channels.values()
        if person in channel.members and not channel.archived and channel.direct_to is None
    ]
    by_name = sorted(channels, key=lambda channel: channel.name)
    return [workspace.direct_channel(person), *by_name]


def channels(person: str, workspace: Workspace) -> list[Channel]:
    """Return the channels that a person can choose in a menu: the public ones, and their own."""
    found = [
        channel
        for channel in workspace.channels.values()
        if channel.direct_to is None
        and not channel.archived
        and (not channel.private or person in channel.members)
    ]
    return sorted(found, key=lambda channel: channel.name)


def names(person: str, workspace: Workspace) -> dict[str, str]:
    """Return the names of channels by id that a person reads where one is mentioned.

    A private one is named to its members alone, and one that is archived keeps its name.
    """
    return {
        channel.id: channel.name
        for channel in workspace.channels.values()
        if channel.direct_to is None and (not channel.private or person in channel.members)
    }


def standing(person: str, place: str, workspace: Workspace) -> Sequence[Message]:
    """Return what a person sees in a conversation, threads left out, oldest first."""
    return _in_order(workspace.messages(place), _whispers(person, place, None, workspace))


def replies(person: str, place: str, root: str, workspace: Workspace) -> Sequence[Message]:
    """Return what a person sees in a thread under its first message, oldest first."""
    return _in_order(workspace.replies(place, root), _whispers(person, place, root, workspace))


def _whispers(
    person: str, place: str, thread: str | None, workspace: Workspace
) -> Sequence[Message]:
    return [
        whisper
        for whisper in workspace.whispers(person)
        if whisper.channel == place and (whisper.thread_ts if whisper.is_reply else None) == thread
    ]


def _in_order(messages: Sequence[Message], whispers: Sequence[Message]) -> Sequence[Message]:
    return sorted([*messages, *whispers], key=lambda message: message.at)
