from collections.abc import AsyncIterator

import pytest
from support.council import ADMIN
from support.editing import ADMINS, SECOND, group
from support.world import Running, World

from storage.model import Pulse


@pytest.fixture
async def running(here: World, weekly: tuple[Pulse, ...]) -> AsyncIterator[Running]:
    """The bot with a pulse in force, and two admins in a user group."""
    group(here, ADMIN, SECOND)
    async with here.running(admins=(ADMINS,)) as running:
        await running.bot.pulses.apply(weekly)
        await running.tick()
        yield running
