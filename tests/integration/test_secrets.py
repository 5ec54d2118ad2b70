"""Tokens and the signing secret: whatever a command says, they are not in it."""

import asyncio
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.council import ONE_DIMENSION
from support.shell import Shell, a_shell
from typer.main import get_command

from bot.cli import app

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1234-CANARYbot",
    "SLACK_APP_TOKEN": "xapp-1-A1-CANARYapp",
    "SLACK_SIGNING_SECRET": "CANARYsigning",
}


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with a_shell(tmp_path) as shell:
        yield shell


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("run",), {}),
        (("run",), {"STAFF_PULSE_MODE": "http", "SLACK_API_URL": "http://127.0.0.1:1/api/"}),
        (("run",), {"SLACK_APP_TOKEN": "xoxb-CANARY", "SLACK_BOT_TOKEN": "CANARYnone"}),
        (("doctor",), {}),
        (("doctor",), {"SLACK_APP_TOKEN": "CANARY", "STAFF_PULSE_ADMINS": "xoxb-CANARY-1"}),
        (("pulses", "apply", "xoxb-1-CANARY.yaml"), {}),
        (("questions", "export", "xapp-1-CANARY"), {}),
        (("run", "--help"), {}),
    ],
)
async def test_no_command_prints_a_secret(
    shell: Shell, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    """Nor a token that was typed in a wrong place, in what it says or why it fails."""
    ended = await shell.run(*words, **SECRETS | variables, STAFF_PULSE_LOG_LEVEL="DEBUG")
    assert "CANARY" not in ended.out + ended.err
    assert "Traceback" not in ended.err
    assert ended.code == (0 if "--help" in words else ended.code)


async def test_a_fault_of_our_own_prints_no_secret(shell: Shell) -> None:
    """What nobody foresaw is told by type and place, without the values that it met."""
    assert (await shell.apply(ONE_DIMENSION)).code == 0
    with closing(sqlite3.connect(shell.folder / "data" / "staff-pulse.sqlite3")) as database:
        database.execute("""UPDATE pulses SET body = '{"id": "xoxb-CANARY"}'""")
        database.commit()
    for words in (("pulses", "show"), ("doctor",)):
        ended = await shell.run(*words, **SECRETS)
        assert ended.code == 1
        assert "CANARY" not in ended.out + ended.err


async def test_a_secret_from_a_file_is_in_no_environment(shell: Shell) -> None:
    """Named by NAME_FILE it is read from there, and processes that are started do not get it."""
    (shell.folder / "token").write_text(shell.sandbox.bot_token, encoding="utf-8")
    told = {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": str(shell.folder / "token")}
    ended = await shell.run("doctor", **told)
    assert "well     bot token:" in ended.out
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD), env=SECRETS, stdout=PIPE
    )
    out, _ = await process.communicate()
    assert b"CANARY" not in out


CHILD = """
import asyncio
from bot import child
print(asyncio.run(child.run("-c", "import os; print(dict(os.environ))", seconds=60)).out)
"""


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Whoever lists the processes of a machine reads their arguments."""
    names = {name for name in options(get_command(app)) if name}
    assert "--data" in names
    assert not [one for one in names if any(w in one for w in ("token", "secret", "password"))]


def options(command: object) -> Iterator[str]:
    for one in getattr(command, "params", ()):
        yield from (*one.opts, one.name)
    for below in getattr(command, "commands", {}).values():
        yield from options(below)
