"""Made-up organisations: people, and up to three ways in which they are cut into groups."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from questions.model import Question
from storage.model import REST, Dimension, Group, Source

CHANNEL = Source(channel="C1")

# The fewest and the most people of a team, for organisations of several kinds.
_TEAMS = ((3, 14), (3, 70), (8, 40), (25, 70))
_SHAPES = (("team",), ("team", "population"), ("population", "team"), ("team", "agency"))
_WIDE = (("population", "team", "agency"), ("team", "agency", "population"))
_STRAYS = (0.0, 0.0, 0.04, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a place in each dimension, and with habits.

    Attributes:
        answers: the chance that they answer a round.
        leans: how much more favourably than others they answer, in log odds.
    """

    id: str
    groups: tuple[str, ...]
    answers: float
    leans: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """People who are asked, and how they are cut.

    Attributes:
        rate: where the middle of people's chances to answer lies.
        mood: how favourably people answer, in log odds.
        skips: the chance that an answerer leaves a question out.
        ranking: asked beside the weekly questions, if any is.
    """

    dimensions: tuple[Dimension, ...]
    people: tuple[Person, ...]
    threshold: int
    rate: float
    mood: float
    skips: float
    ranking: Question | None = None


def draw(chance: random.Random, most: int = 600) -> Organisation:
    """An organisation of 30 to so many people, whose dimensions are nested, nearly so, or not."""
    names = chance.choice(chance.choices((_SHAPES, _WIDE), (0.65, 0.35))[0])
    rate = 0.9 if chance.random() < 0.2 else 0.45
    places = list(_places(chance, names, most))
    cut = Organisation(
        dimensions=tuple(
            _dimension(chance, name, sorted({place[number] for place in places}))
            for number, name in enumerate(names)
        ),
        people=(),
        threshold=chance.randint(5, 10),
        rate=rate,
        mood=chance.choice((0.0, 0.5, 1.0, 2.5, -1.0)),
        skips=chance.choice((0.02, 0.08, 0.3)),
    )
    people = (_person(chance, cut, f"p{number}", groups) for number, groups in enumerate(places))
    return replace(cut, people=tuple(people))


def newcomer(chance: random.Random, organisation: Organisation, id_: str) -> Person:
    """Somebody who takes up work where others work already."""
    return _person(chance, organisation, id_, chance.choice(organisation.people).groups)


def _person(
    chance: random.Random, organisation: Organisation, id_: str, groups: tuple[str, ...]
) -> Person:
    """Most answer with a steady chance within 0.15 of the middle, the others with any."""
    near = organisation.rate + chance.uniform(-0.15, 0.15)
    answers = near if chance.random() < 0.75 else chance.random()
    return Person(id=id_, groups=groups, answers=min(answers, 1.0), leans=chance.gauss(0, 1.2))


def _places(chance: random.Random, names: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """For each person their group in each dimension."""
    populations = [f"pop{number}" for number in range(chance.randint(1, 3))] + [REST]
    stray = chance.choice(_STRAYS)
    agency = chance.choice((0.05, 0.12, 0.3))
    total = int(exp(chance.uniform(log(30), log(most))))
    for number, size in enumerate(_team_sizes(chance, total)):
        team = f"team{number:02}" if number else REST
        home = chance.choice(populations)
        for _ in range(size):
            told = {
                "team": team,
                "population": chance.choice(populations) if chance.random() < stray else home,
                "agency": "agency" if chance.random() < agency else REST,
            }
            yield tuple(told[name] for name in names)


def _team_sizes(chance: random.Random, total: int) -> Iterator[int]:
    least, most = chance.choice([one for one in _TEAMS if 2 * one[0] <= total])
    while total > 0:
        size = int(exp(chance.uniform(log(least), log(most + 1))))
        # The last two share what is left, so that there are two teams at least.
        size = min(size, total if total < least * 2 else total - least)
        yield size
        total -= size


def _dimension(chance: random.Random, name: str, groups: Sequence[str]) -> Dimension:
    named = [group for group in groups if group != REST] or ["nobody"]
    alone = chance.random() < 0.1
    return Dimension(
        id=name,
        name=name.capitalize(),
        groups=tuple(
            Group(
                id=group,
                name=group.capitalize(),
                people=(CHANNEL,),
                area=None if alone else f"Area {number % 3}",
                neighbour=chance.choice([*(one for one in named if one != group), REST])
                if chance.random() < 0.5
                else None,
            )
            for number, group in enumerate(named)
        ),
    )
