"""Windows that were filled in and sent, read with care."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from bot.slack.payloads import Payload, RoundId, SlackId, User
from storage.model import ActionId

_Sent = Annotated[str, StringConstraints(max_length=3_000)]
_Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Option(Payload):
    value: Annotated[str, StringConstraints(max_length=150)]


class _Field(Payload):
    value: _Sent | None = None
    selected_option: _Option | None = None
    selected_options: tuple[_Option, ...] = ()
    selected_user: SlackId | None = None
    selected_date: date | None = None
    selected_time: _Time | None = None
    selected_conversation: SlackId | None = None
    selected_conversations: tuple[SlackId, ...] = ()


class _State(Payload):
    values: dict[str, dict[str, _Field]]


class _View(Payload):
    id: str = ""
    private_metadata: _Sent
    state: _State


class Filled(Payload):
    """A window that was filled in, its fields under their blocks' ids."""

    user: User
    view: _View

    @property
    def person(self) -> str:
        """Who sent it."""
        return self.user.id

    @property
    def carried(self) -> str:
        """What it says that it is about."""
        return self.view.private_metadata

    @property
    def window(self) -> str:
        """What Slack calls the window, so that it can be drawn anew."""
        return self.view.id

    @property
    def fields(self) -> tuple[str, ...]:
        """What there was to fill in."""
        return tuple(self.view.state.values)

    def text(self, field: str) -> str | None:
        """What was typed, without the space around it; None where that is nothing."""
        return (self._field(field).value or "").strip() or None

    def option(self, field: str) -> str | None:
        """The option chosen, if one was."""
        chosen = self._field(field).selected_option
        return None if chosen is None else chosen.value

    def colleague(self, field: str) -> str | None:
        """The person chosen, if one was."""
        return self._field(field).selected_user

    def day(self, field: str) -> date | None:
        """The day chosen, if one was."""
        return self._field(field).selected_date

    def options(self, field: str) -> tuple[str, ...]:
        """The options chosen."""
        return tuple(chosen.value for chosen in self._field(field).selected_options)

    def time(self, field: str) -> str | None:
        """The time of day chosen, if one was, as "10:00"."""
        return self._field(field).selected_time

    def channel(self, field: str) -> str | None:
        """The channel chosen, if one was."""
        return self._field(field).selected_conversation

    def channels(self, field: str) -> tuple[str, ...]:
        """The channels chosen."""
        return self._field(field).selected_conversations

    def _field(self, field: str) -> _Field:
        return self.view.state.values.get(field, {}).get(field, _Field())


class Recording(Payload):
    """What the window carries in which an action is recorded."""

    round: RoundId
    action: ActionId

    @classmethod
    def carried(cls, text: str) -> Self:
        """Read it; Unreadable where it is none."""
        round_id, _, action = text.partition(" ")
        return cls.read({"round": round_id, "action": action})


class Reviewing(Payload):
    """What a button or a window carries that is about a review."""

    action: ActionId
    reviews: Annotated[int, Field(ge=0, le=10_000)]

    @classmethod
    def carried(cls, text: str) -> Self:
        """Read it; Unreadable where it is none."""
        action, _, reviews = text.partition(" ")
        return cls.read({"action": action, "reviews": reviews})
