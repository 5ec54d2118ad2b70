"""What a data folder holds, table by table, in plain words."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.checks import folder, register
from bot.checks.evidence import Evidence
from bot.checks.register import Table

_MAIN = register.MAIN | register.STATISTICS

UNKNOWN = "nobody knows what this is for"


class Held(NamedTuple):
    """A table.

    Attributes:
        rows: how many, in words.
        columns: what each column is for.
    """

    name: str
    rows: str
    what: str
    columns: Mapping[str, str]


class Holding(NamedTuple):
    """A file with tables in it."""

    name: str
    what: str
    tables: tuple[Held, ...]


def holdings(evidence: Evidence) -> Iterator[Holding]:
    """The main database, then each ballot box."""
    found = evidence.contents
    yield Holding(
        name=register.DATABASE,
        what="the main database",
        tables=tuple(
            _held(table, columns, _rows(found.rows[table]), _MAIN)
            for table, columns in found.schema.tables.items()
        ),
    )
    for round_id, box in evidence.boxes.items():
        tables = box.seen.schema.tables if box.seen else {}
        state = evidence.states.get(round_id, "unknown")
        yield Holding(
            name=f"{register.BOXES}/{round_id}{register.BOX_SUFFIX}",
            what=f"the ballot box of a round that is {state}",
            tables=tuple(
                _held(
                    table,
                    columns,
                    _box_rows(table, len(box.seen.people) if box.seen else 0),
                    register.BOX,
                )
                for table, columns in tables.items()
            ),
        )


def others(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """The path of each other file in the folder, and what it is for."""
    for entry in evidence.entries:
        round_id = folder.box_of(entry.name)
        if round_id is not None and not entry.name.endswith(register.BOX_SUFFIX):
            yield entry.name, register.JOURNAL
        elif round_id is None and entry.name not in {".", register.BOXES, register.DATABASE}:
            yield entry.name, register.FILES.get(entry.name, UNKNOWN)


def _held(table: str, columns: tuple[str, ...], rows: str, known: Mapping[str, Table]) -> Held:
    what, named, _ = known.get(table, Table(what=UNKNOWN, columns={}))
    return Held(
        name=table,
        rows=rows,
        what=what,
        columns={column: named.get(column, UNKNOWN) for column in columns},
    )


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _box_rows(table: str, people: int) -> str:
    """Rows of a box; codes are not counted, as nothing of ours tells how many have answered."""
    return {"roster": _rows(people), "tally": _rows(1)}.get(table, "not counted")
