"""What the bot says of its own accord, in survey terms; a chat platform draws them."""

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from bot.survey.pages import Page
from questions.model import Value
from storage.model import LOWEST_THRESHOLD


class Invitation(Value):
    """Asks a person to answer this round.

    Attributes:
        midway: whether it is told half-way about how many have answered.
    """

    kind: Literal["invitation"] = "invitation"
    round: str
    pulse_name: str
    questions: int
    closes: AwareDatetime
    zone: str
    threshold: int
    midway: bool = False


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
    """The digest's message in a channel."""

    kind: Literal["digest"] = "digest"
    page: Page


class DigestThread(Value):
    """A message of the digest's thread."""

    kind: Literal["digest-thread"] = "digest-thread"
    page: Page


class HalfwayPost(Value):
    """How many have answered half-way through a round that asks once, in a channel."""

    kind: Literal["halfway"] = "halfway"
    page: Page


class HalfwayThread(Value):
    """A message of its thread, where there are many groups."""

    kind: Literal["halfway-thread"] = "halfway-thread"
    page: Page


class Notice(Value):
    """Something that people should know, such as a cancelled round.

    Attributes:
        text: a few plain sentences; each line is a paragraph of its own.
    """

    kind: Literal["notice"] = "notice"
    round: str | None
    text: str


Message = Annotated[
    Invitation | Reminder | HalfwayPost | HalfwayThread | DigestPost | DigestThread | Notice,
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
