from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from questions.loader import load_shipped
from questions.model import Option, Question, Scale
from storage.ballot_box.boxes import Boxes
from storage.database import Database, create_private
from storage.model import Owed, Place, Pulse, Round, State
from storage.pulses import Pulses
from storage.rounds import Rounds

OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "main.db"
    create_private(path)
    database = await Database.open(path)
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def pulse() -> Pulse:
    return Pulse.model_validate(
        {
            "id": "weekly",
            "name": "Weekly pulse",
            "audience": [{"channel": "C0ALL"}],
            "schedule": {
                "opens": "Tuesday 10:00",
                "reminds": "Wednesday 10:00",
                "closes": "Thursday 16:00",
                "publishes": "next Monday 09:00",
                "first": "2026-11-24",
            },
            "leadership": "C0LEAD",
            "staff": "C0ALL",
            "support": "Call Jo on 0800 000 000.",
            "contact": "Ask Priya.",
            "question_set": load_shipped("weekly"),
        }
    )


@pytest.fixture
def planned(pulse: Pulse) -> Callable[[int], Round]:
    """Makes the planned round of a week, counted from the first."""

    def make(week: int = 0) -> Round:
        opens = OPENS + timedelta(weeks=week)
        return Round(
            id=f"weekly-{opens:%Y-%m-%d}",
            pulse=pulse,
            state=State.PLANNED,
            opens=opens,
            reminds=opens + timedelta(days=1),
            closes=opens + timedelta(days=2),
            publishes=opens + timedelta(days=6),
        )

    return make


@pytest.fixture
async def rounds(database: Database, pulse: Pulse) -> Rounds:
    await Pulses(database).put([pulse], now=OPENS - timedelta(days=1))
    return Rounds(database)


@pytest.fixture
def owed() -> Callable[..., Owed]:
    """Makes a message owed, to a person unless told otherwise."""

    def make(key: str, **properties: object) -> Owed:
        usual = {"round": None, "recipient": "U1", "to_person": True, "body": "{}"}
        usual |= {"since": OPENS, "due": OPENS}
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
