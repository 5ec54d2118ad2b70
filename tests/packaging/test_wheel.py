import re
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the tree as `make wheel` builds it."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*command, str(root)], check=True, capture_output=True)
    (path,) = out.iterdir()
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_wheel_carries_every_file_of_the_packages(wheel: zipfile.ZipFile, root: Path) -> None:
    """Code, YAML, SQL and JSON: what a package reads from its own folder is in the wheel."""
    kept = {
        path.relative_to(root).as_posix()
        for package in ("bot", "questions", "storage")
        for path in (root / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert carried == kept
    assert {".py", ".yaml", ".sql", ".json"} <= {Path(name).suffix for name in carried}


def test_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    """Installing the wheel gives the command `staff-pulse`."""
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "staff-pulse = bot.cli:main" in wheel.read(name).decode()


def test_wheel_says_what_it_is(metadata: Message, root: Path) -> None:
    """Whoever looks at an installed copy finds the licence and the README."""
    assert metadata["Name"] == "staff-pulse"
    assert metadata["License-Expression"] == "MIT"
    assert str(metadata.get_payload()).strip() == (root / "README.md").read_text().strip()


def test_everything_that_is_needed_is_pinned(root: Path) -> None:
    """Each declared dependency has its one version in constraints.txt, and no address."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (root / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)
    pinned = {_plain(pin.partition("==")[0]) for pin in pins}
    names = {_plain(re.split(r"[^A-Za-z0-9._-]", each, maxsplit=1)[0]) for each in declared}
    assert names <= pinned


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
