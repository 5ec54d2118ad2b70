from collections.abc import Callable, Mapping
from typing import Any

import pytest
from support.published import ALL, OTHERS, WORKERS, Count, Group, past

from bot.survey.past import Past
from questions.model import Question
from storage.model import Dimension, Round


@pytest.fixture(scope="session")
def population(a_dimension: Callable[..., Dimension]) -> Dimension:
    """Social workers beside the wider workforce."""
    workers = a_dimension("population", {"id": "social-workers", "name": "Social workers"})
    return workers.model_copy(update={"rest": "Wider workforce"})


@pytest.fixture(scope="session")
def a_past(
    a_round: Callable[..., Round], a_question: Callable[..., Question], population: Dimension
) -> Callable[..., Past]:
    """Makes a round of so many weeks on, with shares by group for each theme's anchor."""

    def make(
        week: int,
        shares: Mapping[str, Mapping[Group, Count]],
        answered: Mapping[Group, Count] | None = None,
        dimension: Dimension | None = None,
        **changes: object,
    ) -> Past:
        asked = [a_question(theme, **changes) for theme in shares]
        round_ = a_round(dimension or population, questions=asked, week=week)
        told = {f"{theme}-anchor": counts for theme, counts in shares.items()}
        usual = {ALL: (159, 469), WORKERS: (70, 129), OTHERS: (89, 340)}
        return past(round_, answered or usual, told)

    return make


@pytest.fixture(scope="session")
def wolverhampton(a_past: Callable[..., Past], golden: Mapping[str, Any]) -> Past:
    """One round with the published figures of two populations on workload and stress."""
    items = golden["wolverhampton_2022"]["items"]
    shares = {}
    for theme, item in (("workload", items[0]), ("stress", items[2])):
        workers, others = (
            (item[group]["favourable"], item[group]["answered"])
            for group in ("social_workers", "wider_workforce")
        )
        everyone = (workers[0] + others[0], workers[1] + others[1])
        shares[theme] = {ALL: everyone, WORKERS: workers, OTHERS: others}
    return a_past(0, shares)
