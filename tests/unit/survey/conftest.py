import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.figures import a_figure
from support.pulse import a_pulse
from support.round import OPENS
from support.round import a_round as a_planned_round

from bot.survey.past import Past
from questions.model import Option, Question, QuestionSet, Scale, Theme
from storage.model import (
    EVERYONE,
    Dimension,
    Group,
    Precision,
    Published,
    Response,
    Round,
    Source,
    State,
)

CHANNEL = Source(channel="C1")
FREQUENCY = Scale(
    id="frequency",
    options=tuple(
        Option(id=label.lower(), label=label, score=score)
        for score, label in enumerate(("Never", "Rarely", "Sometimes", "Often", "Always"))
    ),
)
THEMES = tuple(Theme(id=name.lower(), name=name) for name in ("Workload", "Stress", "Supervision"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough",
        action="store_true",
        help="try more groups than the ordinary tests do",
    )


@pytest.fixture
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether all groups that are drawn are tried, and not only the first ones."""
    return bool(request.config.getoption("--thorough", default=False))


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Counts and percentages from councils' published reports, as `golden.json` says."""
    told: dict[str, Any] = json.loads(Path(__file__).with_name("golden.json").read_text())
    return told


@pytest.fixture(scope="session")
def a_question() -> Callable[..., Question]:
    """Makes a question with favourable answers "often" and "always"."""

    def make(theme: str = "workload", **changes: object) -> Question:
        told = {
            "id": f"{theme}-anchor",
            "theme": theme,
            "wording": f"How often was your {theme} all right in the last week?",
            "scale": FREQUENCY,
            "favourable": {"often", "always"},
            "anchor": True,
        }
        return Question.model_validate(told | changes)

    return make


@pytest.fixture(scope="session")
def a_ranking() -> Question:
    """Which two of four things would help most."""
    labels = {"time": "More time", "people": "More people", "quiet": "A quiet room", "pay": "Pay"}
    return Question(
        id="help-most",
        theme="workload",
        wording="Which two would help you most?",
        scale=Scale(
            id="wishes",
            options=tuple(Option(id=one, label=label) for one, label in labels.items()),
        ),
        choose=2,
    )


@pytest.fixture(scope="session")
def a_dimension() -> Callable[..., Dimension]:
    """Makes a dimension of groups that are told by id, or with neighbour and area."""

    def make(id_: str, *groups: str | dict[str, str]) -> Dimension:
        told = [{"id": one} if isinstance(one, str) else one for one in groups]
        named = [{"name": f"Team {one['id'].upper()}", "people": [CHANNEL]} | one for one in told]
        return Dimension.model_validate({"id": id_, "name": id_.capitalize(), "groups": named})

    return make


@pytest.fixture(scope="session")
def a_round(a_question: Callable[..., Question]) -> Callable[..., Round]:
    """Makes a round of a weekly pulse, in the week of 24 November 2026 or so many weeks on."""

    def make(
        *dimensions: Dimension,
        questions: Sequence[Question] = (),
        threshold: int = 8,
        week: int = 0,
    ) -> Round:
        asked = tuple(questions) or (a_question(),)
        spare = (a_question(theme.id, id=f"{theme.id}-spare", anchor=False) for theme in THEMES)
        pulse = a_pulse(
            question_set=QuestionSet(
                id="set", title="Set", ask="all", themes=THEMES, questions=(*asked, *spare)
            ),
            dimensions=dimensions,
            threshold=threshold,
        )
        planned = a_planned_round(pulse, OPENS + timedelta(weeks=week))
        counted = tuple(dimension.id for dimension in dimensions)
        return planned.model_copy(
            update={"state": State.CLOSED, "questions": asked, "dimensions": counted}
        )

    return make


@pytest.fixture(scope="session")
def a_past(a_round: Callable[..., Round]) -> Callable[..., Past]:
    """Makes a round with the favourable and all answers of each question's cells.

    Of every cell twice as many were asked as answered the first question.
    """

    def make(week: int, answers: Mapping[Question, Mapping[str, tuple[int, int]]]) -> Past:
        round_ = a_round(questions=tuple(answers), week=week)
        figures = [
            a_figure(question, *told, key)
            for question, cells in answers.items()
            for key, told in cells.items()
        ]
        first = next(iter(answers.values()))
        published = Published(
            round=round_.id,
            responses=tuple(_response(key, 2 * whole) for key, (_, whole) in first.items()),
            figures=tuple(figures),
        )
        return Past(round=round_, published=published)

    return make


@pytest.fixture(scope="session")
def from_channels() -> Callable[..., Past]:
    """Makes the same round with teams whose people come from these channels, by the teams' ids."""

    def make(past: Past, **channels: str) -> Past:
        groups = tuple(
            Group(id=id_, name=f"Team {id_.upper()}", people=(Source(channel=channel),))
            for id_, channel in channels.items()
        )
        teams = Dimension(id="team", name="Team", groups=groups)
        pulse = past.round.pulse.model_copy(update={"dimensions": (teams,)})
        return past.model_copy(update={"round": past.round.model_copy(update={"pulse": pulse})})

    return make


def _response(key: str, invited: int) -> Response:
    return Response(
        dimension=EVERYONE if key == EVERYONE else "team",
        group=key,
        name="Everyone" if key == EVERYONE else f"Team {key.upper()}",
        invited=invited,
        precision=Precision.WITHHELD,
        text="",
    )
