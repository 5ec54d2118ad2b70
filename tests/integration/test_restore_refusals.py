"""What a restore refuses since nobody can vouch for it: each way to tamper with a backup."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from support import versions
from support.council import BEFORE, CLOSES, ONE_QUESTION, OPENS, PUBLISHES, REMINDS, ROUND, pulses
from support.restoring import live, restored
from support.two_teams import COUNCIL
from support.versions import VERSIONS
from support.world import World, read, world

from bot.errors import StaffPulseError
from storage import backup
from storage.errors import StorageError

STRANGE = "is not as Staff Pulse makes it"
LARGER = f"{ROUND}: a count is larger than what it is a part of"
OTHERWISE = f"{ROUND}: a figure is stored otherwise than it was posted"

TAMPERED = {
    "a table": ("CREATE TABLE diary (entry TEXT)", STRANGE),
    "a column": ("ALTER TABLE preferences ADD COLUMN answers TEXT", STRANGE),
    "an index": ("CREATE INDEX by_person ON preferences (never)", STRANGE),
    "a view": ("CREATE VIEW everybody AS SELECT person FROM preferences", STRANGE),
    "a trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON outbox BEGIN "
        "UPDATE restores SET at = NEW.recipient; END",
        STRANGE,
    ),
    "a trigger gone": ("DROP TRIGGER change_log_is_not_altered", STRANGE),
    "a trigger loosened": (
        "DROP TRIGGER change_log_is_not_shortened; "
        "CREATE TRIGGER change_log_is_not_shortened BEFORE DELETE ON change_log "
        "WHEN FALSE BEGIN SELECT RAISE(ABORT, 'the change log is only added to'); END",
        STRANGE,
    ),
    "an index gone": ("DROP INDEX outbox_owed", STRANGE),
    "a table gone": ("DROP TABLE ranked", "is no database of Staff Pulse"),
    "a lower version": ("PRAGMA user_version = 3", STRANGE),
    "a higher version": ("PRAGMA user_version = 4711", "written by a newer Staff Pulse"),
    "a reference": (
        "INSERT INTO digests (round, body) VALUES ('never was', '{}')",
        "is damaged and cannot be used",
    ),
    "a rule broken": (
        "PRAGMA ignore_check_constraints = ON; UPDATE rounds SET reminded = 7",
        "is damaged and cannot be used",
    ),
    "a count": ("UPDATE responses SET precision = 'exact', answered = invited + 1", LARGER),
    "a figure": ("UPDATE figures SET text = 'all is well'", OTHERWISE),
    "a figure gone": ("DELETE FROM choices; DELETE FROM figures", OTHERWISE),
    "a digest gone": ("DELETE FROM digests", OTHERWISE),
    "a round undone": (
        "UPDATE rounds SET state = 'open', reason = NULL",
        f"There are figures of {ROUND}, which is not over",
    ),
    "a survey": (
        "UPDATE pulses SET body = '{}'; UPDATE rounds SET pulse_then = '{}'",
        "nobody can",
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def published(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, Path]]:
    """A world in which a round was published, and a backup of it."""
    folder = tmp_path_factory.mktemp("published")
    async with world(COUNCIL, folder, BEFORE) as here:
        safe = folder / "safe.sqlite3"
        instants = (OPENS, REMINDS, CLOSES, PUBLISHES)
        await live(here, pulses(ONE_QUESTION, folder), instants, safe, PUBLISHES)
        yield here, safe


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_backup_that_was_tampered_with_is_refused(
    published: tuple[World, Path], tmp_path: Path, what: str
) -> None:
    """One sentence says what is wrong with it, and the database in place is not touched."""
    here, safe = published
    statements, told = TAMPERED[what]
    spoilt = tmp_path / "spoilt.sqlite3"
    shutil.copy(safe, spoilt)
    with closing(sqlite3.connect(spoilt)) as connection:
        connection.executescript(statements)
    before = read(here.folders)["data/staff-pulse.sqlite3"]
    with pytest.raises((StorageError, StaffPulseError), match=told) as refused:
        await restored(here, spoilt)
    assert "spoilt.sqlite3" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert read(here.folders)["data/staff-pulse.sqlite3"] == before


@pytest.mark.asyncio(loop_scope="module")
async def test_the_same_backup_untouched_is_restored(
    published: tuple[World, Path], tmp_path: Path
) -> None:
    """It is the tampering that is refused."""
    here, safe = published
    assert "is restored: 2 rounds" in await restored(here, safe)


RANKED = 8
"""From this version on the rankings are made by hand, and contradict the digests as they were."""


@pytest.mark.parametrize("version", [one for one in VERSIONS if one < RANKED])
async def test_a_backup_of_any_version_is_vouched_for(
    here: World, tmp_path: Path, version: int
) -> None:
    """What older versions published does not contradict itself."""
    versions.write(version, tmp_path / "old" / "old.sqlite3")
    backup.make(tmp_path / "old" / "old.sqlite3", tmp_path / "safe.sqlite3")
    said = await restored(here, tmp_path / "safe.sqlite3")
    assert "3 rounds, the last digest is of small-town-2026-09-08" in said
    assert "small-town-2026-09-15: it was open, and its ballot box or key is not here" in said
