import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.council import BEFORE, ONE_QUESTION, pulses
from support.two_teams import COUNCIL
from support.world import World, world

from storage.model import Pulse


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kill-everywhere",
        action="store_true",
        help="kill the bot at every moment of a round, or at many, not at a share of them",
    )


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """The council of two teams, the day before its first round."""
    async with world(COUNCIL, tmp_path, BEFORE) as here:
        yield here


@pytest.fixture
def weekly(tmp_path: Path) -> tuple[Pulse, ...]:
    return pulses(ONE_QUESTION, tmp_path)


@pytest.fixture
def may_trace() -> None:
    """This machine lets us trace processes; where changes land, it has to."""
    tried = ("strace", "-o", os.devnull, "true")
    found = shutil.which("strace") is not None
    if not found or subprocess.run(tried, capture_output=True, check=False).returncode:
        without = pytest.fail if os.environ.get("CI") else pytest.skip
        without("tracing what is synced needs strace, and leave to use it")
