from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import BEFORE, ONE_QUESTION, pulses
from support.two_teams import COUNCIL
from support.world import Running, World, in_force, world

from storage.model import Pulse


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """The council of two teams, the day before its first round."""
    async with world(COUNCIL, tmp_path, BEFORE) as here:
        yield here


@pytest.fixture
def weekly(tmp_path: Path) -> tuple[Pulse, ...]:
    return pulses(ONE_QUESTION, tmp_path)


@pytest.fixture
async def running(here: World, weekly: tuple[Pulse, ...]) -> AsyncIterator[Running]:
    """The bot with that pulse in force."""
    async with in_force(here, weekly) as running:
        yield running
