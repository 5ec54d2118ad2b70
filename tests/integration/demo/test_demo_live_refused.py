"""What `staff-pulse demo` refuses, in one sentence that says what to do."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest
from support.warm import staff_pulse

from bot.demo.folder import DemoFolder


def _demo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*staff_pulse(), "demo", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=60,
    )


def _refused(ran: subprocess.CompletedProcess[str], said: str) -> None:
    assert (ran.returncode, ran.stdout) == (1, "")
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder that a demo made."""
    with DemoFolder.held(tmp_path / "demo-data") as folder:
        return folder.path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rounds", "2"], "--rounds goes with --headless only; add that, or leave --rounds out."),
        (["--scenario", "quiet-town"], "--scenario goes with --headless only"),
        (["--seed", "0"], "--seed goes with --headless only"),
        (["--out", "here"], "--out goes with --headless only"),
        (["--headless", "--fresh"], "--fresh does not go with --headless; leave one of them out."),
        (["--headless", "--port", "0"], "--port does not go with --headless"),
        (["--headless", "--data", "here"], "--data does not go with --headless"),
        (["--headless", "--no-browser"], "--no-browser does not go with --headless"),
        (["--headless"], "--headless needs a scenario; add --scenario and its name."),
        (
            ["--headless", "--scenario", "quiet-town", "--rounds", "0"],
            '--rounds is "0"; allowed is a whole number from 1 to 10000.',
        ),
        (["--port", "65536"], '--port is "65536"; allowed is a whole number from 0 to 65535.'),
        (["--port", "http"], '--port is "http"; allowed is a whole number from 0 to 65535.'),
    ],
)
def test_options_that_do_not_fit_are_refused(words: list[str], said: str, tmp_path: Path) -> None:
    """An option of the other way to run it, or out of its range, leaves nothing behind."""
    _refused(_demo(tmp_path, *words), said)
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_refused(made: Path) -> None:
    """The port is named, and what the folder held before is as it was, even with --fresh."""
    (made / "workspace.json").write_text("{}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = _demo(made.parent, "--no-browser", "--fresh", "--port", port)
    _refused(ran, f"Port {port} is in use; end the program that uses it, or choose another port")
    assert (made / "workspace.json").read_text() == "{}"


def test_a_folder_that_no_demo_made_is_refused(tmp_path: Path) -> None:
    """A folder with something else in it stays as it is."""
    (tmp_path / "demo-data").mkdir()
    (tmp_path / "demo-data" / "mine").touch()
    _refused(_demo(tmp_path, "--no-browser"), "demo-data holds something that no demo made; name")
    assert [one.name for one in (tmp_path / "demo-data").iterdir()] == ["mine"]


@pytest.mark.parametrize("folder", ["file/demo", "/sys/demo"])
def test_a_folder_that_cannot_be_written_is_refused(folder: str, tmp_path: Path) -> None:
    """A folder that cannot be made, whoever asks, is named with the reason."""
    (tmp_path / "file").touch()
    _refused(_demo(tmp_path, "--no-browser", "--data", folder), f"{folder} cannot be made (")


def test_a_second_demo_on_a_folder_is_refused(made: Path) -> None:
    """The process that works in the folder is named."""
    with DemoFolder.held(made):
        ran = _demo(made.parent, "--no-browser", "--port", "0")
    _refused(ran, f"already running on demo-data (process {os.getpid()}); stop it first")


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("{", "is damaged; begin anew with --fresh."),
        ('{"version": 2}', "was written by a newer Staff Pulse; use that one, or begin anew"),
        (
            json.dumps(
                {
                    "version": 1,
                    "now": "2026-11-24T10:00:00Z",
                    "shift": "PT0S",
                    "acted_until": "2026-11-24T10:00:00Z",
                    "workspace": {"people": 3},
                }
            ),
            "is damaged; begin anew with --fresh.",
        ),
    ],
)
def test_what_cannot_be_gone_on_from_is_refused(kept: str, said: str, made: Path) -> None:
    """A workspace that is damaged or of a later version is left as it is."""
    (made / "workspace.json").write_text(kept)
    _refused(_demo(made.parent, "--no-browser", "--port", "0"), said)
    assert (made / "workspace.json").read_text() == kept
