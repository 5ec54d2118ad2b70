"""A database of each earlier schema, with what that version wrote: nothing is lost, all goes on."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import versions
from support.versions import ASKED, ROUND, VERSIONS
from support.world import World, read, world

from bot import stores
from bot.checks import register
from bot.checks.verify import verify
from storage import backup, schema
from storage.actions import Actions
from storage.ballot_box.boxes import Boxes
from storage.change_log import ChangeLog
from storage.database import migrations
from storage.drafts import Drafts
from storage.model import DraftKind, Place, State
from storage.preferences import Preferences
from storage.pulses import Pulses
from storage.question_sets import QuestionSets
from storage.rounds import Rounds

LATEST = len(migrations())
NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)
CLOSES = datetime(2026, 9, 17, 15, tzinfo=UTC)
PUBLISHES = datetime(2026, 9, 21, 8, tzinfo=UTC)
LEADERS = "C0LEADERSHIP"

Rows = dict[str, list[dict[str, object]]]


@pytest.fixture(params=VERSIONS)
async def old(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A workspace, and data that a version wrote, in the middle of a round."""
    async with world(versions.Town(), tmp_path, NOW) as here:
        versions.write(request.param, database(here))
        yield here


def database(here: World) -> Path:
    return here.folders.data_dir / stores.DATABASE


def rows(file: Path) -> Rows:
    """Every row of every table, by the table's name."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        return {
            table: [*map(dict, connection.execute(f'SELECT * FROM "{table}" ORDER BY 1'))]  # noqa: S608 - from the schema
            for table in schema.read(connection).tables
        }


def made_of(file: Path) -> tuple[int, schema.Schema]:
    with closing(sqlite3.connect(file)) as connection:
        [(version,)] = connection.execute("PRAGMA user_version")
        return version, schema.read(connection)


def test_there_is_a_database_of_every_version() -> None:
    """A new step of the schema comes with what the program wrote before it."""
    assert (*range(1, LATEST),) == VERSIONS


async def test_every_row_is_kept(old: World) -> None:
    """What was in each column is there afterwards, under the schema of a new database."""
    before = rows(database(old))
    async with stores.database(old.folders):
        pass
    version, made = made_of(database(old))
    assert (version, made.made) == (LATEST, schema.of_main(LATEST).made)
    after = rows(database(old))
    for table, kept in before.items():
        assert [
            {column: row[column] for column in one}
            for one, row in zip(kept, after[table], strict=True)
        ] == kept


async def test_statistics_are_in_nobodys_way(old: World) -> None:
    """Whoever ran ANALYZE by hand upgrades all the same, and the copy from before is without it."""
    with closing(sqlite3.connect(database(old), isolation_level=None)) as connection:
        connection.execute("ANALYZE")
    async with stores.database(old.folders):
        pass
    version, made = made_of(database(old))
    assert (version, made.without_statistics().made) == (LATEST, schema.of_main(LATEST).made)
    _, before = made_of(database(old).with_name(backup.BEFORE_UPGRADE))
    assert before == before.without_statistics()
    assert backup.look(database(old).with_name(backup.BEFORE_UPGRADE))


async def test_everything_can_be_read(old: World) -> None:
    """The stores of today make pulses, rounds, figures, wishes and actions of the old rows."""
    before = rows(database(old))

    def had(table: str) -> int:
        return len(before.get(table, ()))

    async with stores.database(old.folders) as main:
        [pulse] = await Pulses(main).all()
        assert (pulse.id, pulse.threshold) == ("small-town", 8)
        rounds = await Rounds(main).in_state(*State)
        assert [one.state for one in rounds] == [State.PUBLISHED, State.PUBLISHED, State.OPEN]
        published = [await Rounds(main).published(one.id) for one in rounds]
        assert sum(len(one.figures) for one in published) == had("figures") > 0
        assert sum(len(one.rankings) for one in published) == had("rankings")
        assert await Preferences(main).silent(NOW) == {"U0NEVER01", "U0PAUSE01"}
        assert len(await Actions(main).of_pulse("small-town")) == had("actions")
        assert len(await Pulses(main).announced()) == had("announcements")
        assert len(await ChangeLog(main).latest(100)) == had("change_log")
        assert len(await Drafts(main).all(DraftKind.QUESTIONS)) == had("drafts")
        assert len(await QuestionSets(main).all()) == had("question_sets")
        assert sum([len(await Rounds(main).midway(one.id)) for one in rounds]) == had("midway")


@asynccontextmanager
async def a_box(here: World) -> AsyncIterator[Boxes]:
    """The box of the open round, in which the people of the town have their places."""
    async with stores.database(here.folders) as main:
        round_ = await Rounds(main).get(ROUND)
    assert round_ is not None
    async with stores.ballot_boxes(here.folders) as boxes:
        await boxes.open(
            ROUND,
            questions=round_.questions,
            dimensions=round_.dimensions,
            roster=[
                Place(person=person, groups=("north" if number < 70 else "south",))
                for number, person in enumerate(ASKED)
            ],
        )
        yield boxes


async def test_an_open_round_goes_on_and_has_its_digest(old: World) -> None:
    """Answers count that came before the upgrade, and the digest looks back at old rounds."""
    async with a_box(old) as boxes:
        for number, person in enumerate(ASKED[:90]):
            choice = "often" if number % 3 else "rarely"
            await boxes.cast(ROUND, person, {"manageable": choice, "breaks": choice})
    async with old.running() as running:
        for instant in (CLOSES, PUBLISHES):
            await running.tick(instant)
        digests = [
            one for one in old.posted(LEADERS) if one.metadata and "digest" in str(one.metadata)
        ]
        [digest] = [one for one in digests if ROUND in str(one.metadata)]
        assert "90 of 110 answered (81.8%)" in str(digest.blocks)
        assert "66.7% (60 of 90)" in str(digest.blocks)
        round_ = await running.ports.rounds.get(ROUND)
        assert round_ is not None
        assert round_.state is State.PUBLISHED


async def test_a_backup_is_made_before(old: World) -> None:
    """Beside the database lies what was in it, without those who wait for messages."""
    before, (version, _) = rows(database(old)), made_of(database(old))
    async with stores.database(old.folders):
        pass
    copy = old.folders.data_dir / register.BEFORE_UPGRADE
    if version == LATEST:
        assert not copy.exists()
        return
    people = [row for row in before["outbox"] if row["to_person"]]
    assert people
    before["outbox"] = [row for row in before["outbox"] if not row["to_person"]]
    assert rows(copy) == before
    assert made_of(copy)[0] == version
    assert b"U0WAITS01" not in read(old.folders)[f"data/{register.BEFORE_UPGRADE}"]
    assert backup.look(copy)[ROUND] is State.OPEN


async def test_the_promise_can_be_checked_after_an_upgrade(old: World) -> None:
    """The copy from before is known, and is looked into."""
    async with a_box(old):
        pass
    copy = old.folders.data_dir / register.BEFORE_UPGRADE
    seen = await verify(old.folders.data_dir, old.folders.key_dir)
    said = [one.said for one in seen.checks]
    assert any("every file in the folder" in one.lower() for one in said)
    assert any("copy from before the last upgrade" in one for one in said) is copy.exists()
    if copy.exists():
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute("UPDATE outbox SET to_person = 1")
        seen = await verify(old.folders.data_dir, old.folders.key_dir)
        assert any("messages to people are in before-upgrade" in one.said for one in seen.checks)
        assert seen.broken


async def test_a_backup_of_any_version_can_be_restored(old: World, tmp_path: Path) -> None:
    """Made by an old version, it is put back as one of today."""
    safe = tmp_path / "safe.sqlite3"
    backup.make(database(old), safe)
    before = rows(safe)
    await backup.put_back(safe, database(old), now=NOW)
    after = rows(database(old))
    assert [row["id"] for row in after["rounds"]] == [row["id"] for row in before["rounds"]]
    assert made_of(database(old))[0] == LATEST
