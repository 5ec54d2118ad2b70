"""Rounds as the real publisher tells of them, and what colleagues know beside the digests."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from support.pulse import a_pulse
from support.round import OPENS, a_round

from attack.habits import Ballots
from attack.organisation import Organisation, Person
from attack.wishes import Wishes, counted
from bot.survey import partition
from bot.survey.digest import compose
from bot.survey.disclosure import disclose
from bot.survey.export import exported
from bot.survey.past import Past
from bot.usecases.cutting import LOOKED_BACK
from questions.loader import load_shipped
from questions.model import DOES_NOT_APPLY, Question
from storage.model import (
    EVERYONE,
    Cells,
    Count,
    Crossing,
    GroupTally,
    Published,
    Pulse,
    Round,
    State,
)

QUESTIONS = load_shipped("weekly")

Roster = Mapping[str, tuple[str, ...]]
"""For each person on it, the key of the cell that they are counted in, by counted dimension."""

Publisher = Callable[[Round, Count], Published]


def real(round_: Round, count: Count) -> Published:
    """What the publisher of Staff Pulse makes of a round: the one place that calls it."""
    return disclose(round_, count).published


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A digest as posted, and what every colleague knows: who works where.

    Attributes:
        digest: the JSON that `docs/digest.schema.json` describes.
        dimensions: the ids of the pulse's dimensions, in order.
        staff: for each person who was asked, their group in each dimension.
        week: the number of the week in which the round opened.
        favourable: for each question, the options that are favourable.
        choose: for each ranking, how many of its options may be chosen.
        halfway: what was posted half-way: dimension, group and the line about it.
    """

    digest: Mapping[str, Any]
    dimensions: tuple[str, ...]
    staff: Mapping[str, tuple[str, ...]]
    threshold: int
    week: int
    favourable: Mapping[str, frozenset[str]]
    choose: Mapping[str, int] = field(default_factory=dict)
    halfway: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What nobody may learn of a round, by which attacks are judged.

    Attributes:
        ballots: for everyone who answered, whether they answered each question favourably.
        cells: how each dimension was cut at opening; none that was left out.
    """

    ballots: Mapping[str, Mapping[str, bool]]
    cells: Mapping[str, Cells]


@dataclass(kw_only=True)
class Publication:
    """A pulse, round by round, as the use cases run it."""

    organisation: Organisation
    name: str = "weekly"
    publish: Publisher = real
    _past: list[Past] = field(default_factory=list)
    _kept: dict[str, dict[str, Cells | None]] = field(default_factory=dict)

    def open(
        self, people: Sequence[Person], questions: Sequence[Question], week: int
    ) -> tuple[Round, dict[str, Cells]]:
        """A round, and how its dimensions are cut for the quarter."""
        cells = self._cells(people, week)
        opened = a_round(self._pulse, OPENS + timedelta(weeks=week)).model_copy(
            update={
                "state": State.CLOSED,
                "questions": tuple(questions),
                "dimensions": tuple(cells),
            }
        )
        return opened, cells

    def post(
        self,
        people: Sequence[Person],
        questions: Sequence[Question],
        week: int,
        ballots: Ballots,
        wishes: Wishes | None = None,
    ) -> tuple[Posting, Secret]:
        """Publish a round, with the organisation's ranking where wishes are given."""
        ranking = self.organisation.ranking if wishes is not None else None
        asked = (*questions, *((ranking,) if ranking else ()))
        round_, cells = self.open(people, asked, week)
        roster = self.roster(people, cells)
        count = count_of(round_, roster, ballots)
        if ranking and wishes is not None:
            told = {ranking.id: counted(ranking, wishes)}
            count = count.model_copy(update={"rankings": told})
        published = self.publish(round_, count)
        digest = exported(compose(published, round_, self._past[-LOOKED_BACK:]))
        self._past.append(Past(round=round_, published=published))
        posting = Posting(
            digest=digest,
            dimensions=tuple(one.id for one in self.organisation.dimensions),
            staff={person.id: person.groups for person in people},
            threshold=self.organisation.threshold,
            week=week,
            favourable={question.id: question.favourable for question in questions},
            choose={one.id: one.choose for one in asked if one.choose},
        )
        return posting, Secret(ballots=sides(questions, ballots), cells=cells)

    @cached_property
    def _pulse(self) -> Pulse:
        return a_pulse(
            id=self.name,
            question_set=QUESTIONS,
            dimensions=self.organisation.dimensions,
            threshold=self.organisation.threshold,
        )

    def _cells(self, people: Sequence[Person], week: int) -> dict[str, Cells]:
        """As a round is cut when it opens: kept within a quarter of the year."""
        day = OPENS + timedelta(weeks=week)
        kept = self._kept.get(f"{day.year}-{(day.month + 2) // 3}", {})
        rate = partition.past_rate([past.published for past in self._past[-LOOKED_BACK:]])
        cells = {
            dimension.id: partition.opening(
                dimension,
                Counter(person.groups[number] for person in people),
                rate,
                self.organisation.threshold,
                kept.get(dimension.id) or (),
            )
            for number, dimension in enumerate(self.organisation.dimensions)
        }
        self._kept[f"{day.year}-{(day.month + 2) // 3}"] = cells
        return {id_: cut for id_, cut in cells.items() if cut}

    def roster(self, people: Sequence[Person], cells: Mapping[str, Cells]) -> Roster:
        """In which cell of each counted dimension everyone is counted."""
        counted = [
            (number, partition.places(cells[dimension.id]))
            for number, dimension in enumerate(self.organisation.dimensions)
            if dimension.id in cells
        ]
        return {
            person.id: tuple(places[person.groups[number]] for number, places in counted)
            for person in people
        }


def count_of(round_: Round, roster: Roster, ballots: Ballots) -> Count:
    """What the ballot box holds in the end, rankings apart."""
    crossed = Counter(roster.values())
    return Count(
        tallies=tuple(tallies_of(round_, roster, ballots)),
        crossings=tuple(Crossing(groups=one, size=size) for one, size in sorted(crossed.items())),
    )


def tallies_of(round_: Round, roster: Roster, ballots: Ballots) -> list[GroupTally]:
    """Everyone's tally, and that of each cell of each dimension that is counted."""
    tallies = [_tally(round_, EVERYONE, EVERYONE, list(roster), ballots)]
    for number, dimension in enumerate(round_.dimensions):
        people: dict[str, list[str]] = {}
        for person, cells in roster.items():
            people.setdefault(cells[number], []).append(person)
        tallies += [
            _tally(round_, dimension, key, inside, ballots) for key, inside in people.items()
        ]
    return tallies


def _tally(
    round_: Round, dimension: str, group: str, people: Sequence[str], ballots: Ballots
) -> GroupTally:
    cast = [ballots[person] for person in people if person in ballots]
    chosen = {
        question.id: Counter(ballot[question.id] for ballot in cast if question.id in ballot)
        for question in round_.measures
    }
    return GroupTally(
        dimension=dimension,
        group=group,
        size=len(people),
        casts=len(cast),
        counts={
            question.id: {
                option: chosen[question.id][option]
                for option in (*question.scale.option_ids, DOES_NOT_APPLY)
            }
            for question in round_.measures
        },
    )


def sides(questions: Sequence[Question], ballots: Ballots) -> dict[str, dict[str, bool]]:
    """For everyone who answered, whether they answered each question favourably."""
    return {
        person: {
            question.id: ballot[question.id] in question.favourable
            for question in questions
            if ballot.get(question.id, DOES_NOT_APPLY) != DOES_NOT_APPLY
        }
        for person, ballot in ballots.items()
    }
