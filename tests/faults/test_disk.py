"""A disk that is full, or a database that another process holds, at each stage of a round."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from support.full_disk import no_file_grows_past
from support.whole_round import STAGES, is_whole, live
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
