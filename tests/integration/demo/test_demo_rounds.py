import asyncio
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from bot.demo.colleagues import move_in
from bot.demo.headless import run
from bot.demo.scenario import Scenario, load
from bot.sandbox import Sandbox
from questions.model import DOES_NOT_APPLY

if TYPE_CHECKING:
    from tests.integration.demo.conftest import Exported, Play, Played


def _persons(name: str) -> list[bytes]:
    """The ids of everyone whom a scenario puts into the workspace."""
    people = move_in(Sandbox().workspace, load(name))
    return [person.encode() for persons in people.values() for person in persons]


def _found(persons: Iterable[bytes], *folders: Path) -> set[bytes]:
    """The ids that stand in the bytes of any file below the folders, or in its name."""
    files = [path for folder in folders for path in folder.rglob("*")]
    kept = b"\0".join(
        part
        for path in files
        for part in (path.name.encode(), path.read_bytes() if path.is_file() else b"")
    )
    return {person for person in persons if person in kept}


@pytest.mark.parametrize("name", ["wolverhampton", "quiet_town"])
def test_nothing_that_led_to_the_figures_is_left(name: str, request: pytest.FixtureRequest) -> None:
    """After the last digest no file holds anybody's id, no box is there and no key."""
    played: Played = request.getfixturevalue(name)
    persons = _persons(played.scenario.id)
    assert len(persons) == played.scenario.size
    assert _found(persons, played.out) == set()
    left = [*(played.out / "data" / "boxes").iterdir(), *(played.out / "keys").iterdir()]
    assert {path.name for path in left} == {"belongs-to", "lock"}


def test_the_search_finds_people_while_a_round_is_open(tmp_path: Path) -> None:
    """Ended halfway, the folder still holds the box with its roster and the key, and the search
    above finds everyone."""

    class Enough(Exception):
        pass

    def say(line: str) -> None:
        if "are reminded" in line:
            raise Enough

    scenario = load("quiet-town")
    with pytest.raises(Enough):
        asyncio.run(run(scenario, rounds=1, seed=1, out=tmp_path, say=say))
    persons = _persons("quiet-town")
    assert _found(persons, tmp_path / "data") == set(persons)
    assert len(list((tmp_path / "keys").glob("*.key"))) == 1


def test_each_round_has_its_digest(quiet_town: "Played") -> None:
    """Three rounds leave three digests, each as text and as data, a week apart."""
    rounds = ["quiet-town-2026-11-24", "quiet-town-2026-12-01", "quiet-town-2026-12-08"]
    assert [file.stem for file in quiet_town.files("txt")] == rounds
    assert [digest["round"] for digest in quiet_town.digests] == rounds


@pytest.mark.parametrize("name", ["wolverhampton", "quiet_town"])
def test_digests_are_as_documented(name: str, request: pytest.FixtureRequest) -> None:
    """Each digest's data fits the JSON Schema that is published for it."""
    played: Played = request.getfixturevalue(name)
    docs = Path(__file__).parents[3] / "docs"
    schema = json.loads((docs / "digest.schema.json").read_text(encoding="utf-8"))
    for digest in played.digests:
        Draft202012Validator(schema).validate(digest)


def test_exact_figures_are_what_people_chose(quiet_town: "Played") -> None:
    """Every count that is shown exactly is the sum of the scenario's choices, in every round."""
    questions = {one.id: one for one in quiet_town.scenario.question_set.questions}
    checked = 0
    for number, digest in enumerate(quiet_town.digests):
        for figure in digest["figures"]:
            if figure["precision"] != "exact":
                continue
            chosen = _chosen(quiet_town.scenario, number, figure)
            answered = sum(n for option, n in chosen.items() if option != DOES_NOT_APPLY)
            liked = sum(chosen[option] for option in questions[figure["question"]].favourable)
            assert (figure["favourable"], figure["answered"]) == (liked, answered)
            checked += 1
    assert checked >= 12


def _chosen(scenario: Scenario, number: int, figure: "Exported") -> Counter[str]:
    """What everyone together chose; only that is exact in so small a council."""
    assert figure["group"] == "everyone"
    total: Counter[str] = Counter()
    for answers in scenario.answers(number).values():
        total.update(answers.choices.get(figure["question"], {}))
    return total


def test_small_teams_are_merged_and_said_in_words(quiet_town: "Played") -> None:
    """A team too small stands with its neighbour, and where that is not enough in rougher words."""
    teams = [
        figure
        for digest in quiet_town.digests
        for figure in digest["figures"]
        if figure["dimension"] == "team"
    ]
    groups = {figure["group"] for figure in teams}
    assert "riverside-hospital+riverside-reablement" in groups
    assert not groups & {"riverside-reablement", "duty-desk", "hillside-mental-health"}
    assert {figure["precision"] for figure in teams} == {"band"}
    assert any("half of 8 to 14" in figure["text"] for figure in teams)
    assert all("favourable" not in figure and "percent" not in figure for figure in teams)


def test_the_trend_goes_on_from_round_to_round(quiet_town: "Played") -> None:
    """The last digest puts the anchors of all three rounds beside each other."""
    shares = [
        figure["text"].split(" ")[0]
        for digest in quiet_town.digests
        for figure in digest["figures"]
        if (figure["question"], figure["group"]) == ("workload-manageable", "everyone")
    ]
    told = re.search(r"^Workload: (.*)\.$", quiet_town.posted[-1], re.MULTILINE)
    assert told is not None
    assert [week.rpartition(": ")[2] for week in told[1].split("; ")] == shares


def test_the_same_scenario_gives_the_same_digests(quiet_town: "Played", play: "Play") -> None:
    """Played again they are equal to the byte, and with another seed too: only counts matter."""
    again = play("quiet-town", rounds=2, seed=1)
    assert again.posted == quiet_town.posted[:2]
    assert again.digests == quiet_town.digests[:2]
    other = play("quiet-town", rounds=1, seed=2)
    assert other.posted == quiet_town.posted[:1]
    assert other.digests == quiet_town.digests[:1]
