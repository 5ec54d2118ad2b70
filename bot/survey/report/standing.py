"""Every question, sorted into positive, mixed and not so positive, populations side by side."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.survey.figures import counts, favourable
from bot.survey.intervals import Difference, difference
from bot.survey.past import made_up_alike, opened
from bot.survey.report.answered import NOT_SAID
from bot.survey.report.document import Block, Lines, Section, Table
from bot.survey.report.period import Asked, Key, Period, asked, small
from bot.survey.wording import movement, raised, written
from storage.model import EVERYONE, Figure, Precision

_MOST_COLUMNS = 5
"""So many groups stand beside everyone in one table."""

_PERCENT = re.compile(r"(\d+)%")

_ROUNDED_BY = 5
"""A share that is told as about so many percent lies so many above or below at most."""

_LEAST_PART = Fraction(1, 1_000_000)

_GROUPED_OTHERWISE = "Counted together with others then"

POSITIVE_FROM = 75
NOT_SO_POSITIVE_TO = 50


class Standing(StrEnum):
    """Where a share of favourable answers stands."""

    POSITIVE = "Positive"
    MIXED = "Mixed"
    NOT_SO_POSITIVE = "Not so positive"
    UNSORTED = "Told too roughly to sort"


_MEANING = {
    Standing.POSITIVE: f"{POSITIVE_FROM}% or more of everyone's answers were favourable.",
    Standing.MIXED: f"More than {NOT_SO_POSITIVE_TO}% and less than {POSITIVE_FROM}% of everyone's "
    "answers were favourable.",
    Standing.NOT_SO_POSITIVE: f"{NOT_SO_POSITIVE_TO}% or less of everyone's answers were "
    "favourable.",
    Standing.UNSORTED: "So few people answered, or so little of it can be shown without giving "
    "somebody away, that these cannot be placed.",
}


def standing(figure: Figure) -> Standing:
    """Where a published figure stands: by its counts, or by all the percentages that it says.

    A range that lies on both sides of a mark is not sorted.
    """
    kinds = {_kind(share) for share in _shares(figure)}
    return kinds.pop() if len(kinds) == 1 else Standing.UNSORTED


def _kind(share: Fraction) -> Standing:
    if 100 * share >= POSITIVE_FROM:
        return Standing.POSITIVE
    return Standing.NOT_SO_POSITIVE if 100 * share <= NOT_SO_POSITIVE_TO else Standing.MIXED


def _shares(figure: Figure) -> Sequence[Fraction]:
    """The share, or the ends of the range that stands for it; none where it is in words."""
    share = _share(figure)
    if share is None:
        return ()
    said = [int(number) for number in _PERCENT.findall(figure.text)]
    if counts(figure) or not said:
        return (share,)
    return tuple(end / 100 for end in _ends(figure.text, said))


def _ends(text: str, said: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Between which percentages a share lies that is told like this; what rounds up is not in."""
    near = _ROUNDED_BY if text.startswith("about ") else 0
    least = 0 if "up to " in text or " or less" in text else said[0] - near
    most = Fraction(100 if " or more" in text else said[-1] + near)
    return Fraction(least), most - _LEAST_PART if near else most


def _share(figure: Figure) -> Fraction | None:
    """The share by which a figure is sorted; None where it is in words or not shown."""
    exact = counts(figure)
    if exact:
        return Fraction(*exact)
    return None if figure.nearest is None else Fraction(figure.nearest, 100)


def items(period: Period) -> Section | None:
    """The section on all questions, each as it was last asked in the period; None without any."""
    found = sorted(asked(period.rounds), key=lambda one: -(_share(one.everyone) or 0))
    if not found:
        return None
    groups = [key for key in small(period.latest) if key.dimension != EVERYONE]
    below = tuple(
        Section(kind, (_MEANING[kind], *_tables(kind, ones, groups, period)))
        for kind in Standing
        if (ones := [one for one in found if standing(one.everyone) is kind])
    )
    blocks: tuple[Block, ...] = (
        "Each question is shown as it stood when it was last asked in these days. A percentage is "
        "the share of answers that were favourable, with the counts behind it. Which answers count "
        "as favourable stands under the question. Questions are sorted by the answers of everyone, "
        "the highest share first; under the figure of a group stands where that group would be "
        "sorted by itself.",
    )
    return Section("What people told us", blocks, below)


def _tables(
    kind: Standing, ones: Sequence[Asked], groups: Sequence[Key], period: Period
) -> Iterator[Table]:
    """A table with all groups beside everyone, or one a dimension where there are too many."""
    together = [groups]
    if len(groups) > _MOST_COLUMNS:
        dimensions = dict.fromkeys(key.dimension for key in groups)
        together = [[key for key in groups if key.dimension == one] for one in dimensions]
    for keys in together:
        names = ", ".join(key.name for key in keys)
        yield Table(
            f"{kind}: everyone{f' beside {names}' if keys else ''}",
            ("Question", "Everyone", *(key.name for key in keys)),
            tuple(_row(one, keys, period) for one in ones),
        )


def _row(one: Asked, keys: Sequence[Key], period: Period) -> tuple[Lines, ...]:
    everyone = Key(EVERYONE, EVERYONE, "Everyone")
    return (
        question(one),
        (_text(one.everyone), *_moved(one, everyone, period)),
        *(_cell(one, key, period) for key in keys),
    )


def question(one: Asked) -> Lines:
    """A question, its favourable answers, and when it was asked."""
    last = f"on {written(one.day)}"
    times = f"asked once, {last}" if one.times == 1 else f"asked {one.times} times, last {last}"
    return (
        one.question.wording,
        f"Favourable: {favourable(one.question)}",
        f"{one.theme}; {times}",
    )


def _cell(one: Asked, key: Key, period: Period) -> Lines:
    """A group's figure as it was published, where it stands, and how far it moved."""
    figure = one.figure(key)
    if figure is None and any(other.dimension == key.dimension for other in one.figures):
        return (_GROUPED_OTHERWISE,)
    if figure is None or figure.precision is Precision.WITHHELD:
        return (NOT_SAID,)
    kind = standing(figure)
    told = (figure.text,) if kind is Standing.UNSORTED else (figure.text, kind)
    return (*told, *_moved(one, key, period))


def _text(figure: Figure) -> str:
    return NOT_SAID if figure.precision is Precision.WITHHELD else figure.text


def _moved(one: Asked, key: Key, period: Period) -> Iterator[str]:
    found = since_first(one, key, period)
    if found:
        change, since = found
        yield raised(f"{movement(change.points)} since {written(since)}")


def since_first(one: Asked, key: Key, period: Period) -> tuple[Difference, date] | None:
    """How far a figure moved since the question was first asked so in the period, and since when.

    None where it was asked once, the group was made up differently, or a count is not published.
    """
    now = one.figure(key)
    for past in period.rounds:
        if past.round.id == one.round.id or now is None:
            return None
        for then in past.published.figures:
            if _means(then) == _means(now):
                told, before = counts(now), counts(then)
                alike = made_up_alike(past.round, one.round, key.dimension, key.group)
                if told and before and alike:
                    return difference(told, before), opened(past.round)
                return None
    return None


def _means(figure: Figure) -> tuple[str, ...]:
    return figure.dimension, figure.group, figure.question, figure.version
