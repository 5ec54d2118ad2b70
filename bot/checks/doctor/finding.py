"""What a check finds: something that is well, or to mend, or that could not be checked."""

from enum import StrEnum
from typing import NamedTuple

from bot.errors import StaffPulseError


class State(StrEnum):
    """How something is."""

    WELL = "well"
    MEND = "TO MEND"
    UNKNOWN = "?"


class Finding(NamedTuple):
    """What was found.

    Attributes:
        said: one or two sentences, with what to do where there is anything; no id of a person.
    """

    state: State
    said: str


class NotChecked(StaffPulseError):
    """What a check needs is not there; its text says why."""


def well(said: str) -> Finding:
    """Something that is as it must be."""
    return Finding(State.WELL, said)


def mend(said: str) -> Finding:
    """Something that a person must do something about."""
    return Finding(State.MEND, said)
