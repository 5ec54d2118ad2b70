"""Who of a scenario's people does what in a round: dealt at random, exactly as counted."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.demo.scenario import Answers
from storage.model import Answers as Choices


class Act(NamedTuple):
    """What one person does.

    Attributes:
        answers: what is chosen of each question that is not skipped; None for [Not this week].
    """

    person: str
    answers: Choices | None


class Timed(NamedTuple):
    """An act and the instant at which it is done."""

    at: datetime
    act: Act


class Hand(NamedTuple):
    """What people do in a round, in the order in which they do it."""

    before_reminder: Sequence[Act]
    after_reminder: Sequence[Act]


def deal(
    answers: Mapping[str, Answers],
    people: Mapping[str, Sequence[str]],
    asked: Collection[str],
    chance: random.Random,
) -> Hand:
    """Deal out a round's answers.

    Each question is dealt by itself, so that nothing but the counts is in what comes out. Half of
    the people answer after the reminder; who does not want to says so before it.

    Args:
        answers: how many do what, by the id of the people.
        people: the ids of the persons, by the same.
        asked: the ids of the questions that the round asks; counts of others are left aside.
        chance: decides who and when.
    """
    answering: list[Act] = []
    declining: list[Act] = []
    for name, counts in answers.items():
        drawn = chance.sample(people[name], counts.answered + counts.declined)
        answering += _answering(counts, drawn[: counts.answered], asked, chance)
        declining += [Act(person, None) for person in drawn[counts.answered :]]
    chance.shuffle(answering)
    half = len(answering) // 2
    before = answering[:half] + declining
    chance.shuffle(before)
    return Hand(before_reminder=before, after_reminder=answering[half:])


def _answering(
    counts: Answers, persons: Sequence[str], asked: Collection[str], chance: random.Random
) -> list[Act]:
    chosen: dict[str, dict[str, str]] = {person: {} for person in persons}
    for question, options in counts.choices.items():
        cards = [option for option, number in options.items() for _ in range(number)]
        if question in asked:
            for person, option in zip(chance.sample(persons, len(cards)), cards, strict=True):
                chosen[person][question] = option
    return [Act(person, answers) for person, answers in chosen.items()]
