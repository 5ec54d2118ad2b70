"""Backups beside a running bot, and what the commands refuse."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from support.council import ADMIN, OPENS, ROUND
from support.restoring import live, restored
from support.two_teams import COUNCIL, answered, state
from support.world import World, in_force, read

from bot import backups, stores
from bot.errors import StaffPulseError
from storage import backup, lock
from storage.errors import FolderInUse
from storage.model import Pulse, State


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """Where the backup is put."""
    return tmp_path / "backup.sqlite3"


def content_of(file: Path) -> bytes:
    return file.read_bytes()


async def test_a_backup_of_an_open_round_names_nobody(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Taken while invitations still wait for people, it holds no id of anyone who is asked."""
    async with in_force(here, weekly) as running:
        here.clock.move_to(OPENS)
        await running.bot.steps.advance()
        backups.back_up(safe, folders=here.folders)
    waiting = read(here.folders)["data/staff-pulse.sqlite3"]
    kept = content_of(safe)
    assert COUNCIL.people[-1].encode() in waiting
    assert not any(person.encode() in kept for person in (*COUNCIL.people, ADMIN))


async def test_a_restore_beside_a_running_bot_is_refused(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """The sentence says that the bot runs and is to be stopped, and nothing is changed."""
    async with in_force(here, weekly) as running:
        backups.back_up(safe, folders=here.folders)
        with pytest.raises(FolderInUse, match=r"already running .* stop it first"):
            await restored(here, safe)
        await running.tick(OPENS)
        assert await state(running) is State.OPEN


async def test_a_restore_and_another_command_keep_clear_of_each_other(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Pulses are never put in force in a database that is just being replaced, nor lost with it."""
    await live(here, weekly, [OPENS], safe, OPENS)
    refused = pytest.raises(FolderInUse, match=r"Another command .* try again when it has ended")
    async with stores.database(here.folders):
        before = read(here.folders)
        with refused:
            await restored(here, safe)
        assert read(here.folders) == before
    with lock.used(here.folders.data_dir, alone=True), refused:
        async with stores.database(here.folders):
            pytest.fail("a database was used while it was replaced")
    assert "is restored" in await restored(here, safe)


async def test_a_database_is_not_replaced_unasked(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Without --replace a database that is there stays, and the sentence says what to do."""
    await live(here, weekly, [OPENS], safe, OPENS)
    files = read(here.folders)
    with pytest.raises(StaffPulseError, match="give --replace"):
        await backups.restore(safe, folders=here.folders, clock=here.clock)
    assert read(here.folders) == files


@pytest.mark.parametrize("name", ["data", "key"])
async def test_a_backup_does_not_lie_in_a_folder_of_the_bot(
    here: World, weekly: tuple[Pulse, ...], name: str
) -> None:
    """What would be lost with the data or the keys is no backup, and neither folder holds more."""
    folder = {"data": here.folders.data_dir, "key": here.folders.key_dir}[name]
    async with in_force(here, weekly):
        with pytest.raises(StaffPulseError, match=f"lies in the {name} folder"):
            backups.back_up(folder / "backup.sqlite3", folders=here.folders)
    assert not (folder / "backup.sqlite3").exists()


async def test_a_backup_is_made_while_people_answer(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Backups beside a running bot refuse nobody's answer, and each of them can be restored."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        for number in range(3):
            file = safe.with_name(f"{number}")
            await asyncio.gather(
                answered(here, COUNCIL.people[8 * number : 8 * number + 8]),
                asyncio.to_thread(backups.back_up, file, folders=here.folders),
            )
            assert backup.look(file)[ROUND] is State.OPEN
        [everyone, *_] = (await running.ports.boxes.count(ROUND)).tallies
    assert everyone.casts == 24


async def test_what_a_killed_restore_left_goes_with_the_next_start(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A half of a backup, which might name people, does not lie about."""
    async with in_force(here, weekly):
        pass
    left = [here.folders.data_dir / f"staff-pulse.sqlite3.new{end}" for end in ("", "-journal")]
    for file in left:
        file.write_bytes(b"left over")
    async with here.running() as running:
        await running.tick(OPENS)
        assert await state(running) is State.OPEN
    assert not any(file.exists() for file in left)


async def command(*words: str, folder: Path) -> tuple[int | None, str, str]:
    """What a command says that is run where data and keys are."""
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("staff-pulse"),
        *words,
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_the_commands_say_what_they_did(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Made, refused and restored, each in plain words and with its exit code."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        code, out, err = await command("backup", "kept", folder=tmp_path)
        assert (code, err) == (0, "")
        assert out.startswith("kept: 1 round, no digest yet. Ballot boxes and keys are never in")
        assert f"Open now: {ROUND}." in out
        code, out, err = await command("restore", "kept", "--replace", folder=tmp_path)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "already running" in err
    code, out, err = await command("restore", "kept", folder=tmp_path)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--replace" in err
    code, out, err = await command("restore", "kept", "--replace", folder=tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("kept is restored: 1 round, no digest yet. Now start the bot.")
    assert f"{ROUND}: its ballot box and key are here, so it goes on." in out
