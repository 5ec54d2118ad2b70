from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import BEFORE, Council
from support.setting_up import move_in
from support.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A council without a pulse, on a Monday."""
    async with world(Council(north=(), south=()), tmp_path, BEFORE) as here:
        move_in(here.sandbox.workspace)
        yield here
