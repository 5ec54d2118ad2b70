"""Deciding what may be shown of a round; what comes out of here is all that is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import NamedTuple, Self

from bot.survey import partition
from bot.survey.attack import Reader
from bot.survey.breakdown import breakdown
from bot.survey.chosen import ranking
from bot.survey.manner import Cell, Favourables, Manner, Reading, Turnouts
from bot.survey.midway import Halfway, possible
from bot.survey.precision import Said, Share
from bot.survey.settling import settle
from bot.survey.sums import Crossings, Layer, Sum, Told, together
from questions.model import DOES_NOT_APPLY, Question, Value
from storage.model import (
    EVERYONE,
    Count,
    Crossing,
    Dimension,
    Figure,
    GroupTally,
    Midway,
    Precision,
    Published,
    Pulse,
    Response,
    Round,
)

Cut = Sequence[GroupTally]
"""The tallies of one dimension's cells, which together are everyone."""


class Disclosed(Value):
    """What may be shown of a round.

    Attributes:
        rougher: how many figures are told more roughly than their numbers of answers need.
    """

    published: Published
    rougher: int


def halfway(round_: Round, count: Count) -> tuple[Midway, ...]:
    """What may be told half-way of how many have answered so far.

    Args:
        round_: as it is asked.
        count: casts of everyone and of each cell of each dimension, with the cells' crossings.
    """
    cuts = [_cut(dimension, count) for dimension in round_.dimensions]
    audience = _Audience.of(round_, count, cuts)
    return tuple(
        Midway(
            dimension=one.tally.dimension,
            group=one.tally.group,
            name=_name(round_.pulse, one.tally),
            invited=one.tally.size,
            nearest=one.said.nearest,
        )
        for one in audience.told(Halfway(round_.pulse.threshold), _answering)
        if one.said.nearest is not None
    )


def disclose(round_: Round, count: Count, midway: Sequence[Midway] = ()) -> Disclosed:
    """What may be shown of a round.

    A dimension that must be left out, at opening or now, has no figures at all.

    Args:
        round_: as it was asked, with its pulse and questions.
        count: tallies of everyone and of each cell of each dimension that was not left out at
            opening, with the crossings of those cells.
        midway: what was told half-way.
    """
    threshold = round_.pulse.threshold
    audience = _Audience.of(round_, count, _coarsened_cuts(round_, count))
    turnouts = Turnouts(threshold, [audience.as_told(one, threshold) for one in midway])
    responses = audience.told(turnouts, _answering)
    audience = audience.only({one.tally.dimension for one in responses})
    casts = together(turnouts.told([(one.cell, one.said) for one in responses]))
    figures: list[tuple[Question, _Told]] = []
    for question in round_.measures:
        favourables = Favourables(threshold, casts)
        told = audience.told(favourables, partial(_liking, question))
        figures += [(question, one) for one in told]
        casts = together([*casts, *audience.casts(favourables.to_the_item, told)])
    return Disclosed(
        published=Published(
            round=round_.id,
            responses=tuple(_response(round_.pulse, one) for one in responses),
            figures=tuple(_figure(round_.pulse, question, one) for question, one in figures),
            rankings=tuple(
                ranking(question, count.rankings[question.id], threshold, audience.answered(casts))
                for question in round_.ranks
            ),
        ),
        rougher=sum(
            one.said != one.finest for one in (*responses, *(figure for _, figure in figures))
        ),
    )


class _Told(NamedTuple):
    """What is said of a cell.

    Attributes:
        finest: what would be said of it alone.
    """

    tally: GroupTally
    cell: Cell
    said: Said
    finest: Said


# ---- groups


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audience:
    """Everyone, and everyone cut into the cells of each dimension.

    Attributes:
        people: those of each cell that was asked for, by dimension and group.
    """

    crossings: Sequence[Crossing]
    dimensions: Sequence[str]
    everyone: GroupTally
    cuts: Sequence[Cut]
    people: dict[tuple[str, str], Crossings] = field(default_factory=dict)

    @classmethod
    def of(cls, round_: Round, count: Count, cuts: Sequence[Cut]) -> Self:
        """Everyone, and the dimensions cut like this, those left out that have no cells."""
        return cls(
            crossings=count.crossings,
            dimensions=round_.dimensions,
            everyone=next(one for one in count.tallies if one.dimension == EVERYONE),
            cuts=[cut for cut in cuts if cut],
        )

    def only(self, dimensions: AbstractSet[str]) -> Self:
        """The same audience, without the cuts of any other dimension."""
        return replace(self, cuts=[cut for cut in self.cuts if cut[0].dimension in dimensions])

    def as_told(self, midway: Midway, threshold: int) -> Told:
        """What was told half-way, as whoever reads the digest takes it."""
        people = self._people(midway.dimension, midway.group)
        return Told(sum=Sum(layer=Layer.MIDWAY, people=people), counts=possible(midway, threshold))

    def told(self, manner: Manner, share_of: Callable[[GroupTally], Share]) -> Sequence[_Told]:
        """What is said of everyone, then of each cell of each dimension that may be told of."""
        tallies = [[self.everyone], *self.cuts]
        parts = [
            [
                Cell(
                    people=self._people(tally.dimension, tally.group),
                    size=tally.size,
                    share=share_of(tally),
                    everyone=tally is self.everyone,
                )
                for tally in cut
            ]
            for cut in tallies
        ]
        [[everyone], *cuts] = parts
        sizes = [crossing.size for crossing in self.crossings]
        return [
            _Told(tally, cell, said, manner.say(cell.share))
            for cut, cells, settled in zip(
                tallies, parts, settle(sizes, everyone, cuts, manner), strict=True
            )
            if settled is not None
            for tally, cell, said in zip(cut, cells, settled, strict=True)
        ]

    def casts(self, reading: Reading, told: Sequence[_Told]) -> Iterator[Told]:
        """What an item tells of how many answered at all, for whoever reads the next one."""
        facts = reading.facts(one.cell for one in told)
        takes = reading.takes([(one.cell, one.said) for one in told])
        reader = Reader([crossing.size for crossing in self.crossings], [*facts, *takes])
        people = [Sum(layer=Layer.CASTS, people=one.cell.people) for one in told]
        for one, counts in zip(people, reader.ends(people), strict=True):
            if counts:
                yield Told(sum=one, counts=counts)

    def answered(self, casts: Sequence[Told]) -> range:
        """How many of everyone may have answered at all, for whoever knows that; empty if unsure.

        Only what is said of them together makes the least of it, which is rather too little.
        """
        everyone = Sum(layer=Layer.CASTS, people=self._people(EVERYONE, EVERYONE))
        sizes = [crossing.size for crossing in self.crossings]
        least = max((one.counts.start for one in casts if one.sum == everyone), default=0)
        [ends] = Reader(sizes, casts).ends([everyone])
        return range(least, ends.stop)

    def _people(self, dimension: str, group: str) -> Crossings:
        if (dimension, group) not in self.people:
            self.people[dimension, group] = Crossings(self._crossings(dimension, group))
        return self.people[dimension, group]

    def _crossings(self, dimension: str, group: str) -> Iterable[int]:
        if dimension == EVERYONE:
            return range(len(self.crossings))
        place = self.dimensions.index(dimension)
        cell = set(partition.cell_of(group))
        return (
            number
            for number, crossing in enumerate(self.crossings)
            if cell.issuperset(partition.cell_of(crossing.groups[place]))
        )


def _cut(dimension: str, count: Count) -> Cut:
    """The cells of a dimension as they were at opening."""
    return [tally for tally in count.tallies if tally.dimension == dimension]


def _coarsened_cuts(round_: Round, count: Count) -> Sequence[Cut]:
    return [
        _coarsened(dimension, _cut(dimension.id, count), round_.pulse.threshold)
        for dimension in round_.pulse.dimensions
    ]


def _coarsened(dimension: Dimension, cut: Cut, threshold: int) -> Cut:
    """The cells joined until each has enough answerers; none where the dimension is left out."""
    cells = partition.plan(dimension, {tally.group: tally.casts for tally in cut}, threshold)
    return [
        reduce(
            _joined, (t for t in cut if set(partition.cell_of(t.group)) <= set(cell))
        ).model_copy(update={"group": partition.key(cell)})
        for cell in cells or ()
    ]


def _joined(one: GroupTally, other: GroupTally) -> GroupTally:
    return GroupTally(
        dimension=one.dimension,
        group=f"{one.group}+{other.group}",
        size=one.size + other.size,
        casts=one.casts + other.casts,
        counts={
            question: {
                option: count + other.counts[question][option] for option, count in counts.items()
            }
            for question, counts in one.counts.items()
        },
    )


def _answering(tally: GroupTally) -> Share:
    return Share(part=tally.casts, whole=tally.size, answers=tally.casts)


def _liking(question: Question, tally: GroupTally) -> Share:
    """The favourable answers of all but "does not apply"; who skipped the item is in neither."""
    counts = tally.counts[question.id]
    answers = sum(count for option, count in counts.items() if option != DOES_NOT_APPLY)
    part = sum(counts[option] for option in question.favourable)
    return Share(part=part, whole=answers, answers=answers)


# ---- as published


def _figure(pulse: Pulse, question: Question, told: _Told) -> Figure:
    tally, said = told.tally, told.said
    exact = said.precision is Precision.EXACT
    share = told.cell.share if exact else None
    return Figure(
        dimension=tally.dimension,
        group=tally.group,
        name=_name(pulse, tally),
        question=question.id,
        version=question.version,
        precision=said.precision,
        text=said.text,
        answered=share.whole if share else None,
        favourable=share.part if share else None,
        nearest=said.nearest,
        choices=breakdown(question, tally) if exact and tally.dimension == EVERYONE else (),
    )


def _response(pulse: Pulse, told: _Told) -> Response:
    tally, said = told.tally, told.said
    return Response(
        dimension=tally.dimension,
        group=tally.group,
        name=_name(pulse, tally),
        invited=tally.size,
        precision=said.precision,
        text=said.text,
        answered=tally.casts if said.precision is Precision.EXACT else None,
        nearest=said.nearest,
    )


def _name(pulse: Pulse, tally: GroupTally) -> str:
    if tally.dimension == EVERYONE:
        return "Everyone"
    return pulse.dimension(tally.dimension).name_of(tally.group)
