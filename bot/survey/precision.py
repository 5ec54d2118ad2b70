"""How finely a share is said: exactly, rounded, in a band of words, or not at all.

Whatever is not said exactly stands for three counts or more, even to a reader who knows the
whole that the share is of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from bot.survey.statistics import percent
from bot.survey.sums import FEWEST_COUNTS
from bot.survey.wording import counted
from storage.model import Precision

NOT_SHOWN = "Not shown, so that nobody's answers can be worked out"
"""The one sentence for everything withheld, whatever the reason."""

EXACT_FROM = 50
"""From so many answers on, counts may be shown as they are."""

_ROUNDED_FROM = 30
_BANDS = {
    15: ("up to 1 in 5", "1 to 2 in 5", "2 to 3 in 5", "3 to 4 in 5", "more than 4 in 5"),
    8: ("up to a third", "a third to two thirds", "more than two thirds"),
    5: ("up to half", "more than half"),
}
_STEPS = (EXACT_FROM, _ROUNDED_FROM, *_BANDS)
"""From so many answers on, a share is said as finely as this step; the next one is rougher."""

_PARTS = (20, 10, *map(len, _BANDS.values()))
"""Into how many parts of the whole each step cuts a range."""

MANY = 10**6
"""More people than any audience has."""

_FINE_FROM = 100
"""From so many invited on, a range of those who answered is said in steps of 5%."""

_NUMBERS = {5: 5, 8: 8, 15: 15, 30: 30, 33: 35, 38: 40, 43: 45, 50: 50, 55: 60}
"""Where a number of answers begins to be told otherwise, and as about how many, from 30 on.

Never "about 50" for fewer than that, which would leave only 48 and 49; beyond, all goes by tens.
"""

_ROUGH_NUMBERS = (5, 15, 30, 50, 100)
"""Where it begins to be told otherwise when it is told more roughly; beyond, by fifties."""

_LEAST_PERCENT, _MOST_PERCENT = 10, 90
"""The words for these hold for all beyond them."""

_ALL_BUT_FEW = "all, or all but one or two,"
_TURNOUTS = (5, 8, 15, 30, 33, 38, 43, EXACT_FROM)


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

    def __sub__(self, other: Self) -> "Share":
        return Share(
            part=self.part - other.part,
            whole=self.whole - other.whole,
            answers=self.answers - other.answers,
        )

    @property
    def exact(self) -> bool:
        """Whether it may be said exactly: 50 answers or more, and three or more on each side."""
        sides = min(self.part, self.whole - self.part)
        return self.answers >= EXACT_FROM and sides >= FEWEST_COUNTS


class Bound(NamedTuple):
    """That so many times the part and so many times the whole add up to so many at least."""

    parts: int
    wholes: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a share.

    Attributes:
        parts: the parts that a reader who knows the whole must think possible.
        answers: the numbers of answers that it may rest on, as told.
        bounds: what the words say of the share, whatever the whole is.
        nearest: the rounded share in percent; only where rounded.
    """

    precision: Precision
    text: str
    parts: range
    answers: range
    bounds: Sequence[Bound] = ()
    nearest: int | None = None


def withheld(share: Share) -> Said:
    """Nothing is said of the share."""
    return Said(
        precision=Precision.WITHHELD,
        text=NOT_SHOWN,
        parts=range(share.whole + 1),
        answers=range(share.whole + 1),
    )


class _People(NamedTuple):
    """A number of people in words, and the numbers that these may stand for."""

    text: str
    numbers: range


# ---- favourable answers


def favourable(share: Share, threshold: int, *, rougher: int = 0) -> Said:
    """The share of favourable answers, as finely as the number of answers allows.

    Args:
        share: favourable answers of all answers.
        threshold: the fewest answers of which anything is said.
        rougher: by how many steps less finely than that.
    """
    if share.answers < threshold:
        return withheld(share)
    step = _step(share.answers, threshold) + rougher
    if step >= len(_STEPS):
        return withheld(share)
    first = _STEPS[step]
    people = _people(share.answers, threshold, rougher=bool(rougher))
    if first in _BANDS:
        return _in_words(share, _BANDS[first], people)
    if first == _ROUNDED_FROM:
        return _rounded(share, people)
    if share.exact:
        text = counted(share.part, share.whole)
        return _exact(share, text, range(share.whole, share.whole + 1))
    return _one_sided(share, people)


def favourable_between(
    share: Share, parts: range, threshold: int, *, rougher: bool = False
) -> Said:
    """What follows for the share from what is said of the others, and nothing more."""
    people = _people(share.answers, threshold, rougher=rougher)
    return _between(share, parts, _PARTS[_step(share.answers, threshold)], of=people)


def _one_sided(share: Share, people: _People) -> Said:
    """Of many answers, nearly all on one side."""
    few = share.part < FEWEST_COUNTS
    least = 0 if few else share.whole - FEWEST_COUNTS + 1
    return Said(
        precision=Precision.ROUNDED,
        text=f"{'none, one or two' if few else _ALL_BUT_FEW} of {people.text}",
        parts=range(least, least + FEWEST_COUNTS),
        answers=people.numbers,
        bounds=[Bound(-1, 0, 1 - FEWEST_COUNTS) if few else Bound(1, -1, 1 - FEWEST_COUNTS)],
        nearest=0 if few else 100,
    )


def _rounded(share: Share, people: _People) -> Said:
    nearest = _nearest_percent(share.part, share.whole)
    return Said(
        precision=Precision.ROUNDED,
        text=f"{_about(nearest)} of {people.text}",
        parts=_alike(share, lambda part: _nearest_percent(part, share.whole)),
        answers=people.numbers,
        bounds=[
            *([Bound(20, 1 - nearest // 5, 0)] if nearest > _LEAST_PERCENT else []),
            *([Bound(-20, 1 + nearest // 5, 1)] if nearest < _MOST_PERCENT else []),
        ],
        nearest=nearest,
    )


def _in_words(share: Share, words: Sequence[str], people: _People) -> Said:
    """Band k of K holds the shares above k/K and up to (k + 1)/K, the first one with 0 in it."""

    def place(part: int) -> int:
        return max(0, (part * len(words) - 1) // share.whole)

    band = place(share.part)
    return Said(
        precision=Precision.BAND,
        text=f"{words[band]} of {people.text}",
        parts=_alike(share, place),
        answers=people.numbers,
        bounds=[
            *([Bound(len(words), -band, 1)] if band else []),
            Bound(-len(words), band + 1, 0),
        ],
    )


def _people(answers: int, threshold: int, *, rougher: bool) -> _People:
    """A number of answers in words as rough as the share beside it.

    Nothing is said below the threshold, so the words begin there, for three numbers or more.
    """
    usual = sorted(_ROUGH_NUMBERS if rougher else _NUMBERS)
    step = usual[-1] - usual[-2] if rougher else 10
    usual += range(usual[-1] + step, max(answers, threshold) + 2 * step, step)
    starts = [threshold, *(one for one in usual if one - threshold >= FEWEST_COUNTS)]
    first = max(start for start in starts if start <= answers)
    last = min(start for start in starts if start > answers) - 1
    scale = _scale(answers, threshold)
    numbers = range(max(first, scale.start), min(last + 1, scale.stop))
    about = first in usual and first >= _ROUNDED_FROM and last + 1 == usual[usual.index(first) + 1]
    if about and not rougher:
        return _People(f"about {_NUMBERS.get(first, first + 5)}", numbers)
    return _People(f"{first} to {last} people", numbers)


# ---- how many answered


def turnout(share: Share, threshold: int, *, rougher: int = 0) -> Said:
    """How many of those invited answered, as finely as the number of answerers allows.

    Args:
        share: those who answered, of those invited.
        threshold: the fewest of whom anything is said.
        rougher: 1 for wider ranges and nothing exact; from 2 on nothing is said.
    """
    if share.answers < threshold or rougher > 1:
        return withheld(share)
    if share.exact and not rougher:
        text = f"{share.part} of {share.whole} answered ({percent(share.part, share.whole)}%)"
        return _exact(share, text, range(share.part, share.part + 1))
    alike = _alike_turnouts(share, threshold, rougher=bool(rougher))
    if len(alike) < FEWEST_COUNTS:
        return withheld(share)
    nearest = _nearest_ten(alike[len(alike) // 2], share.whole)
    rounded = alike.start >= _ROUNDED_FROM
    return Said(
        precision=Precision.ROUNDED if rounded else Precision.BAND,
        text=f"{_turnout_words(alike, share.whole)} answered",
        parts=alike,
        answers=alike,
        nearest=nearest if rounded else None,
    )


def turnout_between(share: Share, parts: range) -> Said:
    """What follows for a response from what is said of the others, and nothing more.

    It is said in steps that depend on those invited alone, so that they tell nothing.
    """
    steps = _PARTS[0] if share.whole >= _FINE_FROM else _PARTS[1]
    said = _between(share, parts, steps, of=_People(str(share.whole), parts))
    if said.precision is Precision.WITHHELD:
        return said
    return replace(said, text=f"{said.text} answered")


def _turnout_words(alike: range, invited: int) -> str:
    if alike[-1] < invited:
        return f"{alike[0]} to {alike[-1]} of {invited}"
    if len(alike) == FEWEST_COUNTS:
        return f"{_ALL_BUT_FEW} of {invited}"
    return f"{alike[0]} or more of {invited}"


def _alike_turnouts(share: Share, threshold: int, *, rougher: bool) -> range:
    """The numbers of answerers that read like this one: three or more, the last three together.

    Those invited are known, so the ranges are cut to fit between the threshold and them. Where
    counts may be shown as they are, a range ends before the first that is.
    """
    last = share.whole - FEWEST_COUNTS + 1
    cuts = [*_ROUGH_NUMBERS, *range(150, last, 50)] if rougher else _TURNOUTS
    fit = (cut for cut in cuts if threshold + FEWEST_COUNTS <= cut <= last - FEWEST_COUNTS)
    starts = [threshold, *fit]
    if last >= starts[-1] + FEWEST_COUNTS:
        starts.append(last)
    start = max((one for one in starts if one <= share.part), default=threshold)
    stop = min((one for one in starts if one > start), default=share.whole + 1)
    if not rougher and start < EXACT_FROM < last:
        stop = min(stop, EXACT_FROM)
    return range(start, stop)


# ---- words and arithmetic for both


def _exact(share: Share, text: str, answers: range) -> Said:
    parts = range(share.part, share.part + 1)
    bounds = [Bound(1, 0, share.part), Bound(-1, 0, -share.part)]
    return Said(precision=Precision.EXACT, text=text, parts=parts, answers=answers, bounds=bounds)


def _between(share: Share, parts: range, steps: int, *, of: _People) -> Said:
    """The parts as a range of the whole, widened to so many steps of it."""
    low = parts[0] * steps // share.whole
    high = -(-parts[-1] * steps // share.whole)
    if high - low == steps:
        return withheld(share)
    rounded = steps in _PARTS[:2]
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
        text=f"{words} of {of.text}",
        parts=parts,
        answers=of.numbers,
        bounds=[Bound(steps, -low, 0), Bound(-steps, high, 0)],
        nearest=50 * (low + high) // steps if rounded else None,
    )


def _step(answers: int, threshold: int) -> int:
    """How finely so many answers, not fewer than the threshold, are said: 0 is the finest."""
    firsts = _firsts(threshold)
    return next(step for step, first in enumerate(_STEPS) if first in firsts and answers >= first)


def _scale(answers: int, threshold: int) -> range:
    """The numbers of answers that are said as finely as this one, none below the threshold."""
    firsts = _firsts(threshold)
    first = max(one for one in firsts if one <= answers)
    return range(max(first, threshold), min((one for one in firsts if one > answers), default=MANY))


def _firsts(threshold: int) -> Sequence[int]:
    """Where each step begins; one that left fewer than three numbers below it does not."""
    return [one for one in _STEPS if not threshold < one < threshold + FEWEST_COUNTS]


def _alike(share: Share, say: Callable[[int], int]) -> range:
    """The parts of which the same would be said; they lie side by side."""
    same = [part for part in range(share.whole + 1) if say(part) == say(share.part)]
    return range(same[0], same[-1] + 1)


def _nearest_percent(part: int, whole: int) -> int:
    """The share to the nearest 10%, with 10 and 90 for all beyond them."""
    return min(max(_nearest_ten(part, whole), _LEAST_PERCENT), _MOST_PERCENT)


def _nearest_ten(part: int, whole: int) -> int:
    """The share to the nearest 10%, half up."""
    return (20 * part + whole) // (2 * whole) * 10


def _about(nearest: int) -> str:
    ends = {_LEAST_PERCENT: " or less", _MOST_PERCENT: " or more"}
    return f"about {nearest}%{ends.get(nearest, '')}"
