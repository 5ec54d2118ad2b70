from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.main_database import main_database

from storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A new main database, with the tables of this version."""
    async with main_database(tmp_path) as database:
        yield database
