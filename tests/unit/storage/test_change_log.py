from datetime import UTC, datetime

import pytest

from storage.change_log import ChangeLog
from storage.database import Database
from storage.errors import StorageError
from storage.model import Change

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def entry(said: str, by: str | None = "UADMIN", place: int | None = None) -> Change:
    after = '{"a": 1}'
    return Change(place=place, at=NOW, by=by, about="weekly", said=said, before="{}", after=after)


async def test_entries_come_newest_first(database: Database) -> None:
    """Each entry is read as it was written, and no more of them than were asked for."""
    log = ChangeLog(database)
    await log.write([entry("first"), entry("second", by=None)])
    await log.write([entry("third")])
    second = entry("second", by=None, place=2)
    assert await log.latest(2) == [entry("third", place=3), second]


async def test_the_log_is_read_in_pages(database: Database) -> None:
    """What comes before an entry is found by its place, and an entry itself too."""
    log = ChangeLog(database)
    await log.write([entry("first"), entry("second"), entry("third")])
    assert await log.latest(1, before=3) == [entry("second", place=2)]
    assert await log.latest(9, before=1) == []
    assert await log.get(2) == entry("second", place=2)
    assert await log.get(4) is None


async def test_entries_that_name_a_person_are_counted(database: Database) -> None:
    """A person can be told in how many entries they are named."""
    log = ChangeLog(database)
    await log.write([entry("first"), entry("second", by=None), entry("third", by="UOTHER")])
    assert [await log.naming(one) for one in ("UADMIN", "UNOBODY")] == [1, 0]


@pytest.mark.parametrize("sql", ["UPDATE change_log SET by = 'UOTHER'", "DELETE FROM change_log"])
async def test_the_log_is_only_added_to(database: Database, sql: str) -> None:
    """The database itself refuses to alter an entry or to take one out."""
    log = ChangeLog(database)
    await log.write([entry("first")])
    with pytest.raises(StorageError, match="only added to"):
        async with database.transaction() as tx:
            await tx.execute(sql)
    assert await log.latest(9) == [entry("first", place=1)]
