from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from support.main_database import main_database

from storage.ballot_box.boxes import Boxes
from storage.database import Database


@pytest.fixture
async def reach(tmp_path: Path) -> AsyncIterator[Callable[[str], Boxes]]:
    """Reaches the boxes in a folder of that name as a start of the program would."""
    reached: list[Boxes] = []

    def again(name: str) -> Boxes:
        folder = tmp_path / name
        reached.append(Boxes(folder=folder / "boxes", keys=tmp_path / f"{name}-keys"))
        return reached[-1]

    yield again
    for boxes in reached:
        await boxes.close()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with main_database(tmp_path / "data") as database:
        yield database
