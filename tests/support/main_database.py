"""The main database on disk, as the bot makes it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database, create_private, make_folder


@asynccontextmanager
async def main_database(folder: Path) -> AsyncIterator[Database]:
    """A new main database in a folder, closed at the end: an open one keeps the process alive."""
    make_folder(folder)
    path = folder / "main.db"
    create_private(path)
    database = await Database.open(path)
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()
