"""Looking into a ballot box without its key, as whoever copies it could."""

import hmac
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from storage import schema
from storage.ballot_box.tally import SEAL, Layout
from storage.inspection import in_memory
from storage.schema import Schema
from storage.snapshot import Snapshot

_MARK = sha256().digest_size


class BoxSeen(NamedTuple):
    """What a ballot box holds, for whoever has no key.

    How many marks there are is left out: no command tells how many have answered.

    Attributes:
        people: who is asked.
        one_tally: whether there is one sealed tally, as long as that of nobody's answers.
        bare_marks: whether every mark is a code and nothing else.
        guessed: whether a mark was found that can be made from a person's id without the key.
    """

    schema: Schema
    people: frozenset[str]
    one_tally: bool
    bare_marks: bool
    guessed: bool


def look(snapshot: Snapshot, path: Path, round_id: str) -> BoxSeen:
    """Look into a box; one that a kill left empty has no tables.

    Raises:
        StorageError: it is damaged or no box, or a transaction was under way.
    """
    with in_memory(snapshot, path) as connection:
        found = schema.read(connection)
        if not found.made:
            return BoxSeen(found, frozenset(), one_tally=True, bare_marks=True, guessed=False)
        return _seen(connection, found, round_id)


def _seen(connection: sqlite3.Connection, found: Schema, round_id: str) -> BoxSeen:
    people = [person for (person,) in connection.execute("SELECT person FROM roster")]
    marks = {mark for (mark,) in connection.execute("SELECT mark FROM mark")}
    tallies = connection.execute("SELECT layout, sealed FROM tally").fetchall()
    return BoxSeen(
        schema=found,
        people=frozenset(people),
        one_tally=len(tallies) == 1 and _is_sealed(*tallies[0]),
        bare_marks=all(isinstance(mark, bytes) and len(mark) == _MARK for mark in marks),
        guessed=not marks.isdisjoint(_guesses(people, round_id)),
    )


def _is_sealed(layout: str, sealed: bytes) -> bool:
    try:
        return len(sealed) == Layout.model_validate(json.loads(layout)).length * 4 + SEAL
    except (ValueError, ValidationError):
        return False


def _guesses(people: Sequence[str], round_id: str) -> Iterator[bytes]:
    """What the marks would be if they were made without a secret."""
    keys = (b"", bytes(_MARK), round_id.encode(), b"staff-pulse mark")
    for person in people:
        for text in _spellings(person, round_id):
            yield sha256(text.encode()).digest()
            for key in keys:
                yield hmac.digest(key, text.encode(), sha256)


def _spellings(person: str, round_id: str) -> Iterable[str]:
    return (
        person,
        f"{person}{round_id}",
        f"{round_id}{person}",
        f"{person}/{round_id}",
        f"{round_id}/{person}",
    )
