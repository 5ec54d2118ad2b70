"""How finely a share is said: exactly, rounded, in a band of words, or not at all.

Whatever is not said exactly stands for three counts or more, even to a reader who knows the
whole that the share is of.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from bot.survey.statistics import percent
from storage.model import Precision

NOT_SHOWN = "Not shown, so that nobody's answers can be worked out"
"""The one sentence for everything withheld, whatever the reason."""

FEWEST_COUNTS = 3
"""Fewer possible counts than this are as good as told."""

_EXACT_FROM = 50
_ROUNDED_FROM = 30
_BANDS = {
    15: (29, ("up to 1 in 5", "1 to 2 in 5", "2 to 3 in 5", "3 to 4 in 5", "more than 4 in 5")),
    8: (14, ("up to a third", "a third to two thirds", "more than two thirds")),
    5: (7, ("up to half", "more than half")),
}
_ALL_BUT_FEW = "all, or all but one or two,"
_TURNOUTS = (5, 8, 15, 30, 33, 38, 43)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a whole: favourable answers of all answers, or answerers of those invited.

    Attributes:
        answers: how many people's answers it rests on, which decides how finely it is said.
    """

    part: int
    whole: int
    answers: int

    def __add__(self, other: Self) -> "Share":
        return Share(
            part=self.part + other.part,
            whole=self.whole + other.whole,
            answers=self.answers + other.answers,
        )

    @property
    def exact(self) -> bool:
        """Whether it may be said exactly: 50 answers or more, and three or more on each side."""
        sides = min(self.part, self.whole - self.part)
        return self.answers >= _EXACT_FROM and sides >= FEWEST_COUNTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a share.

    Attributes:
        parts: the parts that a reader who knows the whole must think possible.
        nearest: the rounded share in percent; only where rounded.
    """

    precision: Precision
    text: str
    parts: range
    nearest: int | None = None


def withheld(share: Share) -> Said:
    """Nothing is said of the share."""
    return Said(precision=Precision.WITHHELD, text=NOT_SHOWN, parts=range(share.whole + 1))


# ---- favourable answers


def favourable(share: Share, threshold: int) -> Said:
    """The share of favourable answers, as finely as the number of answers allows."""
    if share.answers < threshold:
        return withheld(share)
    if share.exact:
        return _exact(share, f"{_percent(share)} ({share.part} of {share.whole})")
    if share.answers >= _EXACT_FROM:
        return _one_sided(share)
    if share.answers >= _ROUNDED_FROM:
        nearest = _nearest_percent(share.part, share.whole)
        return Said(
            precision=Precision.ROUNDED,
            text=f"{_about(nearest)} of {_people(share.answers)}",
            parts=_alike(share, lambda part: _nearest_percent(part, share.whole)),
            nearest=nearest,
        )
    return _in_words(share)


def favourable_between(share: Share, parts: range) -> Said:
    """What follows for the share from what is said of the others, and nothing more."""
    return _between(share, parts, of=_people(share.answers))


def _one_sided(share: Share) -> Said:
    """Of many answers, nearly all on one side."""
    few = range(FEWEST_COUNTS)
    people = _people(share.answers)
    if share.part in few:
        text = f"none, one or two of {people}"
        return Said(precision=Precision.ROUNDED, text=text, parts=few, nearest=0)
    many = range(share.whole - FEWEST_COUNTS + 1, share.whole + 1)
    return Said(
        precision=Precision.ROUNDED, text=f"{_ALL_BUT_FEW} of {people}", parts=many, nearest=100
    )


def _in_words(share: Share) -> Said:
    """Band k of K holds the shares above k/K and up to (k + 1)/K, the first one with 0 in it."""
    _, words = _BANDS[_band(share.answers)]

    def place(part: int) -> int:
        return max(0, (part * len(words) - 1) // share.whole)

    return Said(
        precision=Precision.BAND,
        text=f"{words[place(share.part)]} of {_people(share.answers)}",
        parts=_alike(share, place),
    )


def _people(answers: int) -> str:
    """A number of answers in words as rough as the share beside it."""
    if answers >= _EXACT_FROM:
        return f"about {(answers + 5) // 10 * 10}"
    if answers >= _ROUNDED_FROM:
        # Never "about 50", which would leave only 48 and 49.
        return f"about {min((answers + 2) // 5 * 5, 45)}"
    first = _band(answers)
    return f"{first} to {_BANDS[first][0]} people"


# ---- how many answered


def turnout(share: Share, threshold: int) -> Said:
    """How many of those invited answered, as finely as the number of answerers allows."""
    if share.answers < threshold:
        return withheld(share)
    if share.exact:
        return _exact(share, f"{share.part} of {share.whole} answered ({_percent(share)})")
    alike = _alike_turnouts(share, threshold)
    if len(alike) < FEWEST_COUNTS:
        return withheld(share)
    nearest = _nearest_ten(alike[len(alike) // 2], share.whole)
    rounded = alike.start >= _ROUNDED_FROM
    return Said(
        precision=Precision.ROUNDED if rounded else Precision.BAND,
        text=f"{_turnout_words(alike, share.whole)} answered",
        parts=alike,
        nearest=nearest if rounded else None,
    )


def turnout_between(share: Share, parts: range) -> Said:
    """What follows for a response from what is said of the others, and nothing more."""
    said = _between(share, parts, of=str(share.whole))
    if said.precision is Precision.WITHHELD:
        return said
    return replace(said, text=f"{said.text} answered")


def _turnout_words(alike: range, invited: int) -> str:
    if alike[-1] < invited:
        return f"{alike[0]} to {alike[-1]} of {invited}"
    if len(alike) == FEWEST_COUNTS:
        return f"{_ALL_BUT_FEW} of {invited}"
    return f"{alike[0]} or more of {invited}"


def _alike_turnouts(share: Share, threshold: int) -> range:
    """The numbers of answerers that read like this one: three or more, the last three together.

    Those invited are known, so the ranges are cut to fit between the threshold and them.
    """
    starts = [share.whole - FEWEST_COUNTS + 1]
    for start in sorted({threshold, *_TURNOUTS}, reverse=True):
        if threshold <= start < _EXACT_FROM and starts[-1] - start >= FEWEST_COUNTS:
            starts.append(start)
    if threshold < _EXACT_FROM:
        starts[-1] = threshold
    start = next((start for start in starts if start <= share.part), share.part)
    later = [other for other in starts if other > start]
    stop = min(later[-1], _EXACT_FROM) if later else share.whole + 1
    return range(max(start, threshold), stop)


# ---- words and arithmetic for both


def _exact(share: Share, text: str) -> Said:
    return Said(precision=Precision.EXACT, text=text, parts=range(share.part, share.part + 1))


def _between(share: Share, parts: range, *, of: str) -> Said:
    """The parts as a range of the whole, widened to steps as coarse as the answers ask for."""
    steps = _steps(share.answers)
    low = parts[0] * steps // share.whole
    high = -(-parts[-1] * steps // share.whole)
    if high - low == steps:
        return Said(precision=Precision.WITHHELD, text=NOT_SHOWN, parts=parts)
    rounded = share.answers >= _ROUNDED_FROM
    bottom, top = (
        (f"{100 * step // steps}%" if rounded else f"{step} in {steps}") for step in (low, high)
    )
    words = f"between {bottom} and {top}"
    if low == 0:
        words = f"up to {top}"
    elif high == steps:
        words = f"{bottom} or more"
    return Said(
        precision=Precision.ROUNDED if rounded else Precision.BAND,
        text=f"{words} of {of}",
        parts=parts,
        nearest=50 * (low + high) // steps if rounded else None,
    )


def _steps(answers: int) -> int:
    if answers >= _EXACT_FROM:
        return 20
    return 10 if answers >= _ROUNDED_FROM else len(_BANDS[_band(answers)][1])


def _band(answers: int) -> int:
    return next(first for first in _BANDS if answers >= first)


def _alike(share: Share, say: Callable[[int], int]) -> range:
    """The parts of which the same would be said; they lie side by side."""
    same = [part for part in range(share.whole + 1) if say(part) == say(share.part)]
    return range(same[0], same[-1] + 1)


def _percent(share: Share) -> str:
    return f"{percent(share.part, share.whole)}%"


def _nearest_percent(part: int, whole: int) -> int:
    """The share to the nearest 10%, with 10 and 90 for all beyond them."""
    return min(max(_nearest_ten(part, whole), 10), 90)


def _nearest_ten(part: int, whole: int) -> int:
    """The share to the nearest 10%, half up."""
    return (20 * part + whole) // (2 * whole) * 10


def _about(nearest: int) -> str:
    ends = {10: " or less", 90: " or more"}
    return f"about {nearest}%{ends.get(nearest, '')}"
