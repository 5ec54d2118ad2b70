"""A file that is being written to is read as it was between two transactions, without a lock."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from storage import snapshot
from storage.errors import NotRecorded, StorageError
from storage.inspection import in_memory
from storage.snapshot import Snapshot

ROWS = 300


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of many pages, in which every row has the same number."""
    path = tmp_path / "main.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE row (number INTEGER, filling TEXT)")
        connection.executemany("INSERT INTO row VALUES (0, ?)", [("x" * 500,)] * ROWS)
    return path


def change(connection: sqlite3.Connection) -> None:
    """Give every row the next number, in one transaction that writes every page."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE row SET number = number + 1")
    connection.execute("COMMIT")


@contextmanager
def written(file: Path) -> Iterator[None]:
    """Have another thread change the file again and again, each time until the journal is empty."""
    ended = Event()

    def write() -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.execute("PRAGMA synchronous = OFF")
            while not ended.is_set():
                change(connection)

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


def numbers(taken: Snapshot, file: Path) -> set[int]:
    with in_memory(taken, file) as connection:
        return {number for (number,) in connection.execute("SELECT number FROM row")}


def test_a_snapshot_beside_a_writer_is_of_one_moment(file: Path) -> None:
    """Whatever is called at rest holds every page of one transaction, and none of the next."""
    with written(file):
        taken = [snapshot.take(file) for _ in range(40)]
    resting = [one for one in taken if one.at_rest]
    assert all(len(numbers(one, file)) == 1 for one in resting)
    assert resting


def test_a_writer_is_not_held_up(file: Path) -> None:
    """While a snapshot is looked into the file can be written, and the snapshot stays."""
    taken = snapshot.take(file)
    with in_memory(taken, file) as connection:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as other:
            change(other)
        assert connection.execute("SELECT max(number) FROM row").fetchone() == (0,)
    assert numbers(snapshot.take(file), file) == {1}


def test_half_a_transaction_is_not_looked_into(file: Path) -> None:
    """With something to undo in the journal the file is not at rest, and the sentence says so."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE row SET number = 1")
        taken = snapshot.take(file)
        connection.execute("ROLLBACK")
    assert not taken.at_rest
    with pytest.raises(StorageError, match="in the middle of a change"):
        numbers(taken, file)


def test_a_file_without_a_date_is_told_from_one_with(file: Path) -> None:
    """What a snapshot says of the time is what the file says."""
    assert snapshot.take(file).modified > 0
    os.utime(file, (0, 0))
    assert snapshot.take(file, dated=False).modified == 0


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    """A file that cannot be read is one sentence."""
    with pytest.raises(NotRecorded, match=r"gone\.db could not be read"):
        snapshot.take(tmp_path / "gone.db")
