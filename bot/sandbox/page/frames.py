"""What a browser may send: one frame of JSON for each thing that a person does."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Name = Annotated[str, Field(min_length=1, max_length=255)]
Words = Annotated[str, Field(max_length=3000)]
Value = Words | Annotated[list[Words], Field(max_length=100)] | None


class Frame(BaseModel):
    """A frame, with the number under which its reply comes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    id: int = Field(ge=0, le=2**53)


class Be(Frame):
    """Look through somebody's eyes."""

    do: Literal["be"]
    person: Name


class Open(Frame):
    """Open a conversation."""

    do: Literal["open"]
    place: Name


class OpenHome(Frame):
    """Open the bot's Home tab."""

    do: Literal["open_home"]


class OpenThread(Frame):
    """Open the thread under a message of the open conversation."""

    do: Literal["open_thread"]
    ts: Name


class CloseThread(Frame):
    """Close the open thread."""

    do: Literal["close_thread"]


class Press(Frame):
    """Press a button or choose in a menu, in a message of the open conversation."""

    do: Literal["press"]
    ts: Name
    block_id: Name
    action_id: Name
    value: Value = None


class PressInModal(Frame):
    """Press, choose or type something of which the bot hears at once, in the modal on top."""

    do: Literal["press_in_modal"]
    block_id: Name
    action_id: Name
    value: Value = None
    answers: Annotated[dict[Name, Value], Field(max_length=100)] = {}


class PressInHome(Frame):
    """Press a button or choose in a menu, in the Home tab."""

    do: Literal["press_in_home"]
    block_id: Name
    action_id: Name
    value: Value = None


class Bring(Frame):
    """Bring a file, its content in base64, to be put into the modal on top."""

    do: Literal["bring"]
    name: Name
    content: Base64Bytes


class Submit(Frame):
    """Send the modal on top, its inputs filled in by block_id."""

    do: Literal["submit"]
    answers: Annotated[dict[Name, Value], Field(max_length=100)] = {}


class CloseModal(Frame):
    """Close the modal on top, or all of them."""

    do: Literal["close_modal"]
    everything: bool = False


class Command(Frame):
    """Type a slash command."""

    do: Literal["command"]
    name: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,32}$")]
    text: Words = ""


class MoveTime(Frame):
    """Move the workspace's time."""

    do: Literal["next_step", "next_week", "real_time"]


Looking = Be | Open | OpenThread | CloseThread
Acting = OpenHome | Press | PressInModal | PressInHome | Bring | Submit | CloseModal | Command

_ANY: TypeAdapter[Looking | Acting | MoveTime] = TypeAdapter(
    Annotated[Looking | Acting | MoveTime, Field(discriminator="do")],
    config=ConfigDict(hide_input_in_errors=True),
)


class _Numbered(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    id: int = Field(ge=0, le=2**53)


def read(text: str) -> Looking | Acting | MoveTime | None:
    """Return the frame in a text, or None when it is none."""
    try:
        return _ANY.validate_json(text)
    except ValidationError:
        return None


def number(text: str) -> int | None:
    """Return the number of what may be no frame otherwise, so that it can be answered."""
    try:
        return _Numbered.model_validate_json(text, strict=True).id
    except ValidationError:
        return None
