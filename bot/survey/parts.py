"""Parts of a council beside the whole, theme by theme, after a round that asks once."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.survey.figures import counts
from bot.survey.past import Past
from bot.survey.section import Section
from bot.survey.statistics import points
from bot.survey.wording import counted, listed, lowered
from storage.model import EVERYONE, Response

_ADDED_UP = "These are favourable answers of all answers, the questions of a theme added up."

Share = tuple[int, int]
"""Favourable answers, and all of them."""


class Beside(NamedTuple):
    """A theme in a part and in the whole, all of its questions taken together.

    Attributes:
        name: what people read for the theme.
    """

    name: str
    part: Share
    whole: Share


def beside(past: Past, dimension: str, group: str) -> tuple[Beside, ...]:
    """The themes of a round for a group and for everyone, in their order.

    A theme is left out unless all of its questions were published exactly for both.
    """
    themes = past.round.pulse.question_set.themes
    found = []
    for theme in themes:
        asked = [one.id for one in past.round.measures if one.theme == theme.id]
        part, whole = _together(past, asked, dimension, group), _together(past, asked)
        if part and whole:
            found.append(Beside(theme.name, part, whole))
    return tuple(found)


def sections(past: Past) -> tuple[Section, ...]:
    """Each group beside everyone, as the thread of a digest tells it.

    Nothing where the pulse comes back, nor of a group of which no theme can be told.
    """
    if past.round.pulse.schedule.comes_back:
        return ()
    return tuple(
        Section(
            f"{one.name} beside everyone", (*_lowest(one, themes), *map(_line, themes), _ADDED_UP)
        )
        for one in past.published.responses
        if one.dimension != EVERYONE and (themes := beside(past, one.dimension, one.group))
    )


def _together(
    past: Past, asked: Sequence[str], dimension: str = EVERYONE, group: str = EVERYONE
) -> Share | None:
    """The answers to some questions added up; None unless all are published exactly."""
    figures = [past.figure(question, dimension, group) for question in asked]
    told = [one for figure in figures if figure and (one := counts(figure))]
    if not asked or len(told) < len(asked):
        return None
    return sum(part for part, _ in told), sum(whole for _, whole in told)


def _lowest(one: Response, themes: Sequence[Beside]) -> Iterator[str]:
    """Which of the themes that can be told stands lowest in the part, and which in the whole."""
    if len(themes) == 1:
        return
    here = _names({theme.name: theme.part for theme in themes})
    everywhere = _names({theme.name: theme.whole for theme in themes})
    if here == everywhere:
        yield f"Lowest of the themes below, here as for everyone: {here}."
    else:
        yield f"Lowest of the themes below in {one.name}: {here}; for everyone: {everywhere}."


def _names(shares: Mapping[str, Share]) -> str:
    """The lowest of some shares, or several that are equally low."""
    least = min(Fraction(*share) for share in shares.values())
    names = [lowered(name) for name, share in shares.items() if Fraction(*share) == least]
    return listed(*names)


def _line(theme: Beside) -> str:
    apart = points(theme.part, theme.whole)
    beside = f"{abs(apart)} points {'above' if apart > 0 else 'below'}" if apart else "the same as"
    return f"{theme.name}: {counted(*theme.part)}, {beside} everyone's {counted(*theme.whole)}"
