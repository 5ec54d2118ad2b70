"""What came out of rounds: the only trace of answers that is kept."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import aiosqlite

from questions.model import Value
from storage.model import Choice, Figure, Midway, Published, Ranking, Response

_RESPONSE = ("dimension", "group", "name", "invited", "precision", "text", "answered", "nearest")
_FIGURE = (
    "dimension",
    "group",
    "name",
    "question",
    "version",
    "precision",
    "text",
    "answered",
    "favourable",
    "nearest",
)
_MIDWAY = ("dimension", "group", "name", "invited", "nearest")
_CHOICE = ("figure", "place", "options", "label", "chosen")
_RANKING = ("question", "version", "precision", "text", "answered")
_CHOSEN = ("option", "label", "rank", "text", "chosen", "nearest")

_OF_DIMENSIONS = "AND (?2 IS NULL OR dimension IN (SELECT value FROM json_each(?2))) ORDER BY place"
_OF_FIGURES = "ORDER BY figure, place"
_OF_RANKINGS = "ORDER BY ranking, place"

_Row = dict[str, object]


async def put(tx: aiosqlite.Connection, published: Published) -> None:
    """Keep a round's published values, within the transaction that closes it."""
    await _put(tx, "responses", _RESPONSE, published.round, published.responses)
    await _put(tx, "figures", _FIGURE, published.round, published.figures)
    choices = (
        (number, place, "+".join(choice.options), choice.label, choice.chosen)
        for number, figure in enumerate(published.figures)
        for place, choice in enumerate(figure.choices)
    )
    await _insert(tx, "choices", _CHOICE, published.round, choices)
    await _put(tx, "rankings", _RANKING, published.round, published.rankings)
    ranked = (
        (number, place, *(getattr(one, column) for column in _CHOSEN))
        for number, ranking in enumerate(published.rankings)
        for place, one in enumerate(ranking.options)
    )
    await _insert(tx, "ranked", ("ranking", "place", *_CHOSEN), published.round, ranked)


async def put_midway(tx: aiosqlite.Connection, round_id: str, told: Sequence[Midway]) -> None:
    """Keep what is told half-way through a round, within the transaction that owes it."""
    await _put(tx, "midway", _MIDWAY, round_id, told)


async def get_midway(connection: aiosqlite.Connection, round_id: str) -> Sequence[Midway]:
    """What was told half-way through a round, in the order it was told."""
    rows = await connection.execute_fetchall(
        _selected("midway", _MIDWAY, "ORDER BY place"), (round_id,)
    )
    return [Midway.model_validate(row) for row in _named_rows(_MIDWAY, rows)]


def find(
    round_id: str, dimensions: Collection[str] | None, connection: sqlite3.Connection
) -> "Found":
    """The rows of a round's published values, in the order they were published.

    Args:
        round_id: the round's.
        dimensions: the ids of those to read; all where it is None. Rankings have none.
        connection: to the main database, in its thread.
    """
    which = None if dimensions is None else json.dumps(list(dimensions))

    def rows(table: str, columns: Sequence[str], order: str, *values: str | None) -> list[_Row]:
        found = connection.execute(_selected(table, columns, order), (round_id, *values))
        return _named_rows(columns, found)

    return Found(
        round_id,
        rows("responses", _RESPONSE, _OF_DIMENSIONS, which),
        rows("figures", ("place", *_FIGURE), _OF_DIMENSIONS, which),
        rows("choices", _CHOICE, _OF_FIGURES),
        rows("rankings", ("place", *_RANKING), "ORDER BY place"),
        rows("ranked", ("ranking", *_CHOSEN), _OF_RANKINGS),
    )


class Found(NamedTuple):
    """Rows that are still to be checked, which takes long where there are many."""

    round: str
    responses: Sequence[_Row]
    figures: Sequence[_Row]
    choices: Sequence[_Row]
    rankings: Sequence[_Row]
    ranked: Sequence[_Row]

    def checked(self) -> Published:
        """The values that they stand for."""
        choices = defaultdict(list)
        for row in self.choices:
            options = str(row["options"]).split("+")
            choice = Choice.model_validate(
                {"options": options, "label": row["label"], "chosen": row["chosen"]}
            )
            choices[row["figure"]].append(choice)
        return Published(
            round=self.round,
            responses=tuple(map(Response.model_validate, self.responses)),
            figures=tuple(
                Figure.model_validate(
                    {name: row[name] for name in _FIGURE} | {"choices": choices[row["place"]]}
                )
                for row in self.figures
            ),
            rankings=tuple(map(self._ranking, self.rankings)),
        )

    def _ranking(self, row: _Row) -> Ranking:
        options = [
            {name: one[name] for name in _CHOSEN}
            for one in self.ranked
            if one["ranking"] == row["place"]
        ]
        told = {name: row[name] for name in _RANKING}
        return Ranking.model_validate(told | {"options": options})


async def _put(
    tx: aiosqlite.Connection,
    table: str,
    columns: Sequence[str],
    round_id: str,
    values: Iterable[Value],
) -> None:
    """Keep values in their order, each with its place."""
    rows = (
        (place, *(getattr(value, column) for column in columns))
        for place, value in enumerate(values)
    )
    await _insert(tx, table, ("place", *columns), round_id, rows)


async def _insert(
    tx: aiosqlite.Connection,
    table: str,
    columns: Sequence[str],
    round_id: str,
    rows: Iterable[Sequence[object]],
) -> None:
    places = ", ".join("?" * (len(columns) + 1))
    await tx.executemany(
        f"INSERT INTO {table} (round, {_named(columns)}) VALUES ({places})",  # noqa: S608 - names from above
        [(round_id, *row) for row in rows],
    )


def _selected(table: str, columns: Sequence[str], which: str) -> str:
    return f"SELECT {_named(columns)} FROM {table} WHERE round = ?1 {which}"  # noqa: S608 - names from above


def _named_rows(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[_Row]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
