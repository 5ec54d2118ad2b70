import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from bot.demo.headless import run
from bot.demo.scenario import Scenario, load

Exported = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A demo that has run: its scenario, its folder, and what it said."""

    scenario: Scenario
    out: Path
    said: tuple[str, ...]

    @property
    def digests(self) -> tuple[Exported, ...]:
        """Each round's digest as data, in order."""
        return tuple(json.loads(file.read_text()) for file in self.files("json"))

    @property
    def posted(self) -> tuple[str, ...]:
        """Each round's digest as posted, in order."""
        return tuple(file.read_text() for file in self.files("txt"))

    def files(self, suffix: str) -> list[Path]:
        """The files of that suffix among the digests, in order."""
        return sorted((self.out / "digests").glob(f"*.{suffix}"))


class Play(Protocol):
    """Runs a scenario through the whole wire."""

    def __call__(self, name: str, *, rounds: int = 1, seed: int = 1) -> Played: ...


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    def play(name: str, *, rounds: int = 1, seed: int = 1) -> Played:
        out = tmp_path_factory.mktemp(name)
        said: list[str] = []
        scenario = load(name)
        asyncio.run(run(scenario, rounds=rounds, seed=seed, out=out, say=said.append))
        return Played(scenario=scenario, out=out, said=tuple(said))

    return play


@pytest.fixture(scope="session")
def wolverhampton(play: Play) -> Played:
    """One round with the published figures."""
    return play("wolverhampton-2022")


@pytest.fixture(scope="session")
def quiet_town(play: Play) -> Played:
    """Three rounds of a small council."""
    return play("quiet-town", rounds=3)
