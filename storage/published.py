"""What came out of rounds: the only trace of answers that is kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import aiosqlite

from questions.model import Value
from storage.model import Choice, Figure, Midway, Published, Response

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


async def put_midway(tx: aiosqlite.Connection, round_id: str, told: Sequence[Midway]) -> None:
    """Keep what is told half-way through a round, within the transaction that owes it."""
    await _put(tx, "midway", _MIDWAY, round_id, told)


async def get_midway(connection: aiosqlite.Connection, round_id: str) -> Sequence[Midway]:
    """What was told half-way through a round, in the order it was told."""
    rows = await _rows(connection, "midway", _MIDWAY, "place", round_id)
    return [Midway.model_validate(row) for row in rows]


async def get(connection: aiosqlite.Connection, round_id: str) -> Published:
    """A round's published values, in the order they were published."""
    choices = defaultdict(list)
    for row in await _rows(connection, "choices", _CHOICE, "figure, place", round_id):
        options = str(row["options"]).split("+")
        choice = Choice.model_validate(
            {"options": options, "label": row["label"], "chosen": row["chosen"]}
        )
        choices[row["figure"]].append(choice)
    return Published(
        round=round_id,
        responses=tuple(
            Response.model_validate(row)
            for row in await _rows(connection, "responses", _RESPONSE, "place", round_id)
        ),
        figures=tuple(
            Figure.model_validate(row | {"choices": choices[number]})
            for number, row in enumerate(
                await _rows(connection, "figures", _FIGURE, "place", round_id)
            )
        ),
    )


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


async def _rows(
    connection: aiosqlite.Connection,
    table: str,
    columns: Sequence[str],
    order: str,
    round_id: str,
) -> Sequence[dict[str, object]]:
    rows = await connection.execute_fetchall(
        f"SELECT {_named(columns)} FROM {table} WHERE round = ? ORDER BY {order}",  # noqa: S608 - names from above
        (round_id,),
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
