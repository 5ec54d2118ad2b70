"""A move to a new machine, as the documentation tells of it."""

import asyncio
import shutil
from pathlib import Path

from support.council import BEFORE, CLOSES, OPENS, PUBLISHES, ROUND
from support.restoring import elsewhere
from support.two_teams import ANSWERING, COUNCIL, DIGESTS, answered
from support.world import World, in_force, read

from bot.checks.check import Result
from bot.checks.verify import verify
from storage.model import Pulse

LATE = tuple(one for one in COUNCIL.people if one not in ANSWERING)


async def moved(here: World, folder: Path) -> World:
    """The world on a machine to which both folders were moved in the documented way."""
    new = folder / "new"
    await asyncio.to_thread(new.mkdir)
    process = await asyncio.create_subprocess_shell(
        f"tar --create --numeric-owner --directory {folder} data keys | "
        f"tar --extract --preserve-permissions --directory {new}"
    )
    assert await process.wait() == 0
    for old in (here.folders.data_dir, here.folders.key_dir):
        shutil.rmtree(old)
    return elsewhere(here, folder)


async def test_a_round_goes_on_after_both_folders_were_moved(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Those who answered before count, others answer there, and the digest has them all."""
    async with in_force(here, weekly) as running:
        for instant in (BEFORE, OPENS):
            await running.tick(instant)
        await answered(here)
    there = await moved(here, tmp_path)
    assert read(here.folders) == {}
    async with there.running() as running:
        await answered(there, LATE)
        seen = await verify(there.folders.data_dir, there.folders.key_dir)
        assert [one.said for one in seen.checks if one.result is not Result.KEPT] == []
        [everyone, *_] = (await running.ports.boxes.turnout(ROUND)).tallies
        assert everyone.casts == len(COUNCIL.people)
        for instant in (CLOSES, PUBLISHES):
            await running.tick(instant)
    assert there.kinds() == DIGESTS
