"""A key folder that is not there for a while costs no round; one that is lost is told apart."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.council import CLOSES, LEADERS, OPENS, PUBLISHES, REMINDS, STAFF
from support.mounts import mount, replace_by_empty, unmount
from support.two_teams import DIGESTS, answered, state
from support.world import ANSWER, Running, World, in_force, invitation

from bot.settings import Folders
from bot.survey import notices
from storage.errors import FolderInUse, StorageError
from storage.model import Pulse, State


@asynccontextmanager
async def answering(here: World, weekly: tuple[Pulse, ...]) -> AsyncIterator[Running]:
    """The bot while its round is open and twelve people have answered."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        yield running


async def is_published(here: World, running: Running) -> None:
    """Check that the round closes and that the digest counts everyone who answered."""
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    assert here.kinds() == DIGESTS
    assert "8 to 14 of 26 answered" in here.posted(LEADERS)[0].words


@pytest.mark.parametrize("take_away", [unmount, replace_by_empty])
async def test_a_round_waits_while_its_keys_are_away(
    here: World, weekly: tuple[Pulse, ...], take_away: Callable[[Path], None]
) -> None:
    """Reminding and closing wait, nobody is told that the round is lost, and it is published."""
    async with answering(here, weekly) as running:
        take_away(here.folders.key_dir)
        for instant in (REMINDS, CLOSES):
            await running.tick(instant)
            assert await state(running) is State.OPEN
            assert here.posted(LEADERS) == here.posted(STAFF) == ()
        mount(here.folders.key_dir)
        await is_published(here, running)


@pytest.mark.parametrize("take_away", [unmount, replace_by_empty])
async def test_a_start_without_the_keys_is_refused(
    here: World, weekly: tuple[Pulse, ...], take_away: Callable[[Path], None]
) -> None:
    """The bot does not start on an empty key folder, and with the right one the round goes on."""
    async with answering(here, weekly):
        pass
    take_away(here.folders.key_dir)
    with pytest.raises(StorageError, match=f"{here.folders.key_dir} is not the one"):
        async with here.running():
            pytest.fail("it ran without its keys")
    mount(here.folders.key_dir)
    async with here.running() as running:
        await running.tick(REMINDS)
        await is_published(here, running)


async def test_keys_that_are_lost_for_good(here: World, weekly: tuple[Pulse, ...]) -> None:
    """After what the sentence advises the open round ends without a digest, and people are told."""
    async with answering(here, weekly):
        pass
    shutil.rmtree(here.folders.key_dir)
    boxes = here.folders.data_dir / "boxes"
    with pytest.raises(StorageError, match=f"lost for good, delete {boxes},"):
        async with here.running():
            pytest.fail("it ran without its keys")
    shutil.rmtree(boxes)
    async with here.running() as running:
        await running.tick(REMINDS)
        assert await state(running) is State.CANCELLED
        for channel in (LEADERS, STAFF):
            [notice] = here.posted(channel)
            assert notice.text == f"Weekly pulse: {notices.LOST}"


async def test_a_copy_of_the_data_does_not_touch_the_keys(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Two data folders never work with one key folder, whether or not the first one runs."""
    async with answering(here, weekly):
        (tmp_path / "copy").mkdir()
        database = "staff-pulse.sqlite3"
        shutil.copy(here.folders.data_dir / database, tmp_path / "copy" / database)
        shutil.copytree(here.folders.data_dir, tmp_path / "whole copy")
        copies = [
            World(
                sandbox=here.sandbox,
                clock=here.clock,
                folders=Folders(data_dir=tmp_path / name, key_dir=here.folders.key_dir),
            )
            for name in ("copy", "whole copy")
        ]
        for copy in copies:
            with pytest.raises(FolderInUse, match=r"already running on .*keys \(process \d+\)"):
                async with copy.running("http"):
                    pytest.fail("two ran on one key folder")
    with pytest.raises(StorageError, match="belongs to another data folder"):
        async with copies[0].running("http"):
            pytest.fail("a copy took another's keys")
    async with here.running() as running:
        late = here.person("UPERSON007")
        await late.press(invitation(late), ANSWER)
        await running.tick(REMINDS)
        await is_published(here, running)
