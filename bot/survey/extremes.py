"""Which questions changed most, and which stand lowest, as far as counts can tell them apart."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from bot.survey.figures import counts, favourable
from bot.survey.intervals import Difference, Interval, deviate, difference, newcombe, wilson
from bot.survey.past import Past, opened
from bot.survey.wording import counted, raised, recalled, roughly
from questions.model import Question, Value
from storage.model import EVERYONE

MOST_ROUNDS = 12
"""Questions count that were asked in so many rounds, the newest included."""


class Changed(Value):
    """How everyone's answers to a question changed since it was last asked.

    Attributes:
        favourable: the favourable answers in words, such as: "often" or "always".
        asked: the day on which the newest round that asked it opened.
        since: the same of the round that asked it before.
        now: favourable answers, and all of them.
        before: the same before.
        stands_out: whether its range lies on one side of nothing even when it is widened for
            all the changes that were compared.
    """

    question: str
    wording: str
    favourable: str
    asked: date
    since: date
    now: tuple[int, int]
    before: tuple[int, int]
    change: Difference
    stands_out: bool


class Standing(Value):
    """Everyone's answers to a question over the last rounds.

    Attributes:
        favourable: the favourable answers in words, such as: "often" or "always".
        total: favourable answers, and all of them, of the rounds that published both.
        rounds: how many rounds these are.
        tied: whether it cannot be told apart from the lowest, considering how many were compared;
            the lowest itself is tied.
    """

    question: str
    wording: str
    favourable: str
    total: tuple[int, int]
    rounds: int
    tied: bool


def changed(history: Sequence[Past]) -> tuple[Changed, ...]:
    """Questions of the last twelve rounds by how far they moved since last asked, furthest first.

    Only those of which both counts are published, with the same version.

    Args:
        history: rounds of one pulse, oldest first, the newest one last; as many as it takes to
            find each question twice.
    """
    pairs = [pair for one in _asked(history) if (pair := _pair(one))]
    z = deviate(len(pairs)) if pairs else 0
    found = [_changed(pair, z) for pair in pairs]
    return tuple(sorted(found, key=lambda one: -abs(one.change.points)))


def lowest(history: Sequence[Past]) -> tuple[Standing, ...]:
    """Questions by their favourable share over the last twelve rounds, lowest first.

    The answers of several rounds count together, yet as no surer than one round's, since the same
    people answer again. The question that is truly lowest is among the tied ones 19 times in 20.

    Args:
        history: rounds of one pulse, oldest first, the newest one last.
    """
    found = [one for one in _asked(history[-MOST_ROUNDS:]) if one.rounds]
    ranked = sorted(found, key=lambda one: Fraction(*one.total))
    return tuple(
        Standing(
            question=one.question.id,
            wording=one.question.wording,
            favourable=favourable(one.question),
            total=one.total,
            rounds=one.rounds,
            tied=one is ranked[0] or not _above(one, ranked[0], comparisons=len(ranked) - 1),
        )
        for one in ranked
    )


# ---- how questions went


class _Time(NamedTuple):
    """A round that asked a question, with everyone's counts where they can be compared."""

    day: date
    counts: tuple[int, int] | None


class _Asked(NamedTuple):
    """A question as it was asked last, and all the times that it was."""

    question: Question
    times: Sequence[_Time]

    @property
    def rounds(self) -> int:
        return sum(time.counts is not None for time in self.times)

    @property
    def total(self) -> tuple[int, int]:
        told = [time.counts for time in self.times if time.counts]
        return sum(part for part, _ in told), sum(whole for _, whole in told)


def _asked(history: Sequence[Past]) -> Iterator[_Asked]:
    """The questions of the last twelve rounds."""
    recent = history[-MOST_ROUNDS:]
    newest = {one.id: one for past in recent for one in past.round.measures}
    for question in newest.values():
        times = [_time(past, question) for past in history if past.asked(question.id)]
        yield _Asked(question, times)


def _time(past: Past, question: Question) -> _Time:
    figure = past.figure(question.id, EVERYONE, EVERYONE)
    comparable = figure is not None and figure.version == question.version
    return _Time(opened(past.round), counts(figure) if figure and comparable else None)


def _above(one: _Asked, other: _Asked, *, comparisons: int) -> bool:
    """Whether a share lies above another's, so many being compared with that."""
    z = deviate(comparisons)
    low, _ = newcombe(*_share(one.total, z, one.rounds), *_share(other.total, z, other.rounds))
    return low > 0


def _share(told: tuple[int, int], z: float, rounds: int = 1) -> tuple[float, Interval]:
    """A share with its interval, as sure as the answers of one of so many rounds make it."""
    part, whole = told
    return part / whole, wilson(part, whole, worth=whole / rounds, z=z)


# ---- what changed


class _Pair(NamedTuple):
    """The last two times that a question was asked, where both can be compared."""

    question: Question
    new: tuple[date, tuple[int, int]]
    old: tuple[date, tuple[int, int]]


def _pair(one: _Asked) -> _Pair | None:
    match one.times[-2:]:
        case [_Time(since, (_, _) as before), _Time(day_, (_, _) as now)]:
            return _Pair(one.question, (day_, now), (since, before))
    return None


def _changed(pair: _Pair, z: float) -> Changed:
    (asked, now), (since, before) = pair.new, pair.old
    low, high = newcombe(*_share(now, z), *_share(before, z))
    return Changed(
        question=pair.question.id,
        wording=pair.question.wording,
        favourable=favourable(pair.question),
        asked=asked,
        since=since,
        now=now,
        before=before,
        change=difference(now, before),
        stands_out=low > 0 or high < 0,
    )


# ---- in words


def changed_lines(found: Sequence[Changed], today: date, most: int = 3) -> tuple[str, ...]:
    """What changed most, a line each, and whether chance would make as much of so many.

    Args:
        found: what changed, furthest first.
        today: the day on which the newest round opened.
        most: so many lines of changes.
    """
    lines = [
        f"{one.wording} {raised(roughly(one.change))} since {recalled(one.since, today)}: "
        f"{counted(*one.now)} after {counted(*one.before)}"
        for one in found[:most]
    ]
    if found and not any(one.stands_out for one in found):
        lines.append(f"Of {len(found)} questions compared, chance alone may move some as far.")
    return tuple(lines)


def lowest_lines(found: Sequence[Standing], most: int = 3) -> tuple[str, ...]:
    """What stands lowest, a line each, and how many of those compared may be the lowest."""
    tied = sum(one.tied for one in found)
    lines = [
        f"{one.wording} {counted(*one.total)}{_over(one)}"
        f"{', tied' if one.tied and tied > 1 else ''}"
        for one in found[:most]
    ]
    if tied > 1:
        lines.append(
            f"Tied: of {len(found)} questions compared, any of {tied} may truly stand lowest."
        )
    return tuple(lines)


def _over(one: Standing) -> str:
    return f" over {one.rounds} rounds" if one.rounds > 1 else ""
