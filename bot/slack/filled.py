"""Windows of leadership's that were filled in and sent, read with care."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from bot.slack.payloads import Payload, PulseId, RoundId, SlackId, User
from bot.usecases.console import Act
from storage.model import ActionId

_Sent = Annotated[str, StringConstraints(max_length=3_000)]


class _Option(Payload):
    value: Annotated[str, StringConstraints(max_length=150)]


class _Field(Payload):
    value: _Sent | None = None
    selected_option: _Option | None = None
    selected_user: SlackId | None = None
    selected_date: date | None = None


class _State(Payload):
    values: dict[str, dict[str, _Field]]


class _View(Payload):
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


class Aim(Payload):
    """What a menu or a window of the console carries: what to do, and with which pulse as seen.

    Attributes:
        seen: the pulse's fingerprint when it was looked at.
    """

    act: Act
    pulse: PulseId
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]

    @classmethod
    def carried(cls, text: str) -> Self:
        """Read it; Unreadable where it is none."""
        act, _, rest = text.partition(" ")
        pulse, _, seen = rest.partition(" ")
        return cls.read({"act": act, "pulse": pulse, "seen": seen})


class Reviewing(Payload):
    """What a button or a window carries that is about a review."""

    action: ActionId
    reviews: Annotated[int, Field(ge=0, le=10_000)]

    @classmethod
    def carried(cls, text: str) -> Self:
        """Read it; Unreadable where it is none."""
        action, _, reviews = text.partition(" ")
        return cls.read({"action": action, "reviews": reviews})
