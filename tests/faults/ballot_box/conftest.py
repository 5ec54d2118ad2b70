from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from questions.loader import load_shipped
from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.model import Place


@pytest.fixture
def questions() -> tuple[Question, ...]:
    return load_shipped("weekly").questions[:2]


@pytest.fixture
def roster() -> list[Place]:
    return [Place(person=f"U{n:03}", groups=("north" if n % 2 else "south",)) for n in range(30)]


@pytest.fixture
def answers(questions: tuple[Question, ...]) -> dict[str, str]:
    return {question.id: question.scale.option_ids[0] for question in questions}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder in which the boxes and the keys are."""
    return tmp_path


@pytest.fixture
async def reach(home: Path) -> AsyncIterator[Callable[[], Boxes]]:
    """Reaches the boxes as a new start of the program would."""
    reached: list[Boxes] = []

    def again() -> Boxes:
        reached.append(Boxes(folder=home / "boxes", keys=home / "keys"))
        return reached[-1]

    yield again
    for boxes in reached:
        await boxes.close()


@pytest.fixture
async def box(
    reach: Callable[[], Boxes], questions: tuple[Question, ...], roster: list[Place]
) -> Boxes:
    """The boxes with one open, called "weekly"."""
    boxes = reach()
    await boxes.open("weekly", questions=questions, dimensions=("team",), roster=roster)
    return boxes
