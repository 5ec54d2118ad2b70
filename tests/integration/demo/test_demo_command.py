import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.warm import staff_pulse

COMMAND = str(Path(sys.executable).with_name("staff-pulse"))


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The scenario that the documentation shows, with its own question set."""
    page = (Path(__file__).parents[3] / "docs" / "demo.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert found
    file = tmp_path / "harbour.yaml"
    file.write_text(found[1], encoding="utf-8")
    return file


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Lets commands that are started here be ended by Ctrl-C.

    Where pytest itself runs in the background it ignores SIGINT, and what it starts inherits that:
    https://docs.python.org/3/library/signal.html#general-rules
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _words(scenario: str | Path, out: Path) -> list[str]:
    return ["demo", "--headless", "--scenario", str(scenario), "--out", str(out)]


def _demo(scenario: str | Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*staff_pulse(), *_words(scenario, out), *more], capture_output=True, text=True, check=False
    )


def test_a_scenario_of_ones_own_is_played(harbour: Path, tmp_path: Path) -> None:
    """A file with its own questions runs from another folder, and its digest is printed."""
    out = tmp_path / "out"
    ran = _demo(harbour, out, "--rounds", "2")
    assert (ran.returncode, ran.stderr) == (0, "")
    last = (out / "digests" / "harbour-2026-12-01.txt").read_text(encoding="utf-8")
    assert ran.stdout.strip().endswith(last.strip())
    assert "54 of 80 answered (67.5%): desirable" in last
    assert "60.8% (31 of 51)" in last


def test_a_proxy_in_the_environment_is_left_aside(harbour: Path, tmp_path: Path) -> None:
    """On a machine that reaches the world through a proxy, the demo still talks to itself."""
    nowhere = dict.fromkeys(("HTTP_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    ran = subprocess.run(
        [COMMAND, *_words(harbour, tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | nowhere,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ("lively-town", 'scenario: found "lively-town", allowed are quiet-town, '),
        ("none.yaml", "none.yaml: found no such file, check its name and the folder."),
    ],
)
def test_a_mistake_is_one_sentence(scenario: str, said: str, tmp_path: Path) -> None:
    """What can be mended ends the command with one sentence and leaves no folder."""
    ran = _demo(scenario, tmp_path / "out")
    assert ran.returncode == 1
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_is_refused(harbour: Path, tmp_path: Path) -> None:
    """A folder that no demo made stays as it is."""
    ran = _demo(harbour, tmp_path)
    assert ran.returncode == 1
    assert ran.stderr == (
        f"{tmp_path} holds something that no demo made; name a folder that is new or empty.\n"
    )
    assert list(tmp_path.iterdir()) == [harbour]


def test_it_can_be_ended_at_any_point(harbour: Path, tmp_path: Path) -> None:
    """Ctrl-C while people answer ends it quietly, and the next demo takes the folder over."""
    out = tmp_path / "out"
    words = [COMMAND, *_words("quiet-town", out)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        for line in running.stdout:
            if "are asked" in line:
                break
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130
        assert running.stderr.read() == ""
    assert _demo(harbour, out).returncode == 0
    assert [file.stem for file in (out / "digests").glob("*.txt")] == ["harbour-2026-11-24"]
