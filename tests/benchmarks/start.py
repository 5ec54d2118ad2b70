"""How long the command takes to be ready, beside importing the library that it is built on."""

import sys
import tempfile
import time
from collections.abc import Mapping
from math import nan
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
SAID = "import sys; {}; print('done', flush=True); sys.stdin.read()"


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
            values=[one.ready.wall / one.sync.wall for one in found],
            most=1.5,
        ),
        Row(
            what="From start to ready",
            against="importing slack_bolt.async_app, without which no asynchronous app is made",
            values=[one.ready.wall / one.bolt.wall for one in found],
        ),
        Row(what="From start to ready", unit="s", values=[one.ready.wall for one in found]),
        Row(
            what="From start to ready: processor",
            against="importing slack_bolt",
            values=[one.ready.cpu / one.sync.cpu for one in found],
        ),
        Row(
            what="From start to ready: processor",
            against="importing slack_bolt.async_app",
            values=[one.ready.cpu / one.bolt.cpu for one in found],
        ),
        Row(
            what="From start to ready: processor",
            unit="s",
            values=[one.ready.cpu for one in found],
        ),
        Row(
            what="`staff-pulse --help` takes longer by",
            against="Python itself",
            unit="s",
            values=[one.help.wall - one.nothing.wall for one in found],
            most=0.3,
        ),
    ]


class _Took(NamedTuple):
    """How many seconds, on the clock and of processor."""

    wall: float
    cpu: float


class _Found(NamedTuple):
    """What each took."""

    ready: _Took
    sync: _Took
    bolt: _Took
    help: _Took
    nothing: _Took


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


async def _imported(statement: str) -> _Took:
    return await _took(sys.executable, "-c", SAID.format(statement), until="done")


async def _took(
    *words: str | Path, until: str, stream: str = "stdout", variables: Mapping[str, str] = {}
) -> _Took:
    """What a program took until it has said something."""
    began = time.perf_counter()
    running = process.running(*words, until=until, stream=stream, variables=variables)
    async with running as (program, _):
        return _Took(wall=time.perf_counter() - began, cpu=_processor(program.pid))


def _processor(pid: int) -> float:
    try:
        return process.cpu(pid)
    except OSError:  # it has ended already, as `--help` does
        return nan
