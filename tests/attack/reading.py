"""What posted words mean: statements about counts, read from the words alone.

A text that is not known here is an error and never skipped, for it may give something away.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from attack.publication import Posting

EVERYONE = "everyone"

NOT_SHOWN = "Not shown, so that nobody's answers can be worked out"

_MANY = 10**6
_EXACT = re.compile(r"\d+(?:\.\d)?% \((\d+) of (\d+)\)")
_ABOUT = re.compile(r"about (\d+)%( or less| or more|)")
_SHARES = {
    "up to a third": (0, 1, 3),
    "a third to two thirds": (1, 2, 3),
    "more than two thirds": (2, 3, 3),
    "up to half": (0, 1, 2),
    "up to 1 in 5": (0, 1, 5),
    "more than half": (1, 2, 2),
    **{f"{low} to {low + 1} in 5": (low, low + 1, 5) for low in (1, 2, 3)},
    "more than 4 in 5": (4, 5, 5),
}
_EDGE = r"(\d+%|\d in \d)"
_RANGES = {
    re.compile(rf"between {_EDGE} and {_EDGE}"): (True, True),
    re.compile(rf"up to {_EDGE}"): (False, True),
    re.compile(rf"{_EDGE} or more"): (True, False),
}
_ANSWERED = {
    re.compile(r"(\d+) to (\d+) of \d+ answered"): (True, True),
    re.compile(r"(\d+) or more of \d+ answered"): (True, False),
}
_HALFWAY = re.compile(
    r"about (\d+)%( or less| or more|) of (\d+)(?: people asked had answered\.)?$"
)
_COUNTED = re.compile(r"(\d+) of \d+ answered \(\d+(?:\.\d)?%\)")


class UnknownText(Exception):
    """A text of which the attacker does not know what it means."""

    def __init__(self, text: str) -> None:
        super().__init__(f'found "{text}", which tests/attack/reading.py must be taught')


class Statement(NamedTuple):
    """That `parts` times the part plus `wholes` times the whole is `most` at most.

    The part is the favourable answers and the whole all answers to an item; where a statement is
    about those who answered at all, they are the whole, and nothing is a part.
    """

    parts: int
    wholes: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is posted of a group: of its answers to a question, or of how many answered.

    Attributes:
        question: None where it is about how many answered.
        exact: whether the counts themselves are posted.
        shown: whether anything is.
        scales: those that the words may be of; none for counts and where nothing is shown.
    """

    dimension: str
    group: str
    question: str | None
    exact: bool
    shown: bool
    statements: tuple[Statement, ...]
    scales: tuple["Scale", ...] = ()


class Scale(NamedTuple):
    """How finely a share is worded, which tells on how many answers it rests.

    Attributes:
        step: 0 for counts, 1 for tens of percent, 2 for fifths, 3 for thirds, 4 for halves.
        shifts: whether a share that is told more roughly is told so; ranges are not.
    """

    step: int
    shifts: bool

    def answers(self, rougher: int, threshold: int) -> tuple[int, int]:
        """The numbers of answers for which it is used, by so many steps more roughly."""
        step = self.step - rougher if self.shifts else self.step
        return _answers(threshold)[step] if step >= 0 else (1, 0)


_FEWEST = (50, 30, 15, 8, 5)


def _answers(threshold: int) -> Sequence[tuple[int, int]]:
    """For each scale the numbers of answers for which it is used, as the program lays them out.

    A finer scale that begins one or two above the threshold does not begin: the rougher one is used
    in its place, down from where the next finer one begins.
    """
    used: list[tuple[int, int]] = []
    last = _MANY
    for first in _FEWEST:
        if threshold < first < threshold + 3:
            used.append((1, 0))
        else:
            used.append((max(first, threshold), last))
            last = first - 1
    return used


_STEPS = {5: 2, 3: 3, 2: 4}


def read(posting: Posting) -> tuple[Line, ...]:
    """Everything that a digest says in its figures; its headline says nothing more."""
    digest = posting.digest
    figures: dict[tuple[str, str], list[Line]] = {}
    for one in digest["figures"]:
        told = figures.setdefault((one["dimension"], one["question"]), [])
        told.append(_figure(one, posting.threshold))
    return (
        _response(digest["response"], posting.threshold),
        *(_response(one, posting.threshold) for one in digest["responses"]),
        *(line for told in figures.values() for line in _scaled(told, posting.threshold)),
    )


def _scaled(lines: Sequence[Line], threshold: int) -> Iterator[Line]:
    """A dimension's figures of a question, with what their scales tell of the numbers of answers.

    All the groups of a dimension are told by as many steps more roughly.
    """
    steps = range(len(_FEWEST))
    ways = [[_numbers(line, rougher, threshold) for line in lines] for rougher in steps]
    fitting = [way for way in ways if all(way)]
    if not fitting:
        raise UnknownText("; ".join(line.group for line in lines))
    for place, line in enumerate(lines):
        numbers = [one for way in fitting for one in way[place]]
        low, high = min(first for first, _ in numbers), max(last for _, last in numbers)
        more = _between(low, high) if line.scales else ()
        yield replace(line, statements=(*line.statements, *more))


def _numbers(line: Line, rougher: int, threshold: int) -> Sequence[tuple[int, int]]:
    """The ranges of answers that fit a line's words, by so many steps more roughly."""
    if not line.scales:
        return [(0, _MANY)]
    low = max(-one.most for one in line.statements if one[:2] == (0, -1))
    high = min(one.most for one in line.statements if one[:2] == (0, 1))
    told = [scale.answers(rougher, threshold) for scale in line.scales]
    fit = [(max(low, first), min(high, last)) for first, last in told]
    return [(first, last) for first, last in fit if first <= last]


def scales_of(share: str) -> tuple[Scale, ...]:
    """The scales that the words of a share may be of."""
    if _ABOUT.fullmatch(share):
        return (Scale(1, shifts=True),)
    if share in {"none, one or two", "all, or all but one or two,"}:
        return (Scale(0, shifts=True),)
    banded = [Scale(_STEPS[_SHARES[share][2]], shifts=True)] if share in _SHARES else []
    for pattern in _RANGES:
        if found := pattern.fullmatch(share):
            edges = [_edge(edge) for edge in found.groups()]
            if edges[0][1] != 100:
                return (*banded, Scale(_STEPS[edges[0][1]], shifts=False))
            # With fifty answers or more the steps are 5%, below that 10%.
            fine = Scale(0, shifts=False)
            return (
                (fine,) if any(edge % 10 for edge, _ in edges) else (fine, Scale(1, shifts=False))
            )
    return tuple(banded)


def halfway(posting: Posting) -> Iterator[tuple[tuple[str, str], range]]:
    """For each group told of half-way, the numbers of people who may have answered by then."""
    for dimension, group, line in posting.halfway:
        found = _HALFWAY.search(line)
        if found is None:
            raise UnknownText(line)
        nearest, invited = int(found[1]), int(found[3])
        # To the nearest 10%, half up; the words for the ends hold for all beyond them.
        low = 0 if found[2] == " or less" else -(-(nearest - 5) * invited // 100)
        high = invited if found[2] == " or more" else -(-(nearest + 5) * invited // 100) - 1
        yield (dimension, group), range(low, high + 1)


def choices(posting: Posting) -> dict[str, Sequence[Mapping[str, Any]]]:
    """For each question, how everyone's answers fall over its options; empty if not posted."""
    return {
        one["question"]: one.get("choices", ())
        for one in posting.digest["figures"]
        if one["dimension"] == EVERYONE
    }


def _figure(told: Mapping[str, Any], threshold: int) -> Line:
    text = told["text"]
    exact = _EXACT.fullmatch(text)
    scales: tuple[Scale, ...] = ()
    if exact:
        favourable, answered = map(int, exact.groups())
        if (favourable, answered) != (told["favourable"], told["answered"]):
            raise UnknownText(text)
        statements = [*_between(favourable, favourable, part=True), *_between(answered, answered)]
    elif text == NOT_SHOWN:
        statements = []
    else:
        share, _, people = text.rpartition(" of ")
        statements = [*share_of(share, text), *people_of(people, threshold, text)]
        scales = scales_of(share)
    return Line(
        dimension=told["dimension"],
        group=told["group"],
        question=told["question"],
        exact=bool(exact),
        shown=text != NOT_SHOWN,
        statements=tuple(statements),
        scales=scales,
    )


def _response(told: Mapping[str, Any], threshold: int) -> Line:
    text, invited = told["text"], told["invited"]
    exact = _COUNTED.fullmatch(text)
    if exact:
        statements = [*_between(int(exact[1]), int(exact[1]))]
    elif text == NOT_SHOWN:
        statements = []
    else:
        statements = [*_answered(text, invited)]
    if text != NOT_SHOWN or told["dimension"] != EVERYONE:
        # A group without so many answerers is joined to another before anything is posted.
        statements += _between(threshold, invited)
    return Line(
        dimension=told["dimension"],
        group=told["group"],
        question=None,
        exact=bool(exact),
        shown=text != NOT_SHOWN,
        statements=tuple(statements),
    )


def _answered(text: str, invited: int) -> Iterator[Statement]:
    if text == f"all, or all but one or two, of {invited} answered":
        yield from _between(invited - 2, invited)
        return
    for pattern, (_, above) in _ANSWERED.items():
        found = pattern.fullmatch(text)
        if found:
            yield from _between(int(found[1]), int(found[2]) if above else invited)
            return
    share = text.removesuffix(f" of {invited} answered")
    low, high, steps = _range(share, text)
    yield from _between(-(-low * invited // steps), high * invited // steps)


# ---- shares


def share_of(share: str, text: str) -> Iterator[Statement]:
    """What the words of a share say of the part and the whole."""
    if share == "none, one or two":
        yield from _between(0, 2, part=True)
    elif share == "all, or all but one or two,":
        yield Statement(-1, 1, 2)
    elif share in _SHARES:
        low, high, steps = _SHARES[share]
        yield Statement(steps, -high, 0)
        if low:
            yield Statement(-steps, low, -1)
    elif found := _ABOUT.fullmatch(share):
        nearest = int(found[1])
        # To the nearest 10%, half up; the words for the ends hold for all beyond them.
        if found[2] != " or less":
            yield Statement(-100, nearest - 5, 0)
        if found[2] != " or more":
            yield Statement(100, -(nearest + 5), -1)
    else:
        low, high, steps = _range(share, text)
        yield Statement(-steps, low, 0)
        yield Statement(steps, -high, 0)


def _range(share: str, text: str) -> tuple[int, int, int]:
    """The lower and the upper end of a range, in steps of a whole."""
    for pattern, (below, above) in _RANGES.items():
        found = pattern.fullmatch(share)
        if found is None:
            continue
        edges = [_edge(edge) for edge in found.groups()]
        steps = edges[0][1]
        if any(of != steps for _, of in edges):
            break
        return edges[0][0] if below else 0, edges[-1][0] if above else steps, steps
    raise UnknownText(text)


def _edge(words: str) -> tuple[int, int]:
    if words.endswith("%"):
        return int(words[:-1]), 100
    step, steps = words.split(" in ")
    return int(step), int(steps)


def people_of(people: str, threshold: int, text: str) -> Iterator[Statement]:
    """How many answers there are."""
    if found := re.fullmatch(r"(\d+) to (\d+) people", people):
        low, high = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"about (\d+)", people):
        about = int(found[1])
        if about >= 50:
            low, high = max(about - 5, 50), about + 4
        else:
            low, high = max(about - 2, 30), about + 2 if about < 45 else 49
    else:
        raise UnknownText(text)
    yield from _between(max(low, threshold), high)


def _between(low: int, high: int, *, part: bool = False) -> Iterator[Statement]:
    """That the whole, or the part, lies between two counts."""
    for sign, most in ((1, high), (-1, -low)):
        yield Statement(sign, 0, most) if part else Statement(0, sign, most)
