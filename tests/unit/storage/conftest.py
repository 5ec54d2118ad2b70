from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.pulse import a_pulse
from support.round import OPENS, a_round

from questions.model import Option, Question, Scale
from storage.ballot_box.boxes import Boxes
from storage.database import Database
from storage.model import Owed, Place, Pulse, Round
from storage.pulses import Pulses
from storage.rounds import Rounds


@pytest.fixture
def pulse() -> Pulse:
    return a_pulse()


@pytest.fixture
def planned(pulse: Pulse) -> Callable[[int], Round]:
    """Makes the planned round of a week, counted from the first."""

    def make(week: int = 0) -> Round:
        return a_round(pulse, OPENS + timedelta(weeks=week))

    return make


@pytest.fixture
async def rounds(database: Database, pulse: Pulse) -> Rounds:
    await Pulses(database).put([pulse], now=OPENS - timedelta(days=1))
    return Rounds(database)


@pytest.fixture
def owed() -> Callable[..., Owed]:
    """Makes a message owed, to a person unless told otherwise."""

    def make(key: str, **properties: object) -> Owed:
        usual: dict[str, object] = {
            "round": None,
            "recipient": "U1",
            "to_person": True,
            "body": "{}",
            "since": OPENS,
            "due": OPENS,
        }
        return Owed.model_validate({"key": key, **usual, **properties})

    return make


@pytest.fixture
def questions() -> tuple[Question, ...]:
    options = tuple(Option(id=name, label=name, score=n) for n, name in enumerate("abcde"))
    return tuple(
        Question(
            id=question,
            theme="workload",
            wording=f"How was {question}?",
            scale=Scale(id="letters", options=options),
            favourable=frozenset({"a"}),
        )
        for question in ("monday", "friday")
    )


@pytest.fixture
def ranking() -> Question:
    """Which three of five letters: a ranking."""
    options = tuple(Option(id=name, label=name) for name in "abcde")
    return Question(
        id="wishes",
        theme="workload",
        wording="Which three?",
        scale=Scale(id="wishes", options=options),
        choose=3,
    )


@pytest.fixture
def roster() -> list[Place]:
    """Thirty people in two teams, every third of them an agency worker."""
    return [
        Place(
            person=f"U{number:03}",
            groups=("north" if number % 2 else "south", "agency" if number % 3 == 0 else "rest"),
        )
        for number in range(30)
    ]


@pytest.fixture
async def boxes(tmp_path: Path) -> AsyncIterator[Boxes]:
    boxes = Boxes(folder=tmp_path / "boxes", keys=tmp_path / "keys")
    yield boxes
    await boxes.close()


@pytest.fixture
async def box(boxes: Boxes, questions: tuple[Question, ...], roster: list[Place]) -> Boxes:
    """The boxes with one open, called "weekly"."""
    await boxes.open("weekly", questions=questions, dimensions=("team", "staff"), roster=roster)
    return boxes
