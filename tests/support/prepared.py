"""Folders that demos left, each made once for all workers of a test run."""

import asyncio
import fcntl
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from support.running_demo import RunningDemo, running_demo
from support.warm import COMMAND

Make = Callable[[Path], Coroutine[None, None, str]]
"""Makes a folder, and returns what the demo in it said."""


async def made_once(factory: pytest.TempPathFactory, name: str, make: Make) -> Path:
    """A folder, which nobody may change; beside it, in `said`, stands what the demo said."""
    own = factory.getbasetemp()
    # Each worker has a folder of its own in that of the run:
    # https://pytest-xdist.readthedocs.io/en/stable/how-to.html
    run = own.parent if own.name.startswith("popen-") else own
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = run / name / "said"
        if not said.exists():
            said.parent.mkdir()
            said.write_text(await make(run / name / "demo"))
    return run / name / "demo"


def prepared(factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo with twelve rounds behind it, which may have none open yet.

    The command was started as it is installed, and with --fresh, where an earlier one had left one
    round and what nobody can go on from.
    """
    return asyncio.run(made_once(factory, "prepared", _prepare))


async def _prepare(folder: Path) -> str:
    earlier = RunningDemo(folder, command=[str(COMMAND)])
    await earlier.start(until="Round 1 of 12")
    await earlier.end()
    (folder / "workspace.json").write_text("{")
    async with running_demo(folder, "--fresh", command=[str(COMMAND)]) as demo:
        pass
    return demo.said
