import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Protocol

import pytest

from bot import settings

DATA = "/var/lib/staff-pulse/data"
KEYS = "/var/lib/staff-pulse/keys"


class Stage(Protocol):
    """What the fixture `stages` gives."""

    @property
    def base(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def steps(self) -> tuple[tuple[str, str], ...]: ...

    def all(self, instruction: str) -> tuple[str, ...]: ...

    def one(self, instruction: str) -> str: ...


@pytest.fixture
def build(stages: tuple[Stage, ...]) -> Stage:
    return stages[0]


@pytest.fixture
def image(stages: tuple[Stage, ...]) -> Stage:
    return stages[-1]


def environment_of(image: Stage) -> dict[str, str]:
    pairs = (pair.split("=", 1) for step in image.all("ENV") for pair in shlex.split(step))
    return dict(pairs)


def test_two_stages_stand_on_one_base(build: Stage, image: Stage) -> None:
    """What is built runs on the very Python that it was built with, a slim one."""
    assert build.base == image.base
    assert re.fullmatch(r"python:3\.1\d-slim(-[a-z]+)?", image.base)


def test_everything_copied_is_there(build: Stage, root: Path) -> None:
    """Each COPY of the first stage names files of the project."""
    copied = [source for step in build.all("COPY") for source in step.split()[:-1]]
    assert [source for source in copied if not (root / source).exists()] == []


def test_the_engine_gets_what_is_copied_and_no_more(build: Stage, root: Path) -> None:
    """Data, keys and secrets that lie about in the folder do not reach the engine."""
    lines = (root / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_in == {source for step in build.all("COPY") for source in step.split()[:-1]}
    assert not any(fnmatch(name, rule) for name in ("data", "keys", ".env") for rule in let_in)


def test_the_wheel_is_installed_with_the_pinned_versions(build: Stage) -> None:
    """Every installing step is held to constraints.txt and leaves no cache behind."""
    installing = [step for step in build.all("RUN") if "pip install" in step]
    assert any(".whl" in step for step in installing)
    for step in installing:
        assert "--constraint constraints.txt" in step
        assert "--no-cache-dir" in step


def test_the_image_holds_what_was_built_and_nothing_else(build: Stage, image: Stage) -> None:
    """Sources, tests and tools stay in the first stage."""
    assert image.one("COPY") == f"--from={build.name} /opt/staff-pulse /opt/staff-pulse"
    assert not any("pip" in step for step in image.all("RUN"))


def test_it_does_not_run_as_root(image: Stage) -> None:
    """The process runs as a user of its own, that owns its two folders and cannot log in."""
    user = image.one("USER")
    making = image.one("RUN")
    assert user == "staff-pulse"
    assert f"/usr/sbin/nologin {user}" in making
    assert f"install -d -o {user} -g {user} -m 0700" in making
    assert all(folder in making.split("install -d")[1].split() for folder in (DATA, KEYS))
    order = [instruction for instruction, _ in image.steps]
    assert order.index("RUN") < order.index("VOLUME") < order.index("USER") < order.index("CMD")


def test_nothing_is_compiled_at_each_start(image: Stage) -> None:
    """It runs as somebody who may write nothing, so Python's own library is compiled before."""
    assert environment_of(image)["PYTHONDONTWRITEBYTECODE"] == "1"
    version = image.base.removeprefix("python:").partition("-")[0]
    library = f"/usr/local/lib/python{version}"
    assert f"python -m compileall -q -x site-packages {library}" in image.one("RUN")


def test_the_page_starts_it_without_rights(root: Path, image: Stage) -> None:
    """As people are told to run it, it has no right that it can do without, and both volumes."""
    page = (root / "docs/installing.md").read_text()
    [command] = re.findall(r"(?ms)^docker run --detach .*?^  staff-pulse$", page)
    told = shlex.split(command.replace("\\\n", " "))
    assert {"--read-only", "--tmpfs"} < {*told}
    assert told[told.index("--cap-drop") + 1] == "ALL"
    assert told[told.index("--security-opt") + 1] == "no-new-privileges"
    mounted = {one.split(":")[1] for one in told if re.match(r"staff-pulse-\w+:", one)}
    assert mounted == {*json.loads(image.one("VOLUME"))}


def test_data_and_keys_are_volumes_apart(image: Stage) -> None:
    """A copy of the one volume is never a copy of the other, and the bot looks there."""
    assert json.loads(image.one("VOLUME")) == [DATA, KEYS]
    environment = environment_of(image)
    assert environment["STAFF_PULSE_DATA_DIR"] == DATA
    assert environment["STAFF_PULSE_KEY_DIR"] == KEYS
    assert not Path(KEYS).is_relative_to(DATA)


def test_the_image_sets_only_what_the_bot_knows(
    image: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment of the image is one that the settings accept."""
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)
    for name, value in environment_of(image).items():
        if name.startswith("STAFF_PULSE_"):
            monkeypatch.setenv(name, value)
    assert str(settings.load_folders().data_dir) == DATA


def test_no_secret_is_built_in(root: Path) -> None:
    """Tokens come when the container starts: the Dockerfile names none, as ENV, ARG or word."""
    text = (root / "Dockerfile").read_text()
    assert not re.search(r"^ARG|SLACK_|xox[a-z]-|xapp-|TOKEN|SECRET|PASSWORD", text, re.MULTILINE)


@pytest.mark.parametrize("instruction", ["CMD", "HEALTHCHECK"])
def test_the_command_exists(image: Stage, instruction: str) -> None:
    """What the image starts, and what checks its health, are commands of `staff-pulse`."""
    assert json.loads(image.one("ENTRYPOINT")) == ["staff-pulse"]
    command = json.loads(image.one(instruction)[image.one(instruction).index("[") :])[-1]
    run = subprocess.run(
        [Path(sys.executable).with_name("staff-pulse"), command, "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.installs
def test_the_first_stage_runs_and_its_wheel_works_elsewhere(
    build: Stage, root: Path, tmp_path: Path
) -> None:
    """The first stage's own steps, taken on this machine, give a working command anywhere."""
    take_steps(build, root, tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    staff_pulse = tmp_path / "opt/staff-pulse/bin/staff-pulse"
    for command in ("--help", "questions check"):
        run([str(staff_pulse), *command.split()], elsewhere)
    demo = "demo --headless --scenario wolverhampton-2022 --rounds 1 --seed 1 --out out"
    printed = run([str(staff_pulse), *demo.split()], elsewhere).splitlines()
    shown = (root / "README.md").read_text().partition("```text\n")[2].partition("```")[0]
    assert "72.9% (51 of 70)" in shown
    assert [line for line in shown.splitlines() if line not in printed] == []


def take_steps(stage: Stage, root: Path, top: Path) -> None:
    """Do a stage's WORKDIR, COPY and RUN below another top folder than /."""
    here = top
    for instruction, rest in stage.steps:
        if instruction == "WORKDIR":
            here = top / rest.lstrip("/")
            here.mkdir(parents=True)
        elif instruction == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copy(root / source, here / target / ("" if target == source else source))
        elif instruction == "RUN":
            run(["sh", "-ec", rest.replace("/opt/", f"{top}/opt/")], here)
        else:
            pytest.fail(f"this check cannot take the step {instruction} {rest}")


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def run(command: list[str], folder: Path) -> str:
    """What a command prints, with this Python at hand and nothing else of our environment."""
    clean = {k: v for k, v in os.environ.items() if not re.match("PYTHON|VIRTUAL_ENV|STAFF_", k)}
    clean["PATH"] = f"{Path(sys.executable).parent}:{clean['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout
