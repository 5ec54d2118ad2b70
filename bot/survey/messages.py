"""What the bot says of its own accord, in survey terms; a chat platform draws them."""

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from bot.survey.actions import Finding
from bot.survey.pages import Page
from bot.survey.trends import Trend
from questions.model import Value
from storage.model import LOWEST_THRESHOLD, ActionState


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
    """The digest's message in a channel.

    Attributes:
        chart: what its chart shows, drawn when it is sent; empty for none.
        actions_for: the round for which leadership can act from here; None where staff read.
    """

    kind: Literal["digest"] = "digest"
    page: Page
    chart: tuple[Trend, ...] = ()
    actions_for: str | None = None


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


class ActionRecorded(Value):
    """Tells what will be done because of a finding.

    Attributes:
        what: in the words of leadership.
        owner: the id of who sees to it.
        review: the day on which it is looked at again.
        asks: names the review that leadership can answer from here; None where staff read.
    """

    kind: Literal["action"] = "action"
    pulse_name: str
    finding: Finding
    what: str
    owner: str | None
    review: date
    asks: str | None = None


class ActionDue(Value):
    """Asks leadership what became of an action.

    Attributes:
        asks: names the review that is to be answered.
    """

    kind: Literal["action-due"] = "action-due"
    pulse_name: str
    finding: Finding
    what: str
    owner: str | None
    review: date
    asks: str


class ActionReviewed(Value):
    """Tells what became of an action.

    Attributes:
        figures: of its question before and after, in lines.
        planned: what was to be done.
        state: changed, done or dropped.
        what: what will be done now, where it goes on.
        owner: the id of who sees to it; None where it has ended.
        review: the day on which it is looked at again, where it goes on.
        reason: what leadership tells about it, if anything.
        asks: names the next review, for leadership; None where staff read or it has ended.
    """

    kind: Literal["action-reviewed"] = "action-reviewed"
    pulse_name: str
    finding: Finding
    figures: tuple[str, ...]
    planned: str
    state: ActionState
    what: str
    owner: str | None
    review: date
    reason: str | None
    asks: str | None = None


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
        channels: the ids of channels that may stand in it, for which people read the name.
    """

    kind: Literal["notice"] = "notice"
    round: str | None
    text: str
    channels: tuple[str, ...] = ()


Message = Annotated[
    Invitation
    | Reminder
    | HalfwayPost
    | HalfwayThread
    | DigestPost
    | DigestThread
    | DigestFile
    | ActionRecorded
    | ActionDue
    | ActionReviewed
    | Notice,
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
