"""The free bytes of a SQLite file are found, and no byte of a row is taken for one."""

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.pages import free_space

WORD = b"CANARY"


def fill(connection: sqlite3.Connection, seed: int) -> None:
    """Rows of all lengths in a table, an index and a table without row numbers; some go again."""
    dice = random.Random(seed)
    for number in range(400):
        text = f"{WORD.decode()}{number:04}{'x' * dice.choice([0, 5, 300, 5000, 9000])}"
        connection.execute("INSERT INTO plain (words) VALUES (?)", (text,))
        connection.execute("INSERT OR IGNORE INTO sorted VALUES (?, ?)", (text, number))
    for table in ("plain", "sorted"):
        connection.execute(f"DELETE FROM {table} WHERE substr(words, 7, 4) % 3 = 0")  # noqa: S608


def made(path: Path, *, secure: bool, page: int, seed: int = 1) -> tuple[bytes, list[int], int]:
    """A file, its root pages, and how many rows there are with the word in them, indexes too."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {page}")
        connection.execute(f"PRAGMA secure_delete = {'ON' if secure else 'OFF'}")
        connection.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, words TEXT)")
        connection.execute("CREATE INDEX by_words ON plain (words)")
        connection.execute("CREATE TABLE sorted (words TEXT PRIMARY KEY, n) WITHOUT ROWID")
        connection.execute("BEGIN")
        fill(connection, seed)
        connection.execute("COMMIT")
        roots = [root for (root,) in connection.execute("SELECT rootpage FROM sqlite_schema")]
        [(plain, both)] = connection.execute(
            "SELECT (SELECT count(*) FROM plain), (SELECT count(*) FROM sorted)"
        )
    return path.read_bytes(), roots, 2 * plain + both


@pytest.mark.parametrize("page", [512, 1024, 4096, 65536])
def test_every_deleted_word_is_found_and_none_that_is_kept(tmp_path: Path, page: int) -> None:
    """What the whole file holds is what its rows hold and what is found in its free space."""
    content, roots, rows = made(tmp_path / "file", secure=False, page=page)
    free = list(free_space(content, roots))
    in_free = sum(piece.count(WORD) for piece in free)
    assert in_free > 100
    assert content.count(WORD) == rows + in_free


@pytest.mark.parametrize("seed", range(2, 6))
def test_a_rewritten_file_has_no_deleted_word_left(tmp_path: Path, seed: int) -> None:
    """After SQLite has rewritten a file, free space holds words of rows that are kept, or none."""
    path = tmp_path / "file"
    made(path, secure=True, page=1024, seed=seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM")
        roots = [root for (root,) in connection.execute("SELECT rootpage FROM sqlite_schema")]
        rows = connection.execute("SELECT substr(words, 7, 4) FROM plain").fetchall()
    kept = {number.encode() for (number,) in rows}
    free = b" ".join(free_space(path.read_bytes(), roots))
    assert set(re.findall(WORD + rb"(\d{4})", free)) <= kept
