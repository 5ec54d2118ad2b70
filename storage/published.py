"""What came out of rounds: the only trace of answers that is kept."""

from collections.abc import Sequence

import aiosqlite

from storage.model import Figure, Published, Response

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


async def put(tx: aiosqlite.Connection, published: Published) -> None:
    """Keep a round's published values, within the transaction that closes it."""
    for table, columns, values in (
        ("responses", _RESPONSE, published.responses),
        ("figures", _FIGURE, published.figures),
    ):
        named = ", ".join(f'"{column}"' for column in columns)
        places = ", ".join("?" * (len(columns) + 2))
        await tx.executemany(
            f"INSERT INTO {table} (round, place, {named}) VALUES ({places})",  # noqa: S608 - names from above
            [
                (published.round, place, *(getattr(value, column) for column in columns))
                for place, value in enumerate(values)
            ],
        )


async def get(connection: aiosqlite.Connection, round_id: str) -> Published:
    """A round's published values, in the order they were published."""
    return Published(
        round=round_id,
        responses=tuple(
            Response.model_validate(dict(zip(_RESPONSE, row, strict=True)))
            for row in await _rows(connection, "responses", _RESPONSE, round_id)
        ),
        figures=tuple(
            Figure.model_validate(dict(zip(_FIGURE, row, strict=True)))
            for row in await _rows(connection, "figures", _FIGURE, round_id)
        ),
    )


async def _rows(
    connection: aiosqlite.Connection, table: str, columns: Sequence[str], round_id: str
) -> list[tuple[object, ...]]:
    named = ", ".join(f'"{column}"' for column in columns)
    rows = await connection.execute_fetchall(
        f"SELECT {named} FROM {table} WHERE round = ? ORDER BY place",  # noqa: S608 - names from above
        (round_id,),
    )
    return [tuple(row) for row in rows]
