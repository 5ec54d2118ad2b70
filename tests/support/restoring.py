"""A backup that is made in the course of a round, and what it means once it is restored."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot import backups
from bot.settings import Folders
from storage.model import Pulse
from support.council import ADMIN, BEFORE, LEADERS, OPENS, STAFF
from support.two_teams import answered
from support.world import World, in_force, kind

CHANNELS = (LEADERS, STAFF)


async def live(
    here: World, weekly: tuple[Pulse, ...], instants: Sequence[datetime], safe: Path, at: datetime
) -> None:
    """Let a round go by until the last instant, and make a backup at one of them."""
    async with in_force(here, weekly) as running:
        for instant in (BEFORE, *instants):
            await running.tick(instant)
            if instant == OPENS:
                await answered(here)
            if instant == at:
                backups.back_up(safe, folders=here.folders)


async def restored(here: World, safe: Path, **options: bool) -> str:
    """Put the backup in place, at the world's own time."""
    return await backups.restore(
        safe, folders=here.folders, clock=here.clock, replace=True, **options
    )


def elsewhere(here: World, folder: Path) -> World:
    """The same workspace, and a new machine on which there is nothing yet."""
    folders = Folders(data_dir=folder / "new" / "data", key_dir=folder / "new" / "keys")
    return World(sandbox=here.sandbox, clock=here.clock, folders=folders)


def notices_in(here: World) -> dict[str, list[str]]:
    """What stands in the channels besides digests."""
    return {
        channel: [one.text for one in here.posted(channel) if kind(one) == "notice"]
        for channel in CHANNELS
    }


def told(here: World) -> list[str]:
    """What the admin was told."""
    return [one.text for one in here.person(ADMIN).direct_messages()]
