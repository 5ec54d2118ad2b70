"""The attack on a ranking: what its words leave, for everyone and for a group of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attack.publication import Posting
from attack.reading import (
    EVERYONE,
    NOT_SHOWN,
    Line,
    Statement,
    UnknownText,
    people_of,
    scales_of,
    share_of,
)

FEWEST_COUNTS = 3

_COUNTED = re.compile(r"(\d+) of (\d+) chose it \((\d+\.\d)%\)")
_PEOPLE = re.compile(r"(\d+) people")
_FEW = 4
_HALF_A_DIGIT = 0.0501

Whole = NDArray[np.int64]

Ways = Mapping[int, Sequence[Sequence[int]]]
"""For each number of people who may have answered, what each option's count may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What is posted of a ranking.

    Attributes:
        exact: for each option, whether its count is posted.
        ways: of whatever number of people, each option's count beside all others.
    """

    question: str
    options: tuple[str, ...]
    exact: tuple[bool, ...]
    answered: int | None
    ways: Ways


def ranked(posting: Posting) -> Iterator[Ranked]:
    """The rankings of which anything is posted."""
    for told in posting.digest.get("rankings", ()):
        if told["text"] != NOT_SHOWN:
            yield _read(told, posting)
        elif told["options"] or "answered" in told:
            raise UnknownText(str(told))


def at_all(posting: Posting) -> Iterator[Line]:
    """That so many answered a ranking, and so at least as many answered at all."""
    for one in ranked(posting):
        yield Line(
            dimension=EVERYONE,
            group=EVERYONE,
            question=None,
            exact=False,
            shown=True,
            statements=(Statement(0, -1, -min(one.ways)),),
        )


def narrow(one: Ranked) -> Iterator[tuple[str, range]]:
    """What fewer than three numbers are possible for: an option, or how many answered.

    An option is attacked by somebody who knows how many answered.
    """
    if one.answered is None and len(one.ways) < FEWEST_COUNTS:
        yield "answered", range(min(one.ways), max(one.ways) + 1)
    for counts in one.ways.values():
        for option, exact, found in zip(one.options, one.exact, counts, strict=True):
            if not exact and len(found) < FEWEST_COUNTS:
                yield option, range(min(found), max(found) + 1)


def within(one: Ranked, least: Whole, most: Whole, at_all: int) -> Iterator[tuple[Whole, Whole]]:
    """For each option, the least and the most of each group that may have chosen it.

    Those outside a group chose no more than there are of them who answered.

    Args:
        one: a ranking of which it is posted how many answered; nothing follows from any other.
        least: of each group, how many answered at all, and no fewer.
        most: the same, and no more.
        at_all: how many of everyone answered at all, and no more.
    """
    if one.answered is None:
        return
    inside = np.maximum(one.answered - (at_all - least), 0)
    for counts in one.ways[one.answered]:
        low = np.maximum(min(counts) - (one.answered - inside), 0)
        yield low, np.minimum(max(counts), most)


def _read(told: Mapping[str, Any], posting: Posting) -> Ranked:
    texts = [one["text"] for one in told["options"]]
    numbers = _numbers(told["text"], texts, posting.threshold)
    choose = posting.choose[told["question"]]
    ways = {
        answered: found
        for answered in numbers
        if (found := _beside([_counts(text, answered) for text in texts], answered, choose))
    }
    if not ways:
        raise UnknownText(told["text"])
    exact = tuple(bool(_COUNTED.fullmatch(text)) for text in texts)
    known = _PEOPLE.fullmatch(told["text"])
    return Ranked(
        question=told["question"],
        options=tuple(one["option"] for one in told["options"]),
        exact=exact,
        answered=int(known[1]) if known else None,
        ways=ways,
    )


def _numbers(people: str, texts: Sequence[str], threshold: int) -> Sequence[int]:
    """How many may have answered: as said, and as the scale of each share tells."""
    if known := _PEOPLE.fullmatch(people):
        return [int(known[1])]
    words = people if people[0].isdigit() else people.removesuffix(" people")
    statements = [*people_of(words, threshold, people)]
    low = max(-one.most for one in statements if one.wholes == -1)
    high = min(one.most for one in statements if one.wholes == 1)
    fitting = [
        {n for scale in scales_of(_share(text)) for n in _within(scale.answers(0, threshold), high)}
        for text in texts
    ]
    return sorted(set(range(low, high + 1)).intersection(*fitting))


def _within(ends: tuple[int, int], most: int) -> range:
    return range(ends[0], min(ends[1], most) + 1)


def _share(text: str) -> str:
    if not text.endswith(" chose it"):
        raise UnknownText(text)
    return text.removesuffix(" chose it")


def _counts(text: str, answered: int) -> Sequence[int]:
    """The numbers of people of whom a text is true, of so many who answered."""
    if found := _COUNTED.fullmatch(text):
        share = 100 * int(found[1]) / answered
        if int(found[2]) != answered or abs(share - float(found[3])) > _HALF_A_DIGIT:
            raise UnknownText(text)
        return [int(found[1])]
    share = _share(text)
    if share == f"fewer than {_FEW + 1}":
        return range(_FEW + 1)
    if share == "nearly everyone":
        return range(answered - _FEW, answered + 1)
    statements = [*share_of(share, text)]
    return [
        count
        for count in range(answered + 1)
        if all(one.parts * count + one.wholes * answered <= one.most for one in statements)
    ]


def _beside(
    options: Sequence[Sequence[int]], answered: int, choose: int
) -> Sequence[Sequence[int]] | None:
    """What each count may be beside the others, tried out sum by sum; None if nothing fits.

    A set of sums is an integer, of which the bit n says that n can be reached.
    """
    allowed = sum(1 << total for total in range(answered, choose * answered + 1))
    found = []
    for place, counts in enumerate(options):
        sums = 1
        for other in (*options[:place], *options[place + 1 :]):
            sums = _or(sums << count for count in other)
        found.append([count for count in counts if (sums << count) & allowed])
    return found if all(found) else None


def _or(sets: Iterator[int]) -> int:
    together = 0
    for one in sets:
        together |= one
    return together
