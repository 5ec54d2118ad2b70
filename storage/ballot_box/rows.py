"""What is read from the tables of a ballot box, and the marks put in; in the thread of its file."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from storage.ballot_box.tally import Layout
from storage.errors import BoxBroken
from storage.model import Place


class Row(NamedTuple):
    """The one row of the box's table `tally`."""

    layout: str
    closing: int
    sealed: bytes


class Marks(NamedTuple):
    """How many marks there are for as long as nobody else writes to the file.

    Attributes:
        version: another once somebody has: https://www.sqlite.org/pragma.html#pragma_data_version
    """

    version: int
    number: int


def insert_marks(marks: Iterable[bytes], tx: sqlite3.Connection) -> set[bytes]:
    """The marks that were not there before; put in sorted, so that none tells who came first."""
    ordered = sorted(marks)
    if not ordered:
        return set()
    rows = tx.execute(
        f"INSERT INTO mark (mark) VALUES {', '.join(['(?)'] * len(ordered))} "  # noqa: S608 - only placeholders are put in
        "ON CONFLICT DO NOTHING RETURNING mark",
        ordered,
    )
    return {mark for (mark,) in rows}


def place_of(person: str, layout: Layout, connection: sqlite3.Connection) -> Place | None:
    """The person's place on the roster, if they have one; BoxBroken like `groups_of`."""
    groups = groups_of([person], layout, connection).get(person)
    if groups is None:
        return None
    rows = connection.execute("SELECT declined FROM roster WHERE person = ?", (person,))
    [(declined,)] = rows
    return Place(person=person, groups=groups, declined=bool(declined))


def groups_of(
    people: Sequence[str], layout: Layout, connection: sqlite3.Connection
) -> Mapping[str, tuple[str, ...]]:
    """The groups of those who have a place; BoxBroken if one is in none that is counted."""
    rows = connection.execute(
        f"SELECT person, groups FROM roster WHERE person IN ({', '.join('?' * len(people))})",  # noqa: S608 - only placeholders are put in
        people,
    )
    try:
        found = {person: tuple(json.loads(groups)) for person, groups in rows}
        counted = all(map(layout.counts, found.values()))
    except (TypeError, ValueError):
        counted = False
    if not counted:
        raise BoxBroken("The roster of a ballot box was altered.")
    return found


def only_row(round_id: str, connection: sqlite3.Connection) -> Row:
    """The row of the round; BoxBroken where there is none."""
    rows = connection.execute(
        "SELECT layout, closing, sealed FROM tally WHERE round = ?", (round_id,)
    )
    for row in rows:
        return Row(*row)
    raise BoxBroken(f"The file of {round_id} is not its ballot box.")


def counted(known: Marks | None, connection: sqlite3.Connection) -> Marks:
    """How many marks there are; SQLite goes through all of them to count them."""
    [(version,)] = connection.execute("PRAGMA data_version")
    if known is not None and known.version == version:
        return known
    [(number,)] = connection.execute("SELECT count(*) FROM mark")
    return Marks(version, number)


def untorn(round_id: str, connection: sqlite3.Connection) -> tuple[Row, int]:
    """The row and the number of marks of a file that was looked through."""
    row, marks = only_row(round_id, connection), counted(None, connection)
    # A file that was cut within a page opens all the same, with zeros in place of rows:
    # https://www.sqlite.org/pragma.html#pragma_integrity_check
    for (found,) in connection.execute("PRAGMA integrity_check(1)"):
        if found != "ok":
            raise BoxBroken(f"The ballot box of {round_id} is damaged.")
    return row, marks.number
