"""A disk that is full or read-only, or a database that is held, at each stage of a round."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from support.council import CLOSES, OPENS, PUBLISHES, REMINDS
from support.full_disk import no_file_grows_past
from support.two_teams import ANSWERING, answered
from support.whole_round import HOUR, STAGES, is_whole, live, tries
from support.world import World, in_force

from storage.model import Pulse

FULL = [*((stage, 0) for stage in STAGES), ("opening", 64), ("opening", 8192)]
"""No room at all at each stage; room for a key, and for some pages of the box."""


@contextmanager
def held(data: Path) -> Iterator[None]:
    """Have another connection hold every database in the folder and below it."""
    with ExitStack() as stack:
        for path in (*data.glob("*.sqlite3"), *data.glob("boxes/*.box")):
            connection = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            connection.execute("BEGIN EXCLUSIVE")
        yield


@pytest.fixture
def may_mount(tmp_path: Path) -> None:
    """This machine lets us mount a folder; where changes land, it has to."""
    try:
        with read_only(tmp_path):
            pass
    except (OSError, subprocess.CalledProcessError):
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("making a folder read-only needs root")


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Have the system refuse whatever is made or opened for writing in the folders and below."""
    with ExitStack() as stack:
        for folder in folders:
            _run("mount", "--bind", str(folder), str(folder))
            # What was opened meanwhile may stay open.
            stack.callback(_run, "umount", "--lazy", str(folder))
            _run("mount", "-o", "remount,bind,ro", str(folder))
        yield


def _run(*words: str) -> None:
    subprocess.run(words, capture_output=True, check=True)


@pytest.mark.parametrize(("stage", "size"), FULL)
async def test_a_full_disk_delays_a_round_and_loses_nothing(
    here: World, weekly: tuple[Pulse, ...], stage: str, size: int
) -> None:
    """What could not be written is done when there is room, once, and nobody is thanked before."""
    async with in_force(here, weekly) as running:
        await live(here, running, stage, partial(no_file_grows_past, size))
        await is_whole(here, running)


@pytest.mark.parametrize("stage", STAGES)
async def test_a_database_that_is_locked_delays_a_round_and_loses_nothing(
    here: World, weekly: tuple[Pulse, ...], stage: str
) -> None:
    """What could not be written is done when the lock is gone, once."""
    async with in_force(here, weekly) as running:
        await live(here, running, stage, partial(held, here.folders.data_dir))
        await is_whole(here, running)


@pytest.mark.usefixtures("may_mount")
@pytest.mark.parametrize("stage", STAGES)
async def test_a_disk_that_is_read_only_delays_a_round_and_loses_nothing(
    here: World, weekly: tuple[Pulse, ...], stage: str
) -> None:
    """What could not be written is done when it can be, once, and nobody is thanked before."""
    folders = (here.folders.data_dir, here.folders.key_dir)
    async with in_force(here, weekly) as running:
        await live(here, running, stage, partial(read_only, *folders))
        await is_whole(here, running)


@pytest.mark.usefixtures("may_mount")
async def test_a_box_that_is_opened_while_its_disk_is_read_only_is_written_to_afterwards(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """After a start nobody is thanked while the disk is read-only, and everybody is afterwards."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    async with here.running() as running:
        with read_only(here.folders.data_dir, here.folders.key_dir):
            await tries(here, ANSWERING[0])
        await answered(here)
        for instant in (REMINDS, CLOSES, PUBLISHES, PUBLISHES + HOUR):
            await running.tick(instant)
        await is_whole(here, running)
