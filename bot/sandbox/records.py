"""The plain values that a workspace is made of."""

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

Json = dict[str, Any]
"""A JSON object as it travels: blocks, views, payloads."""


class Guest(Enum):
    """How much of the workspace a person sees: all of it, several channels, or one."""

    NO = "no"
    MULTI = "multi"
    SINGLE = "single"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody's place in the workspace, a bot's included."""

    id: str
    name: str
    real_name: str = ""
    title: str = ""
    tz: str = "Europe/London"
    guest: Guest = Guest.NO
    deleted: bool = False
    bot: bool = False
    stranger: bool = False
    admin: bool = False

    @property
    def full_name(self) -> str:
        """The name that others read; where no real name is given it is the short one."""
        return self.real_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel, or a direct message (`direct_to` is then the person on the other side)."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    private: bool = False
    archived: bool = False
    created: int = 0
    direct_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A named group of people that can be mentioned by its handle."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...] = ()
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was uploaded, its content in base64.

    `usable_from` is when the workspace has looked at it: before, it cannot stand in a block.
    """

    id: str
    name: str
    title: str
    user: str
    content: str
    usable_from: datetime
    alt_text: str = ""

    @property
    def bytes(self) -> bytes:
        """What is in it."""
        return b64decode(self.content)

    @property
    def picture(self) -> str | None:
        """The media type of a picture that blocks can show, by its first bytes."""
        start = self.bytes[:8]
        kinds = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
        return next((kind for mark, kind in kinds.items() if start.startswith(mark)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands now; `only_for` names the one person who sees an ephemeral one.

    `files` are the ids of those that it shares.
    """

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    files: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """When it was posted, in UTC: its ts, to the microsecond."""
        seconds, _, fraction = self.ts.partition(".")
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(fraction or 0))

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def words(self) -> str:
        """Everything that can be read in it, a line for each text."""
        return "\n".join([*([self.text] if self.text else []), *texts(self.blocks)])


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or Home tab as one person sees it.

    `content` is what the bot sent (with the ids that Slack fills in), `values` what the person
    has filled in so far: block_id to action_id to the element's state.
    """

    id: str
    hash: str
    owner: str
    content: Json
    root_id: str
    previous_id: str | None = None
    values: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Either "modal" or "home"."""
        return str(self.content["type"])

    @property
    def title(self) -> str:
        """The words at the top; a Home tab has none."""
        return str(self.content.get("title", {}).get("text", ""))

    @property
    def submit(self) -> str | None:
        """The words on the submit button, or None where there is none."""
        button = self.content.get("submit")
        return None if button is None else str(button["text"])

    @property
    def callback_id(self) -> str:
        """The name that the bot gave this kind of view."""
        return str(self.content.get("callback_id") or "")

    @property
    def private_metadata(self) -> str:
        """What the bot asked to get back with every payload."""
        return str(self.content.get("private_metadata") or "")

    @property
    def external_id(self) -> str:
        """The bot's own id of this view, or an empty string."""
        return str(self.content.get("external_id") or "")

    @property
    def blocks(self) -> tuple[Json, ...]:
        """Its blocks, in order."""
        return tuple(self.content["blocks"])

    @property
    def words(self) -> str:
        """Everything that can be read in it, a line for each text."""
        return "\n".join([*([self.title] if self.title else []), *texts(self.blocks)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a person sees after doing something.

    `errors` are the words shown at blocks, by block_id; `modal` is the view on top afterwards;
    `messages` what a command brought back at once; `file` the id of one that was brought;
    `trouble` what is shown when the bot does not answer in time or answers with something that
    cannot be shown. The person does not see `reason`: it tells whoever mends the bot why there was
    trouble.
    """

    accepted: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    modal: View | None = None
    messages: tuple[Message, ...] = ()
    file: str | None = None
    trouble: str | None = None
    reason: str = ""


def texts(part: object) -> Iterator[str]:
    """Yield the words of blocks in reading order: every text object, and pictures' alt texts."""
    if isinstance(part, Mapping):
        words = part.get("text", part.get("alt_text"))
        if isinstance(words, str):
            yield words
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for inner in part:
            yield from texts(inner)


def elements_of(block: Json) -> list[Json]:
    """Return the elements that a block holds: of actions, a section's accessory, an input's."""
    if block["type"] in {"actions", "context"}:
        return list(block["elements"])
    return [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
