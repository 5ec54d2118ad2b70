"""The two kinds of share that are told, how each is said, and what its readers make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.survey.precision import (
    MANY,
    Said,
    Share,
    favourable,
    favourable_between,
    turnout,
    turnout_between,
)
from bot.survey.sums import FEWEST_COUNTS, Crossings, Layer, Sum, Told
from storage.model import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Some people who are told of together: everyone, or a cell of a dimension.

    Attributes:
        size: how many of them are on the roster.
        everyone: whether they are all; they stand in every digest, however few answered.
    """

    people: Crossings
    size: int
    share: Share
    everyone: bool = False


Settled = Sequence[tuple[Cell, Said]]
"""What is said of some cells."""


class Reading(Protocol):
    """One way to read what is said."""

    @property
    def silence(self) -> bool:
        """Whether nothing at all may follow for cells of which nothing is said."""
        ...

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        """What the reader knows of these cells, everyone first, beside what is said."""
        ...

    def takes(self, settled: Settled) -> Iterator[Told]:
        """What the reader takes from what is said."""
        ...

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        """What nobody may work out of some people.

        Args:
            share: theirs, since a count that could be shown itself may be known; None where
                nobody knows it.
        """
        ...


class Manner(Protocol):
    """How one kind of share is said, and how that is read."""

    @property
    def steps(self) -> int:
        """By how many steps less finely than its own answers allow a share is never said."""
        ...

    @property
    def readings(self) -> Sequence[Reading]:
        """Each way to read what is said."""
        ...

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """The share as finely as its own answers allow, or by some steps less."""
        ...

    def between(self, share: Share, parts: range, *, rougher: int = 0) -> Said:
        """What follows for a share from the range that it must lie in."""
        ...


# ---- how many answered


@dataclass(frozen=True, slots=True)
class _HowManyAnswered:
    """Knows that a cell is told of only if as many of it answered as the threshold says.

    Attributes:
        midway: what was told half-way.
    """

    threshold: int
    midway: Sequence[Told]
    silence = True

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:  # noqa: ARG002 - all else is told
        yield from self.midway

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            least = said.parts[0] if cell.everyone else max(said.parts[0], self.threshold)
            counts = range(least, said.parts[-1] + 1)
            yield Told(sum=Sum(layer=Layer.CASTS, people=cell.people), counts=counts)

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        if share is None or not share.exact:
            yield Sum(layer=Layer.CASTS, people=people)
        if self.midway:
            yield Sum(layer=Layer.MIDWAY, people=people)


class Turnouts:
    """How many of those invited answered.

    Args:
        threshold: the fewest of whom anything is said.
        midway: what was told half-way of how many had answered.
    """

    steps = 2

    def __init__(self, threshold: int, midway: Sequence[Told] = ()) -> None:
        self._threshold = threshold
        self.readings: Sequence[Reading] = (_HowManyAnswered(threshold, midway),)

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """How many answered as finely as their number allows, or by some steps less."""
        return turnout(share, self._threshold, rougher=rougher)

    def between(self, share: Share, parts: range, *, rougher: int = 0) -> Said:  # noqa: ARG002 - invitations are known
        """What follows for how many answered from the range that it must lie in."""
        return turnout_between(share, parts)

    def told(self, settled: Settled) -> Sequence[Told]:
        """What every reader of a digest knows of those who answered."""
        return [
            told
            for reading in self.readings
            for told in (*reading.facts(cell for cell, _ in settled), *reading.takes(settled))
        ]


# ---- favourable answers


@dataclass(frozen=True, slots=True)
class _HowManyToTheItem:
    """Has the digest alone, and wants to know how many answered the item, or at all.

    Attributes:
        threshold: everyone's figure stands wherever so many answered.
        casts: what is known of those who answered at all.
        halfway: whether some of that was told half-way.
    """

    threshold: int
    casts: Sequence[Told]
    halfway: bool
    silence = False

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        yield from self.casts
        everyone, *_ = cells
        if everyone.share.answers < self.threshold:
            people = Sum(layer=Layer.ANSWERS, people=everyone.people)
            yield Told(sum=people, counts=range(self.threshold))

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            if said.precision is not Precision.WITHHELD:
                yield Told(sum=Sum(layer=Layer.ANSWERS, people=cell.people), counts=said.answers)

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        if self.halfway:
            yield Sum(layer=Layer.MIDWAY, people=people)
        # How many answered at all, no question may tell; what was told already may stay so.
        yield Sum(layer=Layer.CASTS, people=people)
        if share is None or not share.exact:
            yield Sum(layer=Layer.ANSWERS, people=people)


@dataclass(frozen=True, slots=True)
class _OfHardlyAnybody:
    """Has the digest alone, and wants to know the answers of people of whom one answered, or none.

    Whoever knows how few they are expects two counts at most, so that nothing narrows them. This
    reader does not know, and expects more.
    """

    to_the_item: _HowManyToTheItem
    silence = False

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        yield from self.to_the_item.facts(cells)

    def takes(self, settled: Settled) -> Iterator[Told]:
        yield from self.to_the_item.takes(settled)
        for cell, said in settled:
            for bound in said.bounds:
                yield Told(
                    sum=Sum(
                        layer=Layer.FAVOURABLE,
                        people=cell.people,
                        times=bound.parts,
                        around=bound.wholes,
                    ),
                    counts=range(bound.least, MANY),
                )

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        if share is not None and share.whole < FEWEST_COUNTS - 1:
            yield Sum(layer=Layer.FAVOURABLE, people=people)
            # The others: all answers, less those that are favourable.
            yield Sum(layer=Layer.FAVOURABLE, people=people, times=-1, around=1)


@dataclass(frozen=True, slots=True)
class _HowManyFavourable:
    """Knows how many of each cell answered the item, and wants to know how many favourably.

    Attributes:
        casts: what is known of those who answered at all.
    """

    casts: Sequence[Told]
    silence = True

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        yield from self.casts
        for cell in cells:
            whole = cell.share.whole
            people = Sum(layer=Layer.ANSWERS, people=cell.people)
            yield Told(sum=people, counts=range(whole, whole + 1))

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            if said.precision is not Precision.WITHHELD:
                yield Told(sum=Sum(layer=Layer.FAVOURABLE, people=cell.people), counts=said.parts)

    def hides(self, people: Crossings, share: Share | None, /) -> Iterator[Sum]:
        if share is None or not share.exact:
            yield Sum(layer=Layer.FAVOURABLE, people=people)


class Favourables:
    """The share of favourable answers to one question.

    Args:
        threshold: the fewest answers of which anything is said.
        casts: what is known of those who answered at all.
    """

    steps = 4

    def __init__(self, threshold: int, casts: Sequence[Told]) -> None:
        self._threshold = threshold
        halfway = any(one.sum.layer is Layer.MIDWAY for one in casts)
        self.to_the_item = _HowManyToTheItem(threshold, casts, halfway)
        self.readings: Sequence[Reading] = (
            self.to_the_item,
            _HowManyFavourable(casts),
            _OfHardlyAnybody(self.to_the_item),
        )

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """The share as finely as its own answers allow, or by some steps less."""
        return favourable(share, self._threshold, rougher=rougher)

    def between(self, share: Share, parts: range, *, rougher: int = 0) -> Said:
        """What follows for the share from the range that it must lie in."""
        return favourable_between(share, parts, self._threshold, rougher=bool(rougher))
