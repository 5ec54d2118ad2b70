"""A folder in which a demo was prepared, made once for all workers of a test run."""

import asyncio
import fcntl
from pathlib import Path

import pytest

from support.running_demo import running_demo


def prepared(factory: pytest.TempPathFactory) -> Path:
    """The folder, which nobody may change; beside it, in `said`, stands what the demo said."""
    own = factory.getbasetemp()
    # Each worker has a folder of its own in that of the run:
    # https://pytest-xdist.readthedocs.io/en/stable/how-to.html
    run = own.parent if own.name.startswith("popen-") else own
    with (run / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = run / "prepared" / "said"
        if not said.exists():
            said.parent.mkdir()
            said.write_text(asyncio.run(_prepare(run / "prepared" / "demo")))
    return run / "prepared" / "demo"


async def _prepare(folder: Path) -> str:
    async with running_demo(folder) as demo:
        pass
    return demo.said
