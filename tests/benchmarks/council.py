import random

from attack.organisation import CHANNEL, Organisation, Person

from storage.model import REST, Dimension, Group


def council(
    *, teams: int, people: int, rate: float = 0.45, threshold: int = 8, seed: int = 1
) -> Organisation:
    """Teams of different sizes, in three areas, of two populations, with some agency staff.

    Args:
        rate: the share that answers.
    """
    chance = random.Random(seed)
    weights = [chance.uniform(0.5, 1.5) for _ in range(teams)]
    names = [f"team{number:03}" for number in range(teams)]
    groups = {"team": names, "population": ["social-workers"], "employment": ["agency"]}
    return Organisation(
        dimensions=tuple(
            Dimension(
                id=name,
                name=name.capitalize(),
                groups=tuple(
                    Group(id=one, name=one, people=(CHANNEL,), area=f"Area {number % 3}")
                    for number, one in enumerate(among)
                ),
            )
            for name, among in groups.items()
        ),
        people=tuple(
            Person(
                id=f"p{number}",
                groups=(
                    team,
                    "social-workers" if chance.random() < 0.4 else REST,
                    "agency" if chance.random() < 0.12 else REST,
                ),
                answers=rate,
                leans=chance.gauss(0, 1),
            )
            for number, team in enumerate(chance.choices(names, weights, k=people))
        ),
        threshold=threshold,
        rate=rate,
        mood=0.5,
        skips=0.03,
    )
