"""What was filled in about a pulse that is being set up, any of which may be missing."""

from collections.abc import Mapping
from datetime import date

from questions.model import Value
from storage.model import Source

NAME, QUESTION_SET = "name", "question-set"
EVERY, FIRST, OPENS, ZONE, HOLIDAYS = "every", "first", "opens", "zone", "holidays"
REMINDS, CLOSES, PUBLISHES = "reminds", "closes", "publishes"
LEADERSHIP, STAFF, THRESHOLD = "leadership", "staff", "threshold"
SUPPORT, CONTACT = "support", "contact"
"""What can be filled in, by name; what there are several of has a number behind it."""

LINES = 15
"""So many groups are named in one field, whose text could not be longer."""

Chosen = Mapping[str, tuple[Source, ...]]
"""What was chosen, by the name of what it was chosen in."""


class Questions(Value):
    """What the pulse is called, and the id of its question set."""

    name: str | None
    question_set: str | None


class People(Value):
    """Where people come from.

    Attributes:
        slots: for each way to cut the audience, what was chosen.
        others: who is asked besides.
    """

    slots: tuple[Chosen, ...]
    others: Chosen


class Named(Value):
    """The groups of a dimension, named.

    Attributes:
        name: what the dimension is called, with the name of the field.
        rest: what everyone else is called, in the same way.
        lines: those of some groups after the other, by the names of their fields.
        neighbours: by the number of a group, the id of the group that it joins, or "".
    """

    name: tuple[str, str | None]
    rest: tuple[str, str | None]
    lines: Mapping[str, str]
    neighbours: Mapping[int, str]


class Groups(Value):
    """The groups of each dimension, named."""

    dimensions: tuple[Named, ...]


After = tuple[str | None, str | None]
"""A number of days after a round opens, and a time of day."""


class Times(Value):
    """When rounds open, remind, close and publish; times of day as "10:00"."""

    every: str | None
    first: date | None
    opens: str | None
    reminds: After
    closes: After
    publishes: After
    zone: str | None
    holidays: str | None


class Channels(Value):
    """Where the digest is read, for how many, and to whom people can turn."""

    leadership: str | None
    staff: str | None
    threshold: str | None
    support: str | None
    contact: str | None


Filled = Questions | People | Groups | Times | Channels
