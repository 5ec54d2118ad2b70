"""One process at a time works on a data folder, and one on a key folder.

Commands may use the database beside it, but not while a backup takes its place.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import on_disk
from storage.errors import FolderInUse, NotRecorded


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; the system lets go of it however the process ends.

    Raises:
        FolderInUse: another process holds it; the sentence says which.
    """
    with on_disk(str(folder / "lock")):
        file = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode().strip() or "unknown"
            raise FolderInUse(
                f"Staff Pulse is already running on {folder} (process {holder}); stop it first, "
                f"or choose another folder."
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


def holder(folder: Path) -> str | None:
    """The number of the process that holds the folder; None where none does.

    Nothing is written. For less than a millisecond a process that starts is refused, as it would be
    beside another one.
    """
    try:
        file = os.open(folder / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotRecorded(f"{folder / 'lock'} cannot be read ({error.strerror}).") from None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(file, 20, 0).decode().strip() or "unknown"
    finally:
        os.close(file)
    return None


@contextmanager
def used(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """Use the database in a folder while the block runs, beside others or alone.

    Raises:
        FolderInUse: another process uses it, and one of the two has to be alone.
    """
    with on_disk(str(folder)):
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(
                f"Another command of Staff Pulse works on the database in {folder}; try again when "
                f"it has ended."
            ) from None
        yield
    finally:
        os.close(file)
