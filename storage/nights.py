"""The backups of nights in their folder: made, and taken away when newer ones stand for them."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path

from storage import backup, lock
from storage.database import on_disk
from storage.errors import FolderInUse, StorageError

_NAME = re.compile(r"staff-pulse-night-(\d{4}-\d{2}-\d{2})\.sqlite3")
_LEFT_OVER = re.compile(rf"\.{_NAME.pattern}\.\w+")
"""What a backup is called that is being written, or was when the process was killed."""


class Nights:
    """A folder of backups, one for each night that is kept; what else lies there stays.

    Args:
        folder: it has to be there; None where no backups are wanted.
        database: the main database.
    """

    def __init__(self, folder: Path | None, database: Path) -> None:
        self._folder = folder
        self._database = database

    @property
    def wanted(self) -> bool:
        """Whether backups are to be made at all."""
        return self._folder is not None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other bots out of the folder while the block runs.

        One that is away, or that cannot be held, keeps nobody: what is wrong with it is found when
        a backup is made.

        Raises:
            FolderInUse: another bot keeps its backups there, and each would take away the other's.
        """
        with ExitStack() as stack:
            if self._folder is not None:
                try:
                    stack.enter_context(lock.used(self._folder, alone=True))
                except FolderInUse:
                    raise FolderInUse(
                        f"Another Staff Pulse keeps its backups in {self._folder}, and each would "
                        f"take away the other's; name another folder in STAFF_PULSE_BACKUP_DIR."
                    ) from None
                except (OSError, StorageError):
                    pass
            yield

    def made(self) -> Sequence[date]:
        """The nights of which a backup is there, oldest first."""
        return sorted(night for night, _ in self._found())

    def make(self, night: date) -> None:
        """Make the backup of a night, whole or not at all; StorageError where that cannot be."""
        if self._folder is not None:
            self._clear_away(self._folder)
            backup.make(self._database, self._folder / f"staff-pulse-night-{night}.sqlite3")

    def keep(self, nights: Collection[date]) -> Sequence[str]:
        """Take away the backups of all other nights.

        The names of those are told that stay all the same, since they are no sound backups of ours.
        """
        left = []
        for night, path in self._found():
            if night not in nights and not _taken_away(path):
                left.append(path.name)
        return left

    def newest_sound(self) -> Path | None:
        """The newest backup that can be restored, if there is one."""
        return next((path for _, path in sorted(self._found(), reverse=True) if _sound(path)), None)

    def destroy(self) -> Sequence[str]:
        """Take away every backup of a night, and tell which stay, as `keep` does."""
        if self._folder is not None:
            self._clear_away(self._folder)
        return self.keep(())

    def _found(self) -> Iterator[tuple[date, Path]]:
        """Each night with its file."""
        for path in _files(self._folder):
            if named := _NAME.fullmatch(path.name):
                with suppress(ValueError):  # no such day
                    yield date.fromisoformat(named[1]), path

    def _clear_away(self, folder: Path) -> None:
        """Take away what was being written when a process was killed."""
        for path in _files(folder):
            if _LEFT_OVER.fullmatch(path.name):
                with on_disk(path.name):
                    path.unlink(missing_ok=True)


def _files(folder: Path | None) -> Sequence[Path]:
    """The plain files in a folder."""
    if folder is None:
        return ()
    with on_disk(str(folder)):
        return [one for one in folder.iterdir() if one.is_file() and not one.is_symlink()]


def _sound(path: Path) -> bool:
    try:
        backup.look(path)
    except StorageError:
        return False
    return True


def _taken_away(path: Path) -> bool:
    """Whether a file was a backup of ours, which is gone now."""
    if not _sound(path):
        return False
    with on_disk(path.name):
        path.unlink(missing_ok=True)
    return True
