"""How long the command takes to be ready, beside importing the library that it is built on."""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from support.council import TWO_DIMENSIONS

from benchmarks import process
from benchmarks.machine import MEMORY
from benchmarks.row import Row
from benchmarks.stage import council
from bot.sandbox import Limits, Sandbox

COMMAND = Path(sys.executable).with_name("staff-pulse")
READY = "Staff Pulse is running."
SAID = "import sys; {}; sys.stdout.write('done\\n')"


async def measure(*, repeats: int = 7) -> list[Row]:
    """Start them in turn."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with Sandbox(limits=Limits.off()) as sandbox:
            council(20).move_in(sandbox.workspace)
            told = _variables(sandbox, Path(folder))
            await _apply(told, Path(folder))
            found = [await _once(told) for _ in range(repeats)]
    return [
        Row(
            what="From start to ready",
            against="importing slack_bolt",
            values=[one.ready / one.sync for one in found],
            most=1.5,
        ),
        Row(
            what="From start to ready",
            against="importing slack_bolt.async_app, without which no asynchronous app is made",
            values=[one.ready / one.bolt for one in found],
        ),
        Row(what="From start to ready", unit="s", values=[one.ready for one in found]),
        Row(
            what="`staff-pulse --help` takes longer by",
            against="Python itself",
            unit="s",
            values=[one.help - one.nothing for one in found],
            most=0.3,
        ),
    ]


class _Found(NamedTuple):
    """How many seconds each took."""

    ready: float
    sync: float
    bolt: float
    help: float
    nothing: float


async def _once(told: Mapping[str, str]) -> _Found:
    return _Found(
        ready=await _took(COMMAND, "run", until=READY, stream="stderr", variables=told),
        sync=await _imported("import slack_bolt"),
        bolt=await _imported("import slack_bolt.async_app"),
        help=await _took(COMMAND, "--help", until="Usage"),
        nothing=await _imported("pass"),
    )


def _variables(sandbox: Sandbox, folder: Path) -> Mapping[str, str]:
    """What leads the command to a workspace and to its folders."""
    return {
        "STAFF_PULSE_DATA_DIR": str(folder / "data"),
        "STAFF_PULSE_KEY_DIR": str(folder / "keys"),
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
    }


async def _apply(told: Mapping[str, str], folder: Path) -> None:
    """Put the council's pulse in force."""
    file = folder / "pulses.yaml"
    file.write_text(TWO_DIMENSIONS, encoding="utf-8")
    async with process.running(COMMAND, "pulses", "apply", file, until="weekly", variables=told):
        pass


async def _imported(statement: str) -> float:
    return await _took(sys.executable, "-c", SAID.format(statement), until="done")


async def _took(
    *words: str | Path, until: str, stream: str = "stdout", variables: Mapping[str, str] = {}
) -> float:
    """The seconds until a program has said something."""
    began = time.perf_counter()
    async with process.running(*words, until=until, stream=stream, variables=variables):
        return time.perf_counter() - began
