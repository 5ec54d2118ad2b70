"""A round that asks once: what is told half-way through it, and the digest at its end."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from support.once import asking_once

from attack.habits import Ballots, Habits
from attack.organisation import draw
from attack.publication import (
    QUESTIONS,
    Posting,
    Publication,
    Secret,
    count_of,
    sides,
)
from bot.survey import midway
from bot.survey.digest import compose
from bot.survey.disclosure import disclose, halfway
from bot.survey.export import exported
from storage.model import Midway, Round

_ASKED = 3

# From which to which share of those who answer have done so half-way.
_EARLY = ((0.2, 0.6), (0.6, 0.95), (0.95, 1.0))


class Once(NamedTuple):
    """A round with its secrets.

    Attributes:
        early: who had answered half-way.
    """

    posting: Posting
    secret: Secret
    early: frozenset[str]


def ask_once(seed: int, most: int) -> Once:
    """What is posted in an organisation of so many people at most, the same for the same seed."""
    chance = random.Random(f"once {seed}")
    organisation = draw(random.Random(f"once, organisation {seed}"), most)
    publication = Publication(organisation=organisation, name="yearly")
    people, questions = organisation.people, QUESTIONS.questions[:_ASKED]
    opened, cells = publication.open(people, questions, 0)
    round_, roster = asking_once(opened), publication.roster(people, cells)
    ballots = Habits(organisation, seed).ballots(people, questions, 0)
    share = chance.uniform(*chance.choice(_EARLY))
    early: Ballots = {person: {} for person in ballots if chance.random() < share}
    told = halfway(round_, count_of(round_, roster, early))
    published = disclose(round_, count_of(round_, roster, ballots), told).published
    posting = Posting(
        digest=exported(compose(published, round_, [])),
        dimensions=tuple(one.id for one in organisation.dimensions),
        staff={person.id: person.groups for person in people},
        threshold=organisation.threshold,
        week=0,
        favourable={question.id: question.favourable for question in questions},
        halfway=tuple(_posted(round_, told)),
    )
    secret = Secret(ballots=sides(questions, ballots), cells=cells)
    return Once(posting, secret, frozenset(early))


def _posted(round_: Round, told: Sequence[Midway]) -> Iterator[tuple[str, str, str]]:
    """Each line that is posted half-way, with the dimension and the group that it is about."""
    if told:
        first, *others = midway.sections(round_, told, round_.opens)
        lines = [*first.lines, *(line for part in others[:-1] for line in part.lines)]
        for one, line in zip(told, lines, strict=True):
            yield one.dimension, one.group, line
