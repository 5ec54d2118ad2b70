"""How long things are kept: what is old goes where somebody asked for that, and nothing else."""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support import versions
from support.published import ALL, past
from support.versions import VERSIONS
from support.world import Running, World, world

from bot import stores
from bot.checks import register
from bot.checks.verify import verify
from storage.database import Database
from storage.errors import StorageError
from storage.model import Change, Round, State

OLD = ("small-town-2026-09-01", "small-town-2026-09-08")
YEARS = 3
NOW = datetime(2029, 11, 20, 12, tzinfo=UTC)
TABLES = [table for table, one in register.MAIN.items() if "round" in one.columns]


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[World]:
    """A town that had two rounds in 2026, an action of which is done, and none since."""
    async with world(versions.Town(), tmp_path, NOW) as here:
        file = here.folders.data_dir / stores.DATABASE
        versions.write(VERSIONS[-1], file)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE rounds SET state = 'cancelled' WHERE state = 'open'")
            connection.execute("DELETE FROM outbox WHERE to_person")
            connection.execute(
                "UPDATE actions SET state = 'done', owner = NULL, ended = '2026-10-05T09:00:00Z'"
            )
        yield replace(here, folders=here.folders.model_copy(update={"keep_years": YEARS}))


async def published(running: Running, publishes: datetime) -> Round:
    """A round of the town that was published at that instant, without anything to tell."""
    [pulse] = await running.bot.pulses.all()
    opens = publishes - timedelta(days=6)
    round_ = Round(
        id=f"small-town-{opens:%Y-%m-%d}",
        pulse=pulse,
        state=State.PLANNED,
        opens=opens,
        reminds=opens + timedelta(days=1),
        closes=opens + timedelta(days=2),
        publishes=publishes,
        questions=pulse.question_set.questions,
    )
    rounds = running.ports.rounds
    await rounds.plan([round_])
    assert await rounds.open(round_, [])
    told = past(round_, {ALL: (60, 110)}, {"manageable": {ALL: (30, 60)}})
    assert await rounds.close(told.published)
    assert await rounds.publish(round_.id, "{}", [], composed=publishes)
    return round_


def kept_of(here: World, round_id: str) -> dict[str, int]:
    """In which tables how many rows of a round are."""
    with closing(sqlite3.connect(here.folders.data_dir / stores.DATABASE)) as connection:
        counted = {
            table: connection.execute(
                f"SELECT count(*) FROM {table} WHERE round = ?",  # noqa: S608 - of the register
                (round_id,),
            ).fetchone()[0]
            for table in TABLES
        }
    return {table: count for table, count in counted.items() if count}


async def test_old_rounds_go_with_all_that_is_kept_of_them(old: World) -> None:
    """No row is left of them in any table, and the newest round of the pulse stays."""
    assert {"figures", "digests", "rankings", "ranked", "midway", "actions"} <= {
        *kept_of(old, OLD[0])
    }
    async with old.running() as running:
        newest = await published(running, NOW)
        await running.bot.retention.tick()
        left = await running.ports.rounds.in_state(*State)
    assert [kept_of(old, one) for one in OLD] == [{}, {}]
    assert [one.id for one in left if one.opens.year < 2029] == []
    assert kept_of(old, newest.id)["figures"] == 1
    content = (old.folders.data_dir / stores.DATABASE).read_bytes()
    assert OLD[0].encode() not in content


async def test_nothing_goes_unless_somebody_asked_for_it(old: World) -> None:
    """Without the setting everything is kept for ever."""
    for_ever = replace(old, folders=old.folders.model_copy(update={"keep_years": None}))
    async with for_ever.running() as running:
        await published(running, NOW)
        await running.bot.retention.tick()
    assert all(kept_of(old, one) for one in OLD)


async def test_rounds_stay_while_they_are_young_or_the_last(old: World) -> None:
    """Less than the years, and of a pulse that asked nothing since even then."""
    async with old.running() as running:
        await running.bot.retention.tick()
        assert all(kept_of(old, one) for one in OLD)
        await published(running, datetime(2029, 8, 31, 9, tzinfo=UTC))
        await running.bot.retention.tick()
        assert all(kept_of(old, one) for one in OLD)


async def test_an_action_that_goes_on_keeps_its_round(old: World) -> None:
    """What leadership still has to answer for does not go."""
    with closing(sqlite3.connect(old.folders.data_dir / stores.DATABASE)) as connection, connection:
        connection.execute("UPDATE actions SET state = 'open', owner = 'U0OWNER01', ended = NULL")
    async with old.running() as running:
        await published(running, NOW)
        await running.bot.retention.tick()
    assert [bool(kept_of(old, one)) for one in OLD] == [True, False]


async def test_a_clock_that_leaps_ahead_takes_nothing_with_it(old: World) -> None:
    """Years are counted back from the last digest, which no wrong clock makes newer."""
    async with old.running() as running:
        running.clock.move_to(datetime(2077, 1, 1, tzinfo=UTC))
        await running.bot.retention.tick()
        assert len(await running.ports.change_log.latest(9)) == 4
    assert all(kept_of(old, one) for one in OLD)


async def test_old_entries_of_the_change_log_go_and_the_log_says_so(old: World) -> None:
    """Once a month at most there is an entry of it, and entries that are younger stay."""
    young = Change(at=NOW - timedelta(days=800), by="U0ADMIN02", said="Younger.")
    async with old.running() as running:
        await running.ports.change_log.write([young])
        await published(running, NOW)
        for hours in range(3):
            running.clock.move_to(NOW + timedelta(hours=hours))
            await running.bot.retention.tick()
        entries = await running.ports.change_log.latest(9)
    assert [one.said for one in entries] == [
        "What is older than 1 November 2026 was taken out of this list, since it is kept for so "
        "long only.",
        "Younger.",
    ]
    assert b"U0ADMIN01" not in (old.folders.data_dir / stores.DATABASE).read_bytes()


async def test_the_promise_holds_after_old_rounds_went(old: World) -> None:
    """Nothing is found to be broken by it, nor is anything strange."""
    async with old.running() as running:
        await published(running, NOW)
        before = await verify(old.folders.data_dir, old.folders.key_dir)
        await running.bot.retention.tick()
    after = await verify(old.folders.data_dir, old.folders.key_dir)
    faults = {one.said for one in after.checks if one.result.name == "BROKEN"}
    assert faults <= {one.said for one in before.checks if one.result.name == "BROKEN"}


async def test_the_copy_from_before_an_upgrade_goes_after_a_month(old: World) -> None:
    """Thirty days it can be gone back to."""
    copy = old.folders.data_dir / register.BEFORE_UPGRADE
    async with old.running() as running:
        put(copy, NOW - timedelta(days=29))
        await running.bot.retention.tick()
        assert copy.exists()
        put(copy, NOW - timedelta(days=31))
        await running.bot.retention.tick()
        assert not copy.exists()


def put(copy: Path, at: datetime) -> None:
    copy.write_bytes(b"of a sort")
    os.utime(copy, (at.timestamp(), at.timestamp()))


async def test_young_entries_of_the_change_log_cannot_be_taken_out(old: World) -> None:
    """The database itself refuses that, whatever the program asks for."""
    async with stores.database(old.folders) as main:
        with pytest.raises(StorageError, match="only added to"):
            await take_out(main, "at = (SELECT max(at) FROM change_log)")
        with pytest.raises(StorageError, match="only added to"):
            await take_out(main, "TRUE")


async def take_out(main: Database, which: str) -> None:
    async with main.transaction() as tx:
        await tx.execute(f"DELETE FROM change_log WHERE {which}")  # noqa: S608 - from above
