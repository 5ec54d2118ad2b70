"""A guard: what in the program holds up a sentence of the promise, and how to take it out."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_PACKAGES = 3
_WHERE = """
import bot, questions, storage
for package in (bot, questions, storage):
    print(package.__file__)
"""

SECONDS = 600
"""So long a test may take."""

DECLARED = Path(__file__).with_name("guards.yaml")


class Untrue(Exception):
    """What is declared of a guard does not hold; its text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is taken out of a file, and what stands in its place."""

    file: str
    text: str
    instead: str

    def apply(self, tree: Path) -> None:
        """Edit a copy of the tree; Untrue unless the text is there exactly once."""
        path = tree / self.file
        content = path.read_text(encoding="utf-8") if path.exists() else ""
        found = content.count(self.text)
        if found != 1:
            first = self.text.strip().splitlines()[0]
            raise Untrue(f'{self.file} has "{first}…" {found} times, and it must be there once')
        path.write_text(content.replace(self.text, self.instead), encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One guard as it is declared.

    Attributes:
        name: what it is called in tables.
        sentence: how the sentence of the promise begins that it holds up.
        edits: take it out.
        test: the node id of the attacker that fails while it is there and succeeds without it.
    """

    name: str
    sentence: str
    edits: tuple[Edit, ...]
    test: str


def declared(file: Path = DECLARED) -> tuple[Guard, ...]:
    """All guards, in the order of the file."""
    return tuple(_guard(entry) for entry in yaml.safe_load(file.read_text(encoding="utf-8")))


def _guard(entry: dict[str, Any]) -> Guard:
    edits = tuple(
        Edit(file=one.get("file", entry["file"]), text=one["text"], instead=one.get("instead", ""))
        for one in entry.get("edits", [entry])
    )
    return Guard(name=entry["name"], sentence=entry["sentence"], edits=edits, test=entry["test"])


def our_files(root: Path = ROOT) -> list[str]:
    """The files of the project, those included that nobody has committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


@dataclass(frozen=True, slots=True)
class Tree:
    """A copy of the project, in which tests run on the copied code."""

    folder: Path

    @classmethod
    def copied(cls, to: Path) -> "Tree":
        """A copy of the project as it lies here; Untrue if its tests would run other code."""
        for name in our_files():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
            _copy_compiled(ROOT / name, target)
        tree = cls(to)
        files = tree._python("-c", _WHERE).stdout.splitlines()
        if len(files) != _PACKAGES or not all(Path(one).is_relative_to(to) for one in files):
            raise Untrue(f"the tests of {to} would run {', '.join(files) or 'nothing'}")
        return tree

    def outcome(self, *tests: str) -> "Outcome":
        """What comes of some tests."""
        options = ("-q", "--no-header", "--tb=short", "-x", "-p", "no:cacheprovider", "-m", "")
        try:
            ended = self._python("-m", "pytest", *options, *tests)
        except subprocess.TimeoutExpired:
            return Outcome(code=-1, said=f"It did not end within {SECONDS} seconds.")
        return Outcome(code=ended.returncode, said=ended.stdout + ended.stderr)

    def _python(self, *words: str) -> "subprocess.CompletedProcess[str]":
        # An edited file of the same size and second would be taken from the cache.
        environment = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *words],
            timeout=SECONDS,
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            check=False,
            text=True,
        )


def _copy_compiled(file: Path, target: Path) -> None:
    """What Python made of a file, if it did; it goes with the file's time and size.

    https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation
    """
    if file.suffix == ".py":
        compiled, to = (Path(cache_from_source(str(one))) for one in (file, target))
        if compiled.exists():
            to.parent.mkdir(exist_ok=True)
            shutil.copy2(compiled, to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run of tests ended: https://docs.pytest.org/en/stable/reference/exit-codes.html."""

    code: int
    said: str

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return self.code == 0

    @property
    def why(self) -> str:
        """What the first failure says, in a line."""
        lines = (line for line in self.said.splitlines() if line.startswith("E  "))
        return next(lines, "").removeprefix("E").strip()[:90]

    @property
    def failed(self) -> bool:
        """Whether a test failed, rather than could not be found or read."""
        return self.code == 1
