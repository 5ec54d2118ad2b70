"""How much is shown at usual sizes: the table of docs/privacy.md."""

from collections import Counter
from collections.abc import Sequence

from attack.habits import Habits
from attack.publication import QUESTIONS, Publication

from benchmarks.council import council
from benchmarks.row import Row
from storage.model import EVERYONE, Precision

PEOPLE = 469
"""As many as the council asked whose figures we have (docs/demo.md)."""

ITEMS = 4
COUNCILS = 10


SIZES = ((9, 0.3), (9, 0.42), (9, 0.55), (19, 0.3), (19, 0.42), (19, 0.55))
"""Teams, and the share of people who answer."""


async def measure(
    *, repeats: int = COUNCILS, sizes: Sequence[tuple[int, float]] = SIZES
) -> list[Row]:
    """Publish a week of several councils of each size, and tell how precise the figures are."""
    return [
        row
        for teams, rate in sizes
        for row in _rows(teams, rate, [_shown(teams, rate, seed) for seed in range(repeats)])
    ]


def _rows(teams: int, rate: float, found: Sequence[tuple[Counter[str], int]]) -> list[Row]:
    what = f"{teams} teams, {rate:.0%} answer"
    return [
        *(
            Row(what=f"{what}: {one}", unit="figures", values=[seen[one] for seen, _ in found])
            for one in Precision
        ),
        Row(what=f"{what}: named", unit="% of teams", values=[100 * n / teams for _, n in found]),
    ]


def _shown(teams: int, rate: float, seed: int) -> tuple[Counter[str], int]:
    """How many figures come out how precisely, and how many teams are named."""
    organisation = council(teams=teams, people=PEOPLE, rate=rate, seed=seed)
    questions = QUESTIONS.questions[:ITEMS]
    ballots = Habits(organisation, seed).ballots(organisation.people, questions, 0)
    posting, _ = Publication(organisation=organisation).post(
        organisation.people, questions, 0, ballots
    )
    figures = posting.digest["figures"]
    named = {
        one["group"]
        for one in figures
        if one["dimension"] not in {EVERYONE, "population", "employment"}
        and "+" not in one["group"]
    }
    return Counter(one["precision"] for one in figures), len(named)
