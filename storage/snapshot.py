"""A SQLite file as it lies on the disk, read without locking or changing anything."""

from pathlib import Path
from typing import NamedTuple

from storage.database import on_disk

_TRIES = 200
_JOURNAL_HEADER = 28


class Snapshot(NamedTuple):
    """The bytes of a SQLite file and of its rollback journal.

    Attributes:
        journal: what is left in it; at rest usually nothing.
        at_rest: whether no transaction was under way, so that the file is whole by itself.
        modified: when the file was changed last, in seconds since the beginning of 1970.
    """

    content: bytes
    journal: bytes
    at_rest: bool
    modified: float


def take(path: Path, *, dated: bool = True) -> Snapshot:
    """The file between two transactions, if there is such a moment.

    Twice the same bytes with nothing to undo before and between are of no transaction under way:
    one that began during the first reading is over or in the journal at the second look.
    A writer that takes the time off its files does so only after a transaction.

    Args:
        dated: whether the file may have a time; if not, a moment is looked for at which it has
            none.

    Raises:
        NotRecorded: the file cannot be read.
    """
    with on_disk(path.name):
        for _ in range(_TRIES):
            before, first = _journal(path), path.read_bytes()
            between, second = _journal(path), path.read_bytes()
            modified = path.stat().st_mtime
            at_rest = first == second and not (_is_hot(before) or _is_hot(between))
            if at_rest and (dated or not modified):
                break
        return Snapshot(content=second, journal=between, at_rest=at_rest, modified=modified)


def _journal(path: Path) -> bytes:
    try:
        return path.with_name(f"{path.name}-journal").read_bytes()
    except FileNotFoundError:
        return b""


def _is_hot(journal: bytes) -> bool:
    """Whether there is something to undo: https://www.sqlite.org/fileformat2.html#rollbackjournal."""
    return any(journal[:_JOURNAL_HEADER])
