"""How many had answered half-way through a round that asks once: rounded, once, and of many only.

It is told while people still answer. So it is told as little as will do: of 50 people or more who
were asked, to the nearest 10%, and of nobody else, nor so that anything follows for anybody else.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.survey.manner import Cell, Reading, Settled
from bot.survey.messages import local
from bot.survey.precision import Said, Share, withheld
from bot.survey.section import Section
from bot.survey.sums import Crossings, Layer, Sum, Told
from bot.survey.wording import day, written
from storage.model import Midway, Precision, Round

FEWEST_INVITED = 50
"""Of fewer people nothing is told before the round closes."""

_HIGHEST = 90


def possible(midway: Midway, threshold: int) -> range:
    """The numbers of people who may have answered when that was told; five or more of them.

    Args:
        threshold: the fewest of whom a digest says anything; the lowest words reach to so many.
    """
    return _alike(midway.nearest, midway.invited, threshold)


def sections(round_: Round, told: Sequence[Midway], now: datetime) -> tuple[Section, ...]:
    """What both channels read.

    Args:
        told: of everyone first; not empty.
        now: when it was counted.
    """
    pulse, zone = round_.pulse, round_.pulse.schedule.zone
    everyone, *groups = told
    by_dimension = [
        (dimension.name, [one for one in groups if one.dimension == dimension.id])
        for dimension in pulse.dimensions
    ]
    today = day(now, zone)
    return (
        Section(
            f"{pulse.name}: half-way",
            (
                f"By {today:%A} {written(today)}, {_in_words(everyone, pulse.threshold)} people "
                f"asked had answered.",
            ),
        ),
        *(
            Section(name, tuple(f"{one.name}: {_in_words(one, pulse.threshold)}" for one in some))
            for name, some in by_dimension
            if some
        ),
        Section(
            "",
            (
                "This is told once: to the nearest 10%, and only of 50 people or more. Who has "
                "answered is not looked at.",
                f"It closes on {local(round_.closes, zone)}. If you have answered, thank you; if "
                f"you would still like to, there is time.",
            ),
        ),
    )


def _in_words(midway: Midway, threshold: int) -> str:
    """The share as it is told: "about 40% of 129"."""
    end = ""
    if midway.nearest == _lowest(midway.invited, threshold):
        end = " or less"
    elif midway.nearest == _HIGHEST:
        end = " or more"
    return f"about {midway.nearest}%{end} of {midway.invited}"


class Halfway:
    """The manner in which it is told: in one way, or not at all.

    Args:
        threshold: the fewest of whom a digest says anything.
    """

    steps = 1

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold
        self.readings: tuple[Reading, ...] = (_HowManySoFar(),)

    def say(self, share: Share, *, rougher: int = 0) -> Said:  # noqa: ARG002 - there is one way
        """How many have answered, to the nearest 10%, where 50 or more were asked."""
        if share.whole < FEWEST_INVITED:
            return withheld(share)
        nearest = _nearest(share.part, share.whole, self._threshold)
        alike = _alike(nearest, share.whole, self._threshold)
        return Said(
            precision=Precision.ROUNDED,
            text=f"about {nearest}%",
            parts=alike,
            answers=alike,
            nearest=nearest,
        )

    def between(self, share: Share, parts: range, *, rougher: int = 0) -> Said:  # noqa: ARG002 - no sum is told exactly
        """Nothing."""
        return withheld(share)


class _HowManySoFar:
    """Knows nothing but what is said, and of whom nothing is said nothing may follow."""

    silence = True

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        del cells
        return iter(())

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            yield Told(sum=Sum(layer=Layer.CASTS, people=cell.people), counts=said.parts)

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        del share
        yield Sum(layer=Layer.CASTS, people=people)


def _alike(nearest: int, invited: int, threshold: int) -> range:
    same = [n for n in range(invited + 1) if _nearest(n, invited, threshold) == nearest]
    return range(same[0], same[-1] + 1)


def _nearest(answered: int, invited: int, threshold: int) -> int:
    """The share to the nearest 10%, half up, the ends standing for all beyond them."""
    return min(max(_ten(answered, invited), _lowest(invited, threshold)), _HIGHEST)


def _lowest(invited: int, threshold: int) -> int:
    """The lowest share that is told: it never says that fewer than the threshold answered."""
    return max(_ten(threshold, invited), 10)


def _ten(part: int, whole: int) -> int:
    return (20 * part + whole) // (2 * whole) * 10
