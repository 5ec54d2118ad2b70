"""What the bot says of its own accord, in survey terms; a chat platform draws them."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from bot.survey.pages import Page
from bot.survey.trends import Trend
from questions.model import Value
from storage.model import LOWEST_THRESHOLD


class Invitation(Value):
    """Asks a person to answer this round."""

    kind: Literal["invitation"] = "invitation"
    round: str
    pulse_name: str
    questions: int
    closes: AwareDatetime
    zone: str
    threshold: int


class Reminder(Value):
    """Says the same to everyone asked, whether they have answered or not.

    Attributes:
        threshold: the lowest there is where the message was owed before reminders carried it.
    """

    kind: Literal["reminder"] = "reminder"
    round: str
    pulse_name: str
    closes: AwareDatetime
    zone: str
    threshold: int = LOWEST_THRESHOLD


class DigestPost(Value):
    """The digest's message in a channel.

    Attributes:
        chart: what its chart shows, drawn when it is sent; empty for none.
    """

    kind: Literal["digest"] = "digest"
    page: Page
    chart: tuple[Trend, ...] = ()


class DigestThread(Value):
    """A message of the digest's thread."""

    kind: Literal["digest-thread"] = "digest-thread"
    page: Page


class DigestFile(Value):
    """A file in the digest's thread.

    Attributes:
        name: of the file, such as "weekly-2026-11-24.csv".
        title: a line above it that says what it is; no other file of the thread has the same.
        text: what is in it.
    """

    kind: Literal["digest-file"] = "digest-file"
    name: str
    title: str
    text: str


class Notice(Value):
    """Something that people should know, such as a cancelled round.

    Attributes:
        text: a few plain sentences; each line is a paragraph of its own.
    """

    kind: Literal["notice"] = "notice"
    round: str | None
    text: str


Message = Annotated[
    Invitation | Reminder | DigestPost | DigestThread | DigestFile | Notice,
    Field(discriminator="kind"),
]

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message, config=ConfigDict(hide_input_in_errors=True))


def to_body(message: Message) -> str:
    """The message as JSON, for the outbox."""
    return _MESSAGE.dump_json(message).decode()


def from_body(body: str) -> Message:
    """The message that the outbox holds as JSON."""
    return _MESSAGE.validate_json(body)


def local(instant: datetime, zone: str) -> str:
    """An instant as people read it, in their zone: "Thursday 26 November at 16:00"."""
    there = instant.astimezone(ZoneInfo(zone))
    return f"{there:%A} {there.day} {there:%B} at {there:%H:%M}"
