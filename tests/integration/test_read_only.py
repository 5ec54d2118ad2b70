"""A week of the bot on a machine of which it may write to two folders and nowhere else."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from support.council import CLOSES, LEADER, OPENS, PUBLISHES
from support.own_process import SECONDS, ended, says, started
from support.two_teams import COUNCIL, DIGESTS, answered
from support.world import World, in_force

from storage.model import Pulse

# As `docker run --read-only` has it: the folders are mounts of their own, all else is read-only.
SEALED = """
set -e
mount --make-rprivate /
for folder in "$STAFF_PULSE_DATA_DIR" "$STAFF_PULSE_KEY_DIR"; do
    mount --bind "$folder" "$folder"
done
for place in / /tmp /var/tmp /dev/shm /run /home; do
    if mountpoint -q "$place"; then mount -o remount,bind,ro "$place"; fi
done
if touch /tmp/x /var/tmp/x /dev/shm/x 2>/dev/null; then exit 99; fi
exec "$@"
"""
NOWHERE = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(autouse=True)
def may_seal() -> None:
    """This machine lets us make a namespace of mounts; where changes land, it has to."""
    tried = ("unshare", "--mount", "mount", "--make-rprivate", "/")
    found = shutil.which("unshare") is not None
    if not found or subprocess.run(tried, capture_output=True, check=False).returncode:
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("making a namespace of mounts needs root")


@asynccontextmanager
async def sealed(here: World, done: Callable[[], bool]) -> AsyncIterator[None]:
    """The bot with all else read-only, once it has done its step; it ends well, and quietly."""
    within = ("unshare", "--mount", "sh", "-c", SEALED, "sh")
    async with started(here, within=within, told=NOWHERE) as process:
        await says(process, b"is running")
        async with asyncio.timeout(SECONDS):
            while not done() and process.returncode is None:  # noqa: ASYNC110 - files have no event
                await asyncio.sleep(0.05)
        yield
        process.send_signal(signal.SIGTERM)
        assert await ended(process) == 0
        assert process.stderr is not None
        assert b" WARNING " not in (said := await process.stderr.read()), said.decode()
        assert b" ERROR " not in said, said.decode()


async def test_a_week_needs_two_folders_to_write_to(here: World, weekly: tuple[Pulse, ...]) -> None:
    """Asking, answering, closing, the chart, the file and the report leave nothing elsewhere."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(OPENS)
    async with sealed(here, lambda: received(here) == {1}):
        await answered(here)
    here.clock.move_to(CLOSES)
    async with sealed(here, lambda: not [*here.folders.key_dir.glob("*.key")]):
        pass
    here.clock.move_to(PUBLISHES)
    async with sealed(here, lambda: here.kinds() == DIGESTS):
        leader = here.person(LEADER)
        await leader.command("/pulse", "report")
        await comes(lambda: any(one.files for one in leader.direct_messages()))


def received(here: World) -> set[int]:
    """The numbers of messages that people got."""
    return {len(here.person(one).direct_messages()) for one in COUNCIL.people}


async def comes(come: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not come():  # noqa: ASYNC110 - files have no event
            await asyncio.sleep(0.05)
