"""The admin: tries every command and reads every message, and learns nothing about anybody.

Two worlds differ in who answered; what an admin can make the program say must not.
"""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from support.council import ADMIN, LEADER, ONE_QUESTION, pulses
from support.two_worlds import COMMANDS as CHAT_COMMANDS
from support.two_worlds import COUNCIL, Files, Lived, live
from support.warm import staff_pulse
from typer.main import get_command

from bot.cli import app
from bot.slack.blocks import help as help_

WORLDS: tuple[Literal["one", "other"], ...] = ("one", "other")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "run": (),
    "health": (),
    "demo": ("--no-browser", "--data", "data"),
    "pulses apply": ("pulses.yaml",),
    "pulses export": ("exported.yaml",),
    "pulses show": (),
    "questions check": ("one.yaml",),
    "questions export": ("weekly",),
    "questions import": ("one.yaml",),
    "report": ("--from", "2026-10-01", "--to", "2026-12-31", "--out", "report"),
    "backup": ("backup.sqlite3",),
    "export": ("exported",),
    "remove": ("--backups",),
    "restore": ("data/staff-pulse.sqlite3", "--replace", "--end-rounds"),
    "doctor": (),
    "verify-anonymity": ("--data", "data", "--columns"),
}
"""Every command with what it is given; `run` and `demo` would open a box, and are refused."""


def lay_out(files: Files, folder: Path) -> None:
    """Put a copy of the data where the commands are typed; the keys are elsewhere."""
    for name, content in files.items():
        if name.startswith("data/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    pulses(ONE_QUESTION, folder)


async def said(program: Sequence[str], words: tuple[str, ...], folder: Path) -> str:
    """How a command ends and what it says, without the name of the folder."""
    told = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "STAFF_PULSE_ADMINS": ADMIN,
        "STAFF_PULSE_LOG_LEVEL": "DEBUG",
        "STAFF_PULSE_HEALTH_PORT": "0",
    }
    if words == ("run",):
        told |= {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    process = await asyncio.create_subprocess_exec(
        *program,
        *words,
        cwd=folder,
        env=told,
        stdout=PIPE,
        stderr=PIPE,
    )
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return f"{process.returncode}\n{out.decode()}\n{err.decode()}".replace(str(folder), "FOLDER")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worlds(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Lived, ...]]:
    yield tuple([await live(which, tmp_path_factory.mktemp(which)) for which in WORLDS])


def names(command: object, above: tuple[str, ...] = ()) -> list[str]:
    below = getattr(command, "commands", {})
    inner = [name for word, one in below.items() for name in names(one, (*above, word))]
    return inner if below else [" ".join(above)]


def test_every_command_is_tried() -> None:
    """A new command is tried here too."""
    assert sorted(names(get_command(app))) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_command_says_who_answered_or_what(
    worlds: tuple[Lived, ...], tmp_path: Path, command: str
) -> None:
    """On the data of either world a command says the same, and names nobody who was asked.

    In one it is started as it is installed, in the other as most tests start it.
    """
    programs = (str(Path(sys.executable).with_name("staff-pulse")),), staff_pulse()
    heard = []
    for which, lived, program in zip(WORLDS, worlds, programs, strict=True):
        lay_out(lived.files["answered"], tmp_path / which)
        words = (*command.split(), *COMMANDS[command])
        heard.append(await said(program, words, tmp_path / which))
    assert heard[0] == heard[1]
    assert [one for one in COUNCIL.people if one in heard[0]] == []
    assert "Traceback" not in heard[0]


def test_nothing_that_is_shown_in_chat_says_who_answered(worlds: tuple[Lived, ...]) -> None:
    """Console, commands and Home show the same in both worlds, to admins and to those asked."""
    one, other = (lived.shown for lived in worlds)
    assert one == other
    mine = " ".join(text for asked, text in one.items() if ADMIN in asked or asked == "changes")
    assert "Open until Thursday 26 November at 16:00" in mine
    assert [person for person in COUNCIL.people if person in mine] == []


def test_nothing_that_is_counted_says_who_answered_or_when(worlds: tuple[Lived, ...]) -> None:
    """At each stage, and after each single answer, the metrics are the same in both worlds.

    Nor does any of them change while people answer one after another. How much disk is free
    depends on all that runs on the machine, and is left out.
    """
    one, other = (
        {stage: without_disk(text) for stage, text in lived.metrics.items()} for lived in worlds
    )
    assert one == other
    answering = [text for stage, text in one.items() if stage.startswith(tuple("123456789"))]
    assert len(answering) == len(worlds[0].answers)
    assert {*answering, one["answered"]} == {answering[0]}
    assert 'staff_pulse_rounds{state="open"} 1.0' in answering[0]


def without_disk(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "disk_free_bytes{" not in line)


def test_every_word_after_pulse_is_tried() -> None:
    """A new word of the slash command is tried here too."""
    typed = set(re.findall(r"`/pulse ([a-z]+)", f"{help_.draw(admin=True).text}"))
    assert typed == {text.split()[0] for text in CHAT_COMMANDS if text}


def test_no_message_to_admins_and_leaders_says_who_answered(worlds: tuple[Lived, ...]) -> None:
    """What an admin or a leader is sent, alone or in a channel, is the same and names nobody."""
    theirs = [[m for m in lived.sent["published"] if m.channel not in asked()] for lived in worlds]
    assert theirs[0] == theirs[1]
    assert {message.channel[0] for message in theirs[0]} == {"C"}
    everything = " ".join(f"{message.words} {message.metadata}" for message in theirs[0])
    assert [one for one in (*COUNCIL.people, LEADER, ADMIN) if one in everything] == []


def asked() -> set[str]:
    """The direct channels of the people who were asked."""
    return {f"D{person}" for person in COUNCIL.people}
