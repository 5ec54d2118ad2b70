"""The two kinds of share that are told, how each is said, and what its readers make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.survey.attack import Crossings, Layer, Sum, Told
from bot.survey.precision import (
    EXACT_FROM,
    Said,
    Share,
    favourable,
    favourable_between,
    turnout,
    turnout_between,
)
from storage.model import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Some people who are told of together: everyone, or a cell of a dimension."""

    people: Crossings
    share: Share


Settled = Sequence[tuple[Cell, Said]]
"""What is said of some cells."""


class Reading(Protocol):
    """One way to read what is said.

    Attributes:
        layer: what nobody may work out.
        silence: whether nothing at all may follow for cells of which nothing is said.
    """

    layer: Layer
    silence: bool

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        """What the reader knows of these cells beside what is said."""
        ...

    def takes(self, settled: Settled) -> Iterator[Told]:
        """What the reader takes from what is said."""
        ...

    def may_know(self, share: Share) -> bool:
        """Whether so many answered that the count itself could be shown."""
        ...


class Manner(Protocol):
    """How one kind of share is said, and how that is read."""

    @property
    def readings(self) -> Sequence[Reading]:
        """Each way to read what is said."""
        ...

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """The share as finely as its own answers allow, or by some steps less."""
        ...

    def between(self, share: Share, parts: range) -> Said:
        """What follows for a share from the range that it must lie in."""
        ...


# ---- how many answered


class _HowManyAnswered:
    """Reads how many of each cell answered."""

    layer = Layer.CASTS
    silence = True

    def facts(self, _: Iterable[Cell], /) -> Iterator[Told]:
        yield from ()

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            yield Told(sum=Sum(layer=self.layer, people=cell.people), counts=said.parts)

    def may_know(self, share: Share) -> bool:
        return share.exact


class Turnouts:
    """How many of those invited answered.

    Args:
        threshold: the fewest of whom anything is said.
    """

    readings: Sequence[Reading] = (_HowManyAnswered(),)

    def __init__(self, threshold: int) -> None:
        self._threshold = threshold

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """How many answered as finely as their number allows, or by some steps less."""
        return turnout(share, self._threshold, rougher=rougher)

    def between(self, share: Share, parts: range) -> Said:
        """What follows for how many answered from the range that it must lie in."""
        return turnout_between(share, parts)

    def told(self, settled: Settled) -> Sequence[Told]:
        """What every reader of a digest knows of those who answered."""
        return [told for reading in self.readings for told in reading.takes(settled)]


# ---- favourable answers


@dataclass(frozen=True, slots=True)
class _HowManyToTheItem:
    """Has the digest alone, and wants to know how many answered the item.

    Attributes:
        casts: what the response figures tell.
    """

    casts: Sequence[Told]
    layer = Layer.ANSWERS
    silence = False

    def facts(self, _: Iterable[Cell], /) -> Iterator[Told]:
        yield from self.casts

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            if said.precision is not Precision.WITHHELD:
                yield Told(sum=Sum(layer=self.layer, people=cell.people), counts=said.answers)

    def may_know(self, share: Share) -> bool:
        return share.answers >= EXACT_FROM


@dataclass(frozen=True, slots=True)
class _HowManyFavourable:
    """Knows how many of each cell answered the item, and wants to know how many favourably.

    Attributes:
        casts: what the response figures tell.
    """

    casts: Sequence[Told]
    layer = Layer.FAVOURABLE
    silence = True

    def facts(self, cells: Iterable[Cell], /) -> Iterator[Told]:
        yield from self.casts
        for cell in cells:
            whole = cell.share.whole
            people = Sum(layer=Layer.ANSWERS, people=cell.people)
            yield Told(sum=people, counts=range(whole, whole + 1))

    def takes(self, settled: Settled) -> Iterator[Told]:
        for cell, said in settled:
            yield Told(sum=Sum(layer=self.layer, people=cell.people), counts=said.parts)

    def may_know(self, share: Share) -> bool:
        return share.exact


class Favourables:
    """The share of favourable answers to one question.

    Args:
        threshold: the fewest answers of which anything is said.
        casts: what the response figures tell.
    """

    def __init__(self, threshold: int, casts: Sequence[Told]) -> None:
        self._threshold = threshold
        self.readings: Sequence[Reading] = (_HowManyToTheItem(casts), _HowManyFavourable(casts))

    def say(self, share: Share, *, rougher: int = 0) -> Said:
        """The share as finely as its own answers allow, or by some steps less."""
        return favourable(share, self._threshold, rougher=rougher)

    def between(self, share: Share, parts: range) -> Said:
        """What follows for the share from the range that it must lie in."""
        return favourable_between(share, parts)
