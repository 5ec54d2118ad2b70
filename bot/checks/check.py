"""One thing that was looked at, and the sentence of the promise that it belongs to."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Sentence(IntEnum):
    """The sentences of the promise, in their order."""

    NOBODY_SEES = 0
    ONLY_TOTALS = 1
    MAY_GUESS = 2
    SAME_FOR_ALL = 3
    UNTIL_CLOSE = 4
    SLACK = 5
    CANNOT_FIND = 6


class Result(StrEnum):
    """What came of a check."""

    KEPT = "kept"
    BROKEN = "BROKEN"
    UNKNOWN = "could not be checked"


class Check(NamedTuple):
    """What was found out.

    Attributes:
        said: one or two plain sentences; no name of a person.
    """

    sentence: Sentence
    result: Result
    said: str


def judged(sentence: Sentence, broken: Iterable[str], *, kept: str) -> Check:
    """Broken if anything was found that must not be.

    Args:
        broken: what was found, each a sentence.
        kept: what to say if nothing was.
    """
    found = list(dict.fromkeys(broken))
    if not found:
        return Check(sentence, Result.KEPT, kept)
    return Check(sentence, Result.BROKEN, " ".join(found))
