"""A ranking that an organisation may ask beside its weekly questions, and what people choose."""

import random
from collections.abc import Iterable, Mapping

from questions.model import Option, Question, Scale
from storage.model import RankingTally

Wishes = Mapping[str, frozenset[str]]
"""For everyone who answered the ranking, the options that they chose."""


def drawn(seed: object) -> Question | None:
    """The ranking of every third organisation; none of the others."""
    chance = random.Random(f"wishes {seed}")
    if chance.random() < 2 / 3:
        return None
    options = chance.randint(3, 9)
    return Question(
        id="wishes",
        theme="workload",
        wording="Which of these would help you most?",
        scale=Scale(
            id="wishes",
            options=tuple(Option(id=f"w{n}", label=f"Wish {n}") for n in range(options)),
        ),
        choose=chance.randint(2, min(5, options - 1)),
    )


def chosen(ranking: Question, people: Iterable[str], seed: object, week: object) -> Wishes:
    """What these people choose in a week: some options far more often than others.

    Drawn apart from all else, so that other questions are answered as without the ranking.
    """
    chance = random.Random(f"wishes {seed}/{week}")
    weights = {one: chance.expovariate(1) ** 2 for one in ranking.scale.option_ids}
    most = ranking.choose or 1
    few = chance.choice((1, 1, most))
    return {
        person: frozenset(_some(chance, weights, chance.randint(few, most)))
        for person in people
        if chance.random() < 0.93
    }


def counted(ranking: Question, wishes: Wishes) -> RankingTally:
    """What the ballot box holds of them."""
    return RankingTally(
        answered=len(wishes),
        counts={
            option: sum(option in chosen for chosen in wishes.values())
            for option in ranking.scale.option_ids
        },
    )


def _some(chance: random.Random, weights: Mapping[str, float], number: int) -> Iterable[str]:
    left = dict(weights)
    for _ in range(number):
        [option] = chance.choices(list(left), [weight + 1e-3 for weight in left.values()])
        del left[option]
        yield option
