"""How much is shown at usual sizes: the table of docs/privacy.md."""

import sys
from collections import Counter

from attack.habits import Habits
from attack.publication import QUESTIONS, Publication

from benchmarks.council import council
from storage.model import EVERYONE

PEOPLE = 469
"""As many as the council asked whose figures we have (docs/demo.md)."""

ITEMS = 4
COUNCILS = 10


def measure(*, teams: int, rate: float) -> None:
    """Publish a week of several councils, and tell how many figures come out how precisely."""
    found: Counter[str] = Counter()
    named = 0
    for seed in range(COUNCILS):
        organisation = council(teams=teams, people=PEOPLE, rate=rate, seed=seed)
        questions = QUESTIONS.questions[:ITEMS]
        ballots = Habits(organisation, seed).ballots(organisation.people, questions, 0)
        posting, _ = Publication(organisation=organisation).post(
            organisation.people, questions, 0, ballots
        )
        figures = posting.digest["figures"]
        found.update(one["precision"] for one in figures)
        alone = {
            one["group"]
            for one in figures
            if one["dimension"] not in {EVERYONE, "population", "employment"}
            and "+" not in one["group"]
        }
        named += len(alone)
    shown = ", ".join(
        f"{found[one] / COUNCILS:.1f} {one}" for one in ("exact", "rounded", "band", "withheld")
    )
    sys.stdout.write(
        f"{teams} teams, {rate:.0%} answer: {shown}; "
        f"{named / COUNCILS / teams:.0%} of teams named\n"
    )
