"""Counts of an open round, which never leave the ballot box and memory."""

from collections.abc import Mapping

from questions.model import Value


class GroupTally(Value):
    """How many of a group answered and chose each option, in memory only.

    Attributes:
        size: people on the roster.
        casts: people who submitted, whatever they skipped.
        counts: for each question, for each option and "does-not-apply", how many chose it; empty
            while the round is open.
    """

    dimension: str
    group: str
    size: int
    casts: int
    counts: Mapping[str, Mapping[str, int]]


class Crossing(Value):
    """How many people of the roster are in these groups at once; never how many answered.

    Attributes:
        groups: the group in each dimension that is counted, in the order of the round's dimensions.
    """

    groups: tuple[str, ...]
    size: int


class Count(Value):
    """What a ballot box holds in the end.

    Attributes:
        tallies: of everyone, and of each group of each dimension that is counted.
        crossings: which groups have people in common, and how many.
    """

    tallies: tuple[GroupTally, ...]
    crossings: tuple[Crossing, ...]
