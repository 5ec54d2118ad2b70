"""Counts of an open round, which never leave the ballot box and memory."""

from collections.abc import Mapping

from questions.model import Value


class GroupTally(Value):
    """How many of a group answered and chose each option, in memory only.

    Attributes:
        size: people on the roster.
        casts: people who submitted, whatever they skipped.
        counts: for each question, for each option and "does-not-apply", how many chose it.
    """

    dimension: str
    group: str
    size: int
    casts: int
    counts: Mapping[str, Mapping[str, int]]
