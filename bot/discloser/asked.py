"""What a process of its own is asked, and what it answers."""

from typing import Literal

from pydantic import ConfigDict, TypeAdapter

from questions.model import Value
from storage.model import Count, Midway, Published, Round

What = Literal["disclose", "halfway"]

FAULT = 3
"""Its status after a fault of ours, of which it has told the place; no other end has this one."""


class Asked(Value):
    """A round and what its ballot box has counted.

    Attributes:
        midway: what was told half-way.
    """

    round: Round
    count: Count
    midway: tuple[Midway, ...] = ()


_QUIET = ConfigDict(hide_input_in_errors=True)

DISCLOSED: TypeAdapter[tuple[Published, int]] = TypeAdapter(tuple[Published, int], config=_QUIET)
"""What may be shown, and how many figures are told more roughly than so many answers need."""

MIDWAY: TypeAdapter[tuple[Midway, ...]] = TypeAdapter(tuple[Midway, ...], config=_QUIET)
"""What may be told half-way."""
