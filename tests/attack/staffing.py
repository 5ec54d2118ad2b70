"""Weeks of an organisation: who comes and goes, and two pulses that ask them."""

import random
from collections.abc import Iterator, Sequence

from attack.habits import Habits
from attack.organisation import Organisation, Person, newcomer
from attack.publication import QUESTIONS, Posting, Publication, Publisher, Secret, real
from attack.wishes import chosen
from bot.survey.rotation import ask
from questions.model import Question

APART = 4
"""No question goes to another audience that overlaps within so many weeks."""

Told = tuple[Posting, Secret]


def weeks(
    organisation: Organisation,
    rounds: int,
    seed: object,
    *,
    publish: Publisher = real,
    steady: bool = False,
) -> Iterator[Told]:
    """What is posted of a weekly pulse, and of a second one to all but a few of the same people.

    The second pulse asks every fourth week what the weekly one asked four weeks before and does
    not ask now.

    Args:
        steady: whether everyone answers every time, and the same.
    """
    chance = random.Random(f"{seed}/staff")
    habits = Habits(organisation, seed, steady=steady)
    weekly = Publication(organisation=organisation, publish=publish)
    other = Publication(organisation=organisation, name="other", publish=publish)
    staff = list(organisation.people)
    spared = {person.id for person in chance.sample(staff, chance.randint(1, 3))}
    asked: list[tuple[Question, ...]] = []
    for week in range(rounds):
        asked.append(_questions(asked))
        ballots = habits.ballots(staff, asked[-1], week)
        ranking = organisation.ranking
        wishes = None if ranking is None else chosen(ranking, ballots, seed, week)
        yield weekly.post(staff, asked[-1], week, ballots, wishes)
        again = _again(asked)
        if week % APART == 0 and again:
            some = [person for person in staff if person.id not in spared]
            yield other.post(some, again, week, habits.ballots(some, again, f"other-{week}"))
        staff = list(_changed(chance, organisation, staff, week))


def _questions(asked: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    earlier = [[question.id for question in questions] for questions in asked]
    return ask(QUESTIONS, earlier)


def _again(asked: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """What was asked so many weeks ago, and never since."""
    since = {question.id for questions in asked[-APART:] for question in questions}
    before = asked[-APART - 1] if len(asked) > APART else ()
    return tuple(question for question in before if question.id not in since)


def _changed(
    chance: random.Random, organisation: Organisation, staff: Sequence[Person], week: int
) -> Iterator[Person]:
    """Next week's staff: now and then one has left, or one has come."""
    leaver = chance.choice(staff).id if chance.random() < 0.5 else None
    yield from (person for person in staff if person.id != leaver)
    if chance.random() < 0.5:
        yield newcomer(chance, organisation, f"n{week}")
