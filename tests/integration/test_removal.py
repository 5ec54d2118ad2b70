"""Everything taken away: keys, boxes and database, and nothing that is not ours."""

import asyncio
from pathlib import Path

import pytest
from support.council import OPENS, ROUND
from support.restoring import elsewhere
from support.two_teams import answered, state
from support.world import World, in_force, read

from bot import removal, stores
from bot.errors import StaffPulseError
from storage.errors import FolderInUse, StorageError
from storage.model import Pulse, State


async def open_round(here: World, weekly: tuple[Pulse, ...]) -> None:
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)


async def removed(here: World, *, sure: bool = True, with_backups: bool = False) -> str:
    return await removal.remove(here.folders, sure=sure, with_backups=with_backups)


async def test_nothing_of_ours_is_left(here: World, weekly: tuple[Pulse, ...]) -> None:
    """Not a file, in the middle of a round too, and it is said what is left to do in Slack."""
    await open_round(here, weekly)
    said = await removed(here)
    assert read(here.folders) == {}
    assert not (here.folders.data_dir / "boxes").exists()
    assert "keeps nothing any more" in said
    assert "Delete the app under https://api.slack.com/apps" in said


async def test_without_yes_it_is_told_what_would_go(here: World, weekly: tuple[Pulse, ...]) -> None:
    """The open round is named, and what becomes of its answers; nothing is touched."""
    await open_round(here, weekly)
    before = read(here.folders)
    told = rf"Nothing was removed\. With --yes goes .* keys of {ROUND}, whose answers nobody can"
    with pytest.raises(StaffPulseError, match=told):
        await removed(here, sure=False)
    after = read(here.folders)
    assert {name: after[name] for name in before if "lock" not in name} == {
        name: content for name, content in before.items() if "lock" not in name
    }


async def test_what_is_not_ours_stays_and_is_named(here: World, weekly: tuple[Pulse, ...]) -> None:
    """Whoever keeps notes beside the data finds them again."""
    await open_round(here, weekly)
    keys = here.folders.key_dir
    others = [here.folders.data_dir / "notes.txt", keys / "notes.key.txt", keys / "server.key"]
    write(others)
    (here.folders.data_dir / "boxes" / "diary").write_bytes(b"dear")
    said = await removed(here)
    assert {*read(here.folders)} == {
        "data/boxes/diary",
        "data/notes.txt",
        "keys/notes.key.txt",
        "keys/server.key",
    }
    assert "Not ours, so it stays: " in said
    assert all(str(path) in said for path in others)


def write(paths: list[Path]) -> None:
    for path in paths:
        path.write_bytes(b"mine")


async def test_a_removal_that_was_cut_short_is_done_again(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """What is in the way is told, and once that is mended the rest goes too."""
    await open_round(here, weekly)
    in_the_way = here.folders.data_dir / "before-upgrade.sqlite3"
    in_the_way.mkdir()
    with pytest.raises(StorageError, match="could not be read or written"):
        await removed(here)
    assert "keys/weekly-2026-11-24.key" not in read(here.folders)
    in_the_way.rmdir()
    await removed(here)
    assert read(here.folders) == {}


@pytest.mark.parametrize("gone", [(), ("lock",), ("lock", "boxes/belongs-to")])
async def test_a_removal_that_was_killed_between_two_files_goes_on(
    here: World, weekly: tuple[Pulse, ...], gone: tuple[str, ...]
) -> None:
    """By what the folders know each other goes in an order in which each kill leaves a way on."""
    async with in_force(here, weekly):
        pass
    data, keys = here.folders.data_dir, here.folders.key_dir
    (keys / "belongs-to").rename(keys / "belongs-to.new")
    for name in gone:
        (data / name).unlink()
    await removed(here)
    assert read(here.folders) == {}


async def test_beside_a_running_bot_nothing_is_removed(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """The bot is to be stopped first; it goes on."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        with pytest.raises(FolderInUse, match="stop it first"):
            await removed(here)
        await answered(here)
        assert await state(running) is State.OPEN


async def test_the_keys_of_another_bot_stay(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A key folder that belongs to other data is refused."""
    await open_round(here, weekly)
    other = elsewhere(here, tmp_path)
    async with stores.ballot_boxes(other.folders):
        pass
    mixed = here.folders.model_copy(update={"key_dir": other.folders.key_dir})
    before = read(here.folders)
    with pytest.raises(StorageError):
        await removal.remove(mixed, sure=True, with_backups=False)
    assert {*read(here.folders)} == {*before}


async def test_where_nothing_is_nothing_is_made(here: World, tmp_path: Path) -> None:
    """A wrong folder is told, and stays as it is."""
    with pytest.raises(StaffPulseError, match=r"nothing to remove; set STAFF_PULSE_DATA_DIR"):
        await removed(here)
    assert read(here.folders) == {}
    assert not here.folders.data_dir.exists()


@pytest.mark.parametrize("with_backups", [False, True])
async def test_backups_go_only_if_that_is_asked_for(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path, *, with_backups: bool
) -> None:
    """Those of nights go with the word for it, and files of others stay beside them."""
    safe = tmp_path / "safe"
    await asyncio.to_thread(safe.mkdir)
    write([safe / "mine.sqlite3"])
    folders = here.folders.model_copy(update={"backup_dir": safe})
    backed_up = World(sandbox=here.sandbox, clock=here.clock, folders=folders)
    async with in_force(backed_up, weekly) as running:
        await running.bot.backups.tick()
    assert len(names(safe)) == 2
    await removed(backed_up, with_backups=with_backups)
    assert len(names(safe)) == (1 if with_backups else 2)
    assert "mine.sqlite3" in names(safe)


async def test_backups_go_before_what_a_removal_finds_its_way_by(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Where their disk is away the removal ends half-way, and goes on when it is back."""
    safe = tmp_path / "safe"
    await asyncio.to_thread(safe.mkdir)
    folders = here.folders.model_copy(update={"backup_dir": safe})
    backed_up = World(sandbox=here.sandbox, clock=here.clock, folders=folders)
    async with in_force(backed_up, weekly) as running:
        await running.bot.backups.tick()
    await asyncio.to_thread(safe.rename, tmp_path / "away")
    with pytest.raises(StorageError, match="safe could not be read"):
        await removed(backed_up, with_backups=True)
    await asyncio.to_thread((tmp_path / "away").rename, safe)
    await removed(backed_up, with_backups=True)
    assert names(safe) == []
    assert read(here.folders) == {}


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
