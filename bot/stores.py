"""The main database and the ballot boxes, opened in their folders, for the bot and commands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

from bot.clock import SystemClock
from bot.settings import Folders
from bot.usecases.admins import Admins
from bot.usecases.pulses import Pulses
from storage import backup, lock, sound
from storage.ballot_box.boxes import Boxes
from storage.change_log import ChangeLog
from storage.database import Database, create_private, make_folder
from storage.errors import NotRecorded, StorageError
from storage.nights import Nights
from storage.pulses import Pulses as PulsesKept
from storage.question_sets import QuestionSets

DATABASE = "staff-pulse.sqlite3"
"""The main database's name in the data folder."""


@asynccontextmanager
async def database(folders: Folders) -> AsyncIterator[Database]:
    """The main database, brought to this version's schema; others may use it meanwhile.

    A copy of an older one is made first, and kept beside it for a while.

    Raises:
        FolderInUse: a backup is just being put in its place.
        StorageError: it is damaged, or cannot be brought to the schema.
    """
    data = folders.data_dir.absolute()
    make_folder(data)
    with lock.used(data):
        create_private(data / DATABASE)
        await asyncio.to_thread(backup.before_upgrade, data / DATABASE)
        opened = await Database.open(data / DATABASE)
        try:
            await opened.migrate()
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def ballot_boxes(folders: Folders) -> AsyncIterator[Boxes]:
    """The boxes and their keys, in folders that no other process works on meanwhile.

    Raises:
        FolderInUse: another process works on the data folder or on the key folder.
        StorageError: the key folder is not the one that belongs to the data folder.
    """
    data, keys = folders.data_dir.absolute(), folders.key_dir.absolute()
    with ExitStack() as stack:
        for folder in (data, keys):
            make_folder(folder)
            stack.enter_context(lock.held(folder))
        boxes = Boxes(folder=data / "boxes", keys=keys)
        try:
            yield boxes
        finally:
            await boxes.close()


def nights(folders: Folders) -> Nights:
    """The backups of nights."""
    return Nights(folders.backup_dir, folders.data_dir.absolute() / DATABASE)


async def look_over(folders: Folders) -> None:
    """Raise StorageError where the database is damaged, and say what can take its place."""
    try:
        await asyncio.to_thread(sound.vouch, folders.data_dir.absolute() / DATABASE)
    except NotRecorded:  # locked, or not to be read; what it holds may be sound
        raise
    except StorageError as error:
        newest = await asyncio.to_thread(_newest, folders) or "FILE"
        raise StorageError(
            f"{error} Put the newest sound backup in its place with: "
            f"staff-pulse restore {newest} --replace"
        ) from None


def _newest(folders: Folders) -> Path | None:
    """The newest backup of a night that can take the database's place."""
    with suppress(StorageError):
        return nights(folders).newest_sound()
    return None


def pulses(database: Database) -> Pulses:
    """What commands do with pulses, without asking Slack; running bots tell admins of trouble."""
    clock = SystemClock()
    nobody = Admins((), directory=None, changes=ChangeLog(database), clock=clock)
    return Pulses(
        pulses=PulsesKept(database),
        question_sets=QuestionSets(database),
        directory=None,
        admins=nobody,
        clock=clock,
    )
