import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of the Dockerfile: its instructions in order, each with what stands behind it."""

    base: str
    name: str | None
    steps: tuple[tuple[str, str], ...]

    def all(self, instruction: str) -> tuple[str, ...]:
        return tuple(rest for each, rest in self.steps if each == instruction)

    def one(self, instruction: str) -> str:
        (rest,) = self.all(instruction)
        return rest


@pytest.fixture(scope="session")
def stages(root: Path) -> tuple[Stage, ...]:
    """The stages of the Dockerfile, its comments left out and its continued lines joined."""
    lines = (root / "Dockerfile").read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    steps = [
        (found[1], " ".join(found[2].split()))
        for found in re.finditer(r"^([A-Z]+) (.*)$", text.replace("\\\n", " "), re.MULTILINE)
    ]
    starts = [i for i, (instruction, _) in enumerate(steps) if instruction == "FROM"]
    parts = zip(starts, [*starts[1:], len(steps)], strict=True)
    return tuple(_stage(steps[start:end]) for start, end in parts)


def _stage(steps: list[tuple[str, str]]) -> Stage:
    base, _, name = steps[0][1].partition(" AS ")
    return Stage(base=base, name=name or None, steps=tuple(steps[1:]))


@pytest.fixture(scope="session")
def our_files(root: Path) -> tuple[Path, ...]:
    """Every file of the project that people write, without what is made from them."""
    made = {"__pycache__", "data", "keys", "demo-out", "dist", "build"}
    found: list[Path] = []
    for folder, inner, files in os.walk(root):
        inner[:] = [
            name
            for name in inner
            if name not in made and (name == ".ci" or not name.startswith("."))
        ]
        found.extend(Path(folder, name) for name in files)
    return tuple(sorted(found))
