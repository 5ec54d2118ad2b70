"""All attacks on many organisations, the same for the same seeds."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

from attack.across import guesses
from attack.organisation import draw
from attack.publication import Publisher, real
from attack.score import Score
from attack.staffing import weeks
from attack.wishes import drawn
from attack.within import attack


def play(
    seed: int,
    rounds: int,
    *,
    most: int = 600,
    rate: float | None = None,
    publish: Publisher = real,
    steady: bool = False,
) -> Score:
    """Attack an organisation for so many weekly rounds.

    Args:
        most: how many people it has at most.
        rate: everybody's chance to answer a round, instead of their own.
        steady: whether everyone answers every time, and the same.
    """
    score = Score()
    organisation = draw(random.Random(f"organisation {seed}"), most)
    organisation = replace(organisation, ranking=drawn(seed))
    if rate is not None:
        people = tuple(replace(person, answers=rate) for person in organisation.people)
        organisation = replace(organisation, rate=rate, people=people)
    told = list(weeks(organisation, rounds, seed, publish=publish, steady=steady))
    for posting, secret in told:
        score.round((posting, secret), attack(posting, secret.ballots))
    score.guesses += guesses(told)
    return score


def scores(organisations: int, rounds: int, processes: int) -> Iterator[Score]:
    """Attack organisation after organisation, several at once; as they come."""
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(partial(play, rounds=rounds), range(organisations))
