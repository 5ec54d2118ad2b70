"""Windows that were filled in, and what was pressed in them, read with care."""

from datetime import date
from typing import Annotated, Self

from pydantic import AliasChoices, Field, StringConstraints

from bot.slack.payloads import Payload, PulseId, RoundId, SlackId, User
from bot.usecases.console import Act
from storage.model import ActionId

_Sent = Annotated[str, StringConstraints(max_length=3_000)]
_Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Option(Payload):
    value: Annotated[str, StringConstraints(max_length=150)]


class Brought(Payload):
    """A file that was put into a window.

    Attributes:
        address: where it is read with the bot's token.
    """

    name: Annotated[str, StringConstraints(max_length=1_000)] = ""
    size: int = 0
    address: Annotated[str, StringConstraints(max_length=3_000)] = Field(
        default="", validation_alias=AliasChoices("url_private_download", "url_private")
    )


class _Field(Payload):
    value: _Sent | None = None
    selected_option: _Option | None = None
    selected_options: tuple[_Option, ...] = ()
    files: tuple[Brought, ...] = ()
    selected_user: SlackId | None = None
    selected_date: date | None = None
    selected_time: _Time | None = None
    selected_conversation: SlackId | None = None
    selected_conversations: tuple[SlackId, ...] = ()


class _State(Payload):
    values: dict[str, dict[str, _Field]]


class _Text(Payload):
    text: str = ""


class _Block(Payload):
    block_id: str = ""
    text: _Text = _Text()


class _View(Payload):
    id: str = ""
    root_view_id: str = ""
    previous_view_id: str | None = None
    private_metadata: _Sent = ""
    state: _State = _State(values={})
    blocks: tuple[_Block, ...] = ()


class Filled(Payload):
    """A window that was filled in, its fields under their blocks' ids."""

    user: User
    view: _View

    @property
    def person(self) -> str:
        """Who sent it."""
        return self.user.id

    @property
    def window(self) -> str:
        """What Slack calls the window."""
        return self.view.id

    @property
    def root(self) -> str:
        """What Slack calls the lowest of the windows that lie on each other."""
        return self.view.root_view_id

    @property
    def below(self) -> str | None:
        """What Slack calls the window below it, if there is one."""
        return self.view.previous_view_id

    @property
    def carried(self) -> str:
        """What it says that it is about."""
        return self.view.private_metadata

    @property
    def fields(self) -> tuple[str, ...]:
        """What there was to fill in."""
        return tuple(self.view.state.values)

    def text(self, field: str) -> str | None:
        """What was typed, without the space around it; None where that is nothing."""
        return (self._field(field).value or "").strip() or None

    def line(self, field: str) -> str | None:
        """What was typed, in rows or not, as one line; None where that is nothing."""
        return " ".join((self.text(field) or "").split()) or None

    def option(self, field: str) -> str | None:
        """The option chosen, if one was."""
        chosen = self._field(field).selected_option
        return None if chosen is None else chosen.value

    def field_like(self, name: str) -> str | None:
        """The field of which the name begins so and goes on with numbers, if there is one."""
        fields = self.view.state.values
        return next((field for field in fields if field.startswith(f"{name}-")), None)

    def has(self, field: str) -> bool:
        """Whether there was such a field to fill in."""
        return field in self.view.state.values

    def options(self, field: str) -> tuple[str, ...]:
        """The options chosen where there may be several."""
        return tuple(one.value for one in self._field(field).selected_options)

    def ticked(self, block: str, element: str) -> frozenset[str]:
        """The options ticked in a block whose element has a name of its own."""
        field = self.view.state.values.get(block, {}).get(element, _Field())
        return frozenset(one.value for one in field.selected_options)

    def file(self, field: str) -> Brought | None:
        """The file that was put there, if one was."""
        return next(iter(self._field(field).files), None)

    def colleague(self, field: str) -> str | None:
        """The person chosen, if one was."""
        return self._field(field).selected_user

    def day(self, field: str) -> date | None:
        """The day chosen, if one was."""
        return self._field(field).selected_date

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


class _Pressed(Payload):
    value: _Sent | None = None
    selected_option: _Option | None = None


class Inside(Filled):
    """Something pressed, chosen or typed in a window, and what stands in its fields.

    Attributes:
        trigger_id: lets us lay one window on it, within three seconds.
    """

    trigger_id: str
    actions: Annotated[tuple[_Pressed, ...], Field(min_length=1)]

    def reads(self, block: str) -> str:
        """What stands in a block of that name."""
        return next((one.text.text for one in self.view.blocks if one.block_id == block), "")

    @property
    def value(self) -> str:
        """What the button carries, or the option that was chosen."""
        first = self.actions[0]
        chosen = None if first.selected_option is None else first.selected_option.value
        return first.value or chosen or ""


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
