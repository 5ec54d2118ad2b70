"""The backup of each night: made by the bot itself, rotated, and told where it fails."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.council import OPENS, ROUND
from support.looking_after import at_home, home
from support.restoring import restored
from support.two_teams import answered, state
from support.world import Running, World, in_force

from bot.usecases.backups import AGAIN
from storage import backup
from storage.errors import FolderInUse, StorageError
from storage.model import Pulse, State

DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """The folder of backups."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def backed_up(here: World, safe: Path) -> World:
    """The world with backups switched on."""
    return replace(here, folders=here.folders.model_copy(update={"backup_dir": safe}))


async def night(running: Running, instant: datetime) -> None:
    running.clock.move_to(instant)
    await running.bot.backups.tick()


def nights(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def unmount(folder: Path) -> None:
    folder.rename(folder.with_name("unmounted"))


def mount_again(folder: Path) -> None:
    folder.with_name("unmounted").rename(folder)


def named(day: date) -> str:
    return f"staff-pulse-night-{day}.sqlite3"


async def test_each_night_has_its_backup(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Made at once where there is none yet, then at three in the morning, once a night."""
    async with in_force(backed_up, weekly) as running:
        await night(running, MORNING - timedelta(minutes=1))
        assert nights(safe) == [named(date(2026, 11, 23))]
        for minutes in (0, 1, 600):
            await night(running, MORNING + timedelta(minutes=minutes))
        assert nights(safe) == [named(date(2026, 11, 23)), named(date(2026, 11, 24))]
    assert backup.look(safe / named(date(2026, 11, 24)))[ROUND] is State.PLANNED
    assert (safe / named(date(2026, 11, 24))).stat().st_mode & 0o777 == 0o600


async def test_a_restart_makes_no_second_backup_of_a_night(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """The folder says what was done, and the backup that is there stays as it is."""
    async with in_force(backed_up, weekly) as running:
        await night(running, MORNING)
    made = (safe / named(MORNING.date())).read_bytes()
    async with backed_up.running() as running:
        await running.tick(OPENS)
        await night(running, OPENS)
    assert nights(safe) == [named(MORNING.date())]
    assert (safe / named(MORNING.date())).read_bytes() == made


async def test_missed_nights_are_made_up_for_once(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """After four days asleep there is one backup, of the last night."""
    async with in_force(backed_up, weekly) as running:
        await night(running, MORNING)
        await night(running, MORNING + 4 * DAY + timedelta(hours=9))
    assert nights(safe) == [named(date(2026, 11, 24)), named(date(2026, 11, 28))]


async def test_old_backups_go_and_nothing_else(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Of fifty nights a few stay; files of other people stay whatever they are called."""
    stranger, diary = named(date(2026, 9, 8)), "staff-pulse-2026-09-08.sqlite3"
    (safe / stranger).write_text("Dear diary")
    (safe / diary).write_text("Dear diary")
    (safe / named(date(2026, 9, 9))).symlink_to(safe / diary)
    (safe / "staff-pulse-night-2026-13-45.sqlite3").write_text("no such day")
    strangers = nights(safe)
    async with in_force(backed_up, weekly) as running:
        for number in range(50):
            await night(running, MORNING + number * DAY)
    ours = [name for name in nights(safe) if name not in strangers]
    assert set(strangers) < set(nights(safe))
    last = date(2027, 1, 12)
    assert ours[-7:] == [named(last - n * DAY) for n in range(6, -1, -1)]
    assert {named(date(2026, 11, 30)), named(date(2026, 12, 31))} < set(ours)
    assert len(ours) == 7 + 4 + 1


async def test_a_backup_that_fails_is_told_to_admins_until_one_is_made(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The console says why, the log once an hour, and rounds go on meanwhile."""
    unmount(safe)
    async with in_force(backed_up, weekly) as running:
        with caplog.at_level(logging.WARNING):
            for minutes in range(0, 60, 10):
                await night(running, MORNING + timedelta(minutes=minutes))
        assert caplog.text.count("There is no backup of the night of 2026-11-24") == 1
        words = home(await at_home(backed_up))
        assert "There is no backup of the last night" in words
        assert "No such file or directory" in words
        await running.tick(OPENS)
        await answered(backed_up)
        mount_again(safe)
        await night(running, OPENS + AGAIN)
        assert nights(safe) == [named(MORNING.date())]
        assert "no backup" not in home(await at_home(backed_up))


async def test_a_clock_that_is_set_back_does_not_stop_backups(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """What was made by a clock years ahead stays, and the nights after it are backed up."""
    (safe / "ahead").mkdir()
    async with in_force(backed_up, weekly) as running:
        backup.make(running.ports.nights._database, safe / named(date(2031, 1, 1)))
        for number in range(9):
            await night(running, MORNING + number * DAY)
    assert named(date(2031, 1, 1)) in nights(safe)
    assert named(date(2026, 12, 2)) in nights(safe)


async def test_what_a_killed_backup_left_goes_with_the_next(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Half a backup has no name of its own, and is cleared away."""
    (safe / f".{named(MORNING.date())}.x1_bcd2e").write_bytes(b"half")
    (safe / ".hidden").write_bytes(b"somebody's own")
    async with in_force(backed_up, weekly) as running:
        await night(running, MORNING)
    assert nights(safe) == [".hidden", named(MORNING.date())]


async def test_without_a_folder_nothing_is_backed_up(running: Running, tmp_path: Path) -> None:
    """Backups are off unless somebody says where they go."""
    before = nights(tmp_path)
    await night(running, MORNING)
    assert nights(tmp_path) == before


async def test_a_backup_of_a_night_can_be_restored(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """It is a backup like any other, and people who wait for messages are not in it."""
    async with in_force(backed_up, weekly) as running:
        await running.tick(OPENS)
        await asyncio.gather(night(running, OPENS), answered(backed_up))
    assert "is restored" in await restored(backed_up, safe / named(OPENS.date()))
    async with backed_up.running() as running:
        assert await state(running) is State.OPEN


async def test_a_damaged_database_does_not_start_and_names_the_backup(
    backed_up: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """The newest backup that is sound is named, with what to type; nothing is changed."""
    async with in_force(backed_up, weekly) as running:
        await night(running, MORNING)
        await night(running, MORNING + DAY)
    newest = safe / named(date(2026, 11, 25))
    newest.write_bytes(newest.read_bytes()[:-4096])
    database = backed_up.folders.data_dir / "staff-pulse.sqlite3"
    content = database.read_bytes()
    database.write_bytes(content[: 5 * 4096] + bytes(4096) + content[6 * 4096 :])
    torn = database.read_bytes()
    told = rf"sqlite3 is damaged .* restore \S+{named(date(2026, 11, 24))} --replace"
    with pytest.raises(StorageError, match=told) as refused:
        async with backed_up.running():
            pytest.fail("the bot started on a damaged database")
    assert str(refused.value).count("\n") == 0
    assert database.read_bytes() == torn
    await restored(backed_up, safe / named(date(2026, 11, 24)))
    async with backed_up.running() as running:
        assert await state(running) is State.PLANNED


async def test_a_second_bot_does_not_keep_its_backups_in_the_same_folder(
    backed_up: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Each would take away the other's, so it ends with a sentence, until the first has ended."""
    folders = backed_up.folders.model_copy(
        update={"data_dir": tmp_path / "other" / "data", "key_dir": tmp_path / "other" / "keys"}
    )
    other = replace(backed_up, folders=folders)
    async with in_force(backed_up, weekly):
        with pytest.raises(FolderInUse, match="name another folder in STAFF_PULSE_BACKUP_DIR"):
            async with other.running():
                pass
    async with other.running():
        pass
