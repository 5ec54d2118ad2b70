import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.demo.scenario import Scenario, load, schema, shipped
from questions.document import parse
from questions.errors import DocumentError
from questions.keys import allowed_keys
from storage.model import REST

DOCS = Path(__file__).parents[3] / "docs"
RENEW = (
    'python -c "import json; from bot.demo.scenario import schema;'
    ' print(json.dumps(schema(), indent=2))" > docs/scenario.schema.json'
)
EXAMPLE = """\
id: town
name: Town
questions: weekly
dimensions:
  - id: team
    name: Team
    groups:
      - {id: north, name: North, neighbour: south}
      - {id: south, name: South}
groups:
  - id: north
    values: {team: north}
    size: 20
  - {id: others, size: 5}
rounds:
  - answers:
      north:
        answered: 10
        declined: 10
        choices:
          workload-manageable: {often: 6, does-not-apply: 4}
  - answers: {}
"""


def _refusal(old: str, new: str) -> str:
    assert old in EXAMPLE
    with pytest.raises(DocumentError) as refused:
        parse(EXAMPLE.replace(old, new, 1), Scenario, "town.yaml")
    return str(refused.value)


@pytest.fixture
def page() -> str:
    return (DOCS / "demo.md").read_text(encoding="utf-8")


@pytest.fixture
def example_of_page(page: str) -> str:
    found = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert found
    return found[1]


def test_a_scenario_is_a_pulse_that_the_bot_can_run() -> None:
    """Groups come from user groups, everyone else is in the rest, the defaults are filled in."""
    scenario = parse(EXAMPLE, Scenario, "town.yaml")
    pulse = scenario.pulse
    assert pulse.question_set.id == "weekly"
    assert pulse.threshold == 8
    [team] = pulse.dimensions
    assert [group.neighbour for group in team.groups] == ["south", None]
    sources = [source for group in team.groups for source in group.people]
    assert len({source.usergroup for source in sources} - {None}) == 2
    assert team.name_of(REST) == "Everyone else"
    assert scenario.size == 25


def test_a_scenario_deals_no_choices_of_a_ranking() -> None:
    """Who chooses several things cannot be dealt from counts alone, and is refused in words."""
    text = EXAMPLE.replace("weekly", "priorities").replace("workload-manageable", "help-most")
    with pytest.raises(DocumentError, match="found a ranking, of which a scenario deals no"):
        parse(text, Scenario, "town.yaml")


def test_the_last_round_is_repeated() -> None:
    """When there are more rounds than entries, the last entry happens again."""
    scenario = parse(EXAMPLE, Scenario, "town.yaml")
    assert scenario.answers(0)["north"].answered == 10
    assert [scenario.answers(number) for number in (1, 2, 9)] == [{}, {}, {}]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "often: 6",
            "often: 7",
            "line 21: rounds.1.answers.north.choices.workload-manageable: "
            "found 11 choices, allowed is 10 or less, as many as answer.",
        ),
        (
            "answered: 10",
            "answered: 21",
            "line 18: rounds.1.answers.north.answered: "
            "found 21 who answer, allowed is 20 or less, as many as there are.",
        ),
        (
            "declined: 10",
            "declined: 11",
            "line 19: rounds.1.answers.north.declined: "
            "found 11 who do not want to, allowed is 10 or less, as the others answer.",
        ),
        (
            "{often: 6",
            "{oftn: 6",
            "line 21: rounds.1.answers.north.choices.workload-manageable.oftn: "
            'found "oftn", allowed are the question\'s options: '
            "always, often, sometimes, rarely, never, does-not-apply.",
        ),
        (
            "workload-manageable",
            "workload",
            'line 21: rounds.1.answers.north.choices.workload: found "workload", '
            "allowed are the questions of the set: workload-manageable, ",
        ),
        (
            "      north:\n",
            "      west:\n",
            'line 17: rounds.1.answers.west: found "west", '
            "allowed are the ids under `groups`: north, others.",
        ),
        (
            "{team: north}",
            "{team: west}",
            "line 12: groups.1.values.team: "
            'found "west", allowed are the dimension\'s groups: north, south.',
        ),
        (
            "{team: north}",
            "{place: north}",
            'line 12: groups.1.values.place: found "place", allowed are the dimensions: team.',
        ),
        (
            "id: others",
            "id: north",
            'line 14: groups.2.id: found "north" a second time, allowed is once.',
        ),
        (
            "neighbour: south",
            "neighbour: west",
            'line 8: dimensions.1.groups.1.neighbour: found "west", allowed are the other',
        ),
        (
            "{id: south,",
            "{id: rest,",
            'line 9: dimensions.1.groups.2.id: found "rest", which Staff Pulse uses itself',
        ),
        (
            "questions: weekly",
            "questions: weakly",
            'line 3: questions: found "weakly", allowed are health-check, priorities, '
            "support-grades, weekly, wolverhampton-2022 and a question set written here.",
        ),
        (
            "questions: weekly",
            "questions: {id: town, title: Town, ask: all, themes: {a: A}}",
            "line 3: questions.questions: found no such key, and it has to be given.",
        ),
        ("name: Town", "nam: Town", "line 2: nam: found a key that is not known here"),
        ("size: 20", "size: 0", 'line 13: groups.1.size: found "0", allowed is 1 or more.'),
        ("size: 20", "size: 20000", "line 10: groups: found 20005 people, allowed are 20000 "),
        ("answered: 10", "answered: -1", 'answered: found "-1", allowed is 0 or more'),
        (
            "id: town\n",
            "id: town\nthreshold: 4\n",
            'line 2: threshold: found "4", allowed is 5 or more.',
        ),
        ("  - answers: {}\n", "  - answers:\n", "line 22: rounds.2.answers: found nothing"),
    ],
)
def test_what_does_not_fit_is_refused(old: str, new: str, said: str) -> None:
    """A mistake is told with file, line, key, what was found and what is allowed."""
    refused = _refusal(old, new)
    assert refused.startswith("town.yaml, line ")
    assert said in refused


def test_a_schedule_that_cannot_be_is_refused() -> None:
    """A round that closes before its reminder is refused at the line of the closing."""
    schedule = (
        "schedule: {opens: Tuesday 10:00, reminds: Thursday 10:00, closes: Wednesday 16:00,\n"
        "  publishes: next Monday 09:00, first: 2026-11-24}\n"
    )
    said = _refusal("rounds:\n", f"{schedule}rounds:\n")
    assert 'line 15: schedule.closes: found "Wednesday 16:00", allowed is a time after' in said


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_are_known_by_name(name: str) -> None:
    """Each shipped scenario loads, and its id is the name of its file."""
    assert load(name).id == name


def test_a_scenario_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """An unknown name lists those there are, and a missing file is named."""
    with pytest.raises(DocumentError, match="allowed are quiet-town, wolverhampton-2022, yearly-"):
        load("lively-town")
    with pytest.raises(DocumentError, match=r"none\.yaml: found no such file"):
        load(str(tmp_path / "none.yaml"))


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    """A path that ends in .yaml is a scenario of one's own."""
    file = tmp_path / "town.yaml"
    file.write_text(EXAMPLE, encoding="utf-8")
    assert load(str(file)).name == "Town"


def test_the_schema_is_up_to_date() -> None:
    """The JSON Schema that editors read is the one of the file model."""
    kept = json.loads((DOCS / "scenario.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(kept)
    assert kept == schema(), f"renew it: {RENEW}"


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_point_at_the_schema_and_fit_it(name: str) -> None:
    """Each shipped scenario names the schema in its first line and fits it."""
    folder = DOCS.parent / "bot" / "demo" / "scenarios"
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    pointed = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert pointed
    assert (folder / pointed[1]).resolve() == (DOCS / "scenario.schema.json").resolve()
    # The loader takes every scalar as text, as JSON Schema takes a date.
    plain = yaml.safe_load(re.sub(r"first: (\S+)", r'first: "\1"', text))
    Draft202012Validator(schema()).validate(plain)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: plain | {"colour": "blue"},
        lambda plain: plain | {"groups": []},
        lambda plain: plain | {"questions": {"id": "town"}},
        lambda plain: plain | {"threshold": 4},
        lambda plain: plain | {"rounds": [{"answers": {"north": {"answered": -1}}}]},
        lambda plain: plain | {"rounds": [{"answers": {"The North": {}}}]},
    ],
)
def test_an_editor_sees_what_the_loader_refuses(
    spoil: Callable[[dict[str, object]], dict[str, object]],
) -> None:
    """The schema refuses what the loader would refuse for its shape."""
    plain = yaml.safe_load(EXAMPLE)
    validator = Draft202012Validator(schema())
    assert validator.is_valid(plain)
    assert not validator.is_valid(spoil(plain))


def test_the_example_of_the_page_is_a_scenario(example_of_page: str) -> None:
    """The example on the page loads as it stands."""
    assert parse(example_of_page, Scenario, "docs/demo.md").size == 80


def test_the_page_names_all_that_can_be_written(page: str) -> None:
    """Each key and each shipped scenario is on the page."""
    paths: list[tuple[str | int, ...]] = [
        (),
        ("dimensions", 0),
        ("dimensions", 0, "groups", 0),
        ("groups", 0),
        ("rounds", 0),
        ("rounds", 0, "answers", "a"),
    ]
    keys = [key for path in paths for key in allowed_keys(Scenario, path)]
    for name in (*keys, *shipped()):
        assert f"`{name}`" in page, name
