"""What Slack sends, read with care: only what is needed, of the right type, or not at all."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from storage.model import LOWEST_THRESHOLD, Answers

SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,30}$")]

RoundId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]
"""What a round can be called: it also names files, so nothing else passes."""

PulseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""What a pulse can be called."""

_Threshold = Annotated[int, Field(ge=LOWEST_THRESHOLD, le=100)]


class Unreadable(Exception):
    """A payload that is not of the shape that Slack documents; holds nothing of it."""


class Payload(BaseModel):
    """Something that came from outside, of which only what is named is read."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def read(cls, body: object) -> Self:
        """The payload; Unreadable where it is none."""
        try:
            return cls.model_validate(body)
        except ValidationError:
            raise Unreadable from None


class User(Payload):
    """Whoever did something."""

    id: SlackId


class _Invited(Payload):
    round: RoundId


class _Promised(_Invited):
    threshold: _Threshold


class _Named(Payload):
    pulse: PulseId


class _Placed(Payload):
    place: Annotated[int, Field(ge=0, le=10**9)]


class _Channel(Payload):
    id: SlackId


class _Option(Payload):
    value: str


class _Action(Payload):
    value: str = ""
    selected_option: _Option | None = None
    selected_date: date | None = None


class _Standing(Payload):
    id: SlackId
    hash: str


class Press(Payload):
    """Something pressed in a message or on the Home tab.

    Attributes:
        trigger_id: lets us open one window, within three seconds.
        channel: where the message stands; None on the Home tab and in a window.
        view: the window or the Home tab in which it stands; None in a message.
    """

    user: User
    trigger_id: str
    channel: _Channel | None = None
    view: _Standing | None = None
    actions: Annotated[tuple[_Action, ...], Field(min_length=1)]

    @property
    def person(self) -> str:
        """Who pressed."""
        return self.user.id

    @property
    def value(self) -> str:
        """What the button carries, or what was chosen in a menu."""
        pressed = self.actions[0]
        return pressed.selected_option.value if pressed.selected_option else pressed.value

    @property
    def pulse(self) -> str:
        """The pulse that the button carries; Unreadable where it carries none."""
        return _Named.read({"pulse": self.value}).pulse

    @property
    def place(self) -> int:
        """The place in a list that the button carries; Unreadable where it carries none."""
        return _Placed.read({"place": self.value}).place

    @property
    def round(self) -> str:
        """The round that the button carries; Unreadable where it carries none."""
        return _Invited.read({"round": self.value}).round

    @property
    def promised(self) -> tuple[str, int]:
        """The round and the threshold that the button carries; Unreadable where it does not."""
        round_id, _, threshold = self.value.rpartition(" ")
        promised = _Promised.read({"round": round_id, "threshold": threshold})
        return promised.round, promised.threshold

    @property
    def day(self) -> date | None:
        """The day chosen."""
        return self.actions[0].selected_date


class _Chosen(Payload):
    value: Annotated[str, StringConstraints(max_length=150)]


class _Input(Payload):
    selected_option: _Chosen | None = None
    selected_options: Annotated[tuple[_Chosen, ...], Field(max_length=10)] = ()

    @property
    def chosen(self) -> str | frozenset[str] | None:
        """The option chosen, or the options ticked; None where there are none."""
        if self.selected_option is not None:
            return self.selected_option.value
        return frozenset(one.value for one in self.selected_options) or None


class _State(Payload):
    values: dict[str, dict[str, _Input]]


class _View(Payload):
    private_metadata: RoundId
    state: _State


class Submission(Payload):
    """The window with the questions, sent."""

    user: User
    view: _View

    @property
    def person(self) -> str:
        """Who sent it."""
        return self.user.id

    @property
    def round(self) -> str:
        """The round that the window says it is of."""
        return self.view.private_metadata

    @property
    def answers(self) -> Answers:
        """What was chosen of each question that was not skipped."""
        return {
            question: chosen
            for question, inputs in self.view.state.values.items()
            for one in inputs.values()
            if (chosen := one.chosen) is not None
        }


class Command(Payload):
    """A slash command, typed in any conversation."""

    user_id: SlackId
    trigger_id: str = ""
    text: str = ""

    @property
    def person(self) -> str:
        """Who typed it."""
        return self.user_id

    @property
    def words(self) -> tuple[str, str]:
        """What was asked for, and about what; "" where nothing was."""
        word, _, about = " ".join(self.text.split()).casefold().partition(" ")
        return word, about


class _Event(Payload):
    user: SlackId
    tab: str = "home"


class Opened(Payload):
    """The Home or Messages tab, opened."""

    event: _Event

    @property
    def person(self) -> str:
        """Who opened it."""
        return self.event.user

    @property
    def at_home(self) -> bool:
        """Whether it is the Home tab."""
        return self.event.tab == "home"
