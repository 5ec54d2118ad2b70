"""How people answer: mostly as they did before, if they answer at all."""

import random
from collections.abc import Mapping, Sequence
from math import exp

from attack.organisation import Organisation, Person
from questions.model import DOES_NOT_APPLY, Question

REPEATED = 0.85
"""How often somebody who answers a question again answers it as before."""

_NOT_APPLICABLE = 0.04

Ballots = Mapping[str, Mapping[str, str]]
"""For everyone who answered, the option that they chose of each question they did not skip."""


class Habits:
    """What the people of an organisation answer, the same for the same seed."""

    def __init__(self, organisation: Organisation, seed: object, *, steady: bool = False) -> None:
        """With `steady`, everyone answers everything every time, and as before."""
        self._organisation = organisation
        self._seed = seed
        self._steady = steady
        self._usual: dict[tuple[str, str], str] = {}

    def ballots(
        self, people: Sequence[Person], questions: Sequence[Question], week: object
    ) -> Ballots:
        """What is answered in a week."""
        chance = random.Random(f"{self._seed}/{week}")
        return {
            person.id: dict(self._answers(person, questions, chance))
            for person in people
            if self._steady or chance.random() < person.answers
        }

    def _answers(
        self, person: Person, questions: Sequence[Question], chance: random.Random
    ) -> list[tuple[str, str]]:
        return [
            (question.id, self._answer(person, question, chance))
            for question in questions
            if self._steady or chance.random() >= self._organisation.skips
        ]

    def _answer(self, person: Person, question: Question, chance: random.Random) -> str:
        if not self._steady and chance.random() >= REPEATED:
            return self._fresh(person, question, chance)
        usual = self._usual.get((person.id, question.id))
        if usual is None:
            own = random.Random(f"{self._seed}/{person.id}/{question.id}")
            usual = self._fresh(person, question, own)
            self._usual[person.id, question.id] = usual
        return usual

    def _fresh(self, person: Person, question: Question, chance: random.Random) -> str:
        if not self._steady and chance.random() < _NOT_APPLICABLE:
            return DOES_NOT_APPLY
        log_odds = self._organisation.mood + person.leans
        liking = chance.random() < 1 / (1 + exp(-log_odds))
        options = [
            one for one in question.scale.option_ids if (one in question.favourable) == liking
        ]
        return chance.choice(options)
