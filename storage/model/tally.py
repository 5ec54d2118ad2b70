"""Counts of an open round, which never leave the ballot box and memory."""

from collections.abc import Mapping

from pydantic import Field

from questions.model import Value

Answers = Mapping[str, str | frozenset[str]]
"""A person's answers: of each question that was not skipped the option, of a ranking several."""


class GroupTally(Value):
    """How many of a group answered and chose each option, in memory only.

    Attributes:
        size: people on the roster.
        casts: people who submitted, whatever they skipped.
        counts: for each question that is no ranking, for each option and "does-not-apply", how
            many chose it; empty while the round is open.
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


class RankingTally(Value):
    """How everyone answered a ranking, in memory only; no group is counted.

    Attributes:
        answered: people who chose an option or more.
        counts: for each option, how many of them chose it.
    """

    answered: int
    counts: Mapping[str, int]


class Count(Value):
    """What a ballot box holds in the end.

    Attributes:
        tallies: of everyone, and of each group of each dimension that is counted.
        crossings: which groups have people in common, and how many.
        rankings: of everyone, by the ranking's id; empty while the round is open.
    """

    tallies: tuple[GroupTally, ...]
    crossings: tuple[Crossing, ...]
    rankings: Mapping[str, RankingTally] = Field(default_factory=dict)
