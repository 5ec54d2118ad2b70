import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from bot import pulse_file
from questions.errors import DocumentError
from questions.loader import load_shipped
from storage.model import REST, Cadence, Moment, Pulse, Source, Weekday

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "pulses.example.yaml"
SCHEMA = DOCS / "pulses.schema.json"

RENEW = (
    'python -c "import json; from bot.pulse_file import schema;'
    ' print(json.dumps(schema(), indent=2))" > docs/pulses.schema.json'
)

PULSES = """\
pulses:
  - id: weekly
    name: Weekly pulse
    questions: weekly
    audience:
      - channel: C0STAFF
    dimensions:
      - id: team
        name: Team
        groups:
          - id: north
            name: North
            people: [{usergroup: S0NORTH}]
            neighbour: south
          - id: south
            name: South
            people: [{channel: C0SOUTH}]
    schedule:
      opens: Tuesday 10:00
      reminds: Wednesday 10:00
      closes: Thursday 16:00
      publishes: next Monday 09:00
      first: 2026-11-24
    leadership: C0LEADERS
    staff: C0STAFF
    support: Your manager, or the listening line.
    contact: the principal social worker
"""

DIMENSION = "      - {id: NAME, name: Name, groups: [{id: a, name: A, people: [{channel: C0A}]}]}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pulses.yaml"


def read(file: Path, text: str) -> tuple[Pulse, ...]:
    file.write_text(text, encoding="utf-8")
    return pulse_file.read(file)


def refusal(file: Path, text: str) -> str:
    """The sentence with which a file is refused, after the file's name."""
    with pytest.raises(DocumentError) as refused:
        read(file, text)
    sentence = str(refused.value)
    assert sentence.startswith(str(file))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence.removeprefix(str(file)).removeprefix(", ")


def changed(old: str, new: str) -> str:
    assert PULSES.count(old) == 1
    return PULSES.replace(old, new)


def test_a_file_becomes_pulses_with_their_question_sets(file: Path) -> None:
    """What a file leaves out has its default, and a shipped question set is found by name."""
    (pulse,) = read(file, PULSES)
    assert pulse.question_set == load_shipped("weekly")
    assert pulse.audience == (Source(channel="C0STAFF"),)
    assert [group.neighbour for group in pulse.dimension("team").groups] == ["south", None]
    assert pulse.dimension("team").name_of(f"south+{REST}") == "South and Everyone else"
    assert (
        pulse.threshold,
        pulse.schedule.every,
        pulse.schedule.zone,
        pulse.schedule.holidays,
    ) == (
        8,
        Cadence.WEEKLY,
        "Europe/London",
        "england",
    )
    assert Pulse.model_validate_json(pulse.model_dump_json()) == pulse


def test_a_question_set_may_lie_beside_the_file(file: Path) -> None:
    """A path is looked up from the folder of the file that names it."""
    (file.parent / "ours.yaml").write_text(
        "id: ours\n"
        "title: Ours\n"
        "ask: all\n"
        "themes: {workload: Workload}\n"
        "questions:\n"
        "  - {id: fair, theme: workload, wording: 'Was work given out fairly?',\n"
        "     scale: yes-partly-no, favourable: [yes]}\n",
        encoding="utf-8",
    )
    (pulse,) = read(file, changed("questions: weekly", "questions: ours.yaml"))
    assert pulse.question_set.id == "ours"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "first: 2026",
            "zone: Europe/Londn\n      first: 2026",
            "line 23: pulses.1.schedule.zone: "
            'found "Europe/Londn", allowed is a time zone such as Europe/London.',
        ),
        (
            "closes: Thursday 16:00",
            "closes: Monday 16:00",
            'line 21: pulses.1.schedule.closes: found "Monday 16:00", '
            'allowed is a time after reminds, "Wednesday 10:00", '
            "since a round opens, reminds, closes and publishes in this order.",
        ),
        (
            "reminds: Wednesday 10:00",
            "reminds: Friday 10:00",
            'line 21: pulses.1.schedule.closes: found "Thursday 16:00", '
            'allowed is a time after reminds, "Friday 10:00", '
            "since a round opens, reminds, closes and publishes in this order.",
        ),
        (
            "reminds: Wednesday 10:00",
            "reminds: Tuesday 10:00",
            'line 20: pulses.1.schedule.reminds: found "Tuesday 10:00", '
            'allowed is a time after opens, "Tuesday 10:00", '
            "since a round opens, reminds, closes and publishes in this order.",
        ),
        (
            "publishes: next Monday 09:00",
            "publishes: Thursday 15:59",
            'line 22: pulses.1.schedule.publishes: found "Thursday 15:59", '
            'allowed is a time after closes, "Thursday 16:00", '
            "since a round opens, reminds, closes and publishes in this order.",
        ),
        (
            "publishes: next Monday 09:00",
            "publishes: next Tuesday 10:00",
            'line 22: pulses.1.schedule.publishes: found "next Tuesday 10:00", '
            'allowed is a time before the next round opens, "next Tuesday 10:00".',
        ),
        (
            "publishes: next Monday 09:00",
            "publishes: week 3 Tuesday 11:00\n      every: fortnightly",
            'line 22: pulses.1.schedule.publishes: found "week 3 Tuesday 11:00", '
            'allowed is a time before the next round opens, "week 3 Tuesday 10:00".',
        ),
        (
            "publishes: next Monday 09:00",
            "publishes: week 5 Tuesday 10:00\n      every: monthly",
            'line 22: pulses.1.schedule.publishes: found "week 5 Tuesday 10:00", '
            'allowed is a time before the next round opens, "week 5 Tuesday 10:00".',
        ),
        (
            "opens: Tuesday 10:00",
            "opens: next Tuesday 10:00",
            'line 19: pulses.1.schedule.opens: found "next Tuesday 10:00", '
            'allowed is a day without "next" or "week".',
        ),
        (
            "opens: Tuesday 10:00",
            "opens: Tuesday 24:00",
            'line 19: pulses.1.schedule.opens: found "Tuesday 24:00", '
            "allowed is a day and a time from 00:00 to 23:59, "
            'such as "Tuesday 10:00", "next Monday 09:00" or "week 3 Friday 16:00".',
        ),
        (
            "opens: Tuesday 10:00",
            "opens:",
            'line 19: pulses.1.schedule.opens: found "", '
            "allowed is a day and a time from 00:00 to 23:59, "
            'such as "Tuesday 10:00", "next Monday 09:00" or "week 3 Friday 16:00".',
        ),
        (
            "first: 2026-11-24",
            "first: 24/11/2026",
            'line 23: pulses.1.schedule.first: found "24/11/2026", '
            "allowed is a date such as 2026-11-30.",
        ),
        (
            "first: 2026",
            "every: daily\n      first: 2026",
            'line 23: pulses.1.schedule.every: found "daily", '
            'allowed is "weekly", "fortnightly", "monthly" or "once".',
        ),
        (
            "leadership: C0LEADERS",
            "leadership: C0LEADERS\n    threshold: 4",
            'line 25: pulses.1.threshold: found "4", allowed is 5 or more.',
        ),
        (
            "    schedule:\n",
            "".join(DIMENSION.replace("NAME", name) for name in "abc") + "    schedule:\n",
            "line 7: pulses.1.dimensions: found a list of 4, allowed is 3 entries at most.",
        ),
        (
            "    schedule:\n",
            DIMENSION.replace("NAME", "team") + "    schedule:\n",
            'line 18: pulses.1.dimensions.2.id: found "team" a second time, allowed is once.',
        ),
        (
            "neighbour: south",
            "neighbour: west",
            'line 14: pulses.1.dimensions.1.groups.1.neighbour: found "west", '
            "allowed are the other groups of the dimension: south, rest.",
        ),
        (
            "neighbour: south",
            "neighbour: north",
            'line 14: pulses.1.dimensions.1.groups.1.neighbour: found "north", '
            "allowed are the other groups of the dimension: south, rest.",
        ),
        (
            "id: south",
            "id: north",
            'line 15: pulses.1.dimensions.1.groups.2.id: found "north" a second time, '
            "allowed is once.",
        ),
        (
            "id: south",
            "id: rest",
            'line 15: pulses.1.dimensions.1.groups.2.id: found "rest", '
            "which Staff Pulse uses itself, allowed is another.",
        ),
        (
            "id: team",
            "id: everyone",
            'line 8: pulses.1.dimensions.1.id: found "everyone", '
            "which Staff Pulse uses itself, allowed is another.",
        ),
        (
            "neighbour: south",
            "neighbor: south",
            "line 14: pulses.1.dimensions.1.groups.1.neighbor: found a key that is not known "
            "here, allowed are id, name, people, area, neighbour.",
        ),
        (
            "contact:",
            "owner: us\n    contact:",
            "line 27: pulses.1.owner: found a key that is not known here, allowed are id, name, "
            "dimensions, audience, schedule, leadership, staff, threshold, support, contact, "
            "questions.",
        ),
        (
            "pulses:",
            "pulse: x\npulses:",
            "line 1: pulse: found a key that is not known here, allowed are pulses.",
        ),
        (
            "leadership: C0LEADERS",
            'leadership: "#leaders"',
            'line 24: pulses.1.leadership: found "#leaders", '
            'allowed is the id of a channel as Slack shows it under "About", such as C0123ABCD.',
        ),
        (
            "channel: C0SOUTH",
            "channel: C0SOUTH, usergroup: S0SOUTH",
            "line 17: pulses.1.dimensions.1.groups.2.people.1: found both, "
            "allowed is either a usergroup or a channel.",
        ),
        (
            "channel: C0SOUTH",
            "",
            "line 17: pulses.1.dimensions.1.groups.2.people.1: found neither, "
            "allowed is either a usergroup or a channel.",
        ),
        (
            "{channel: C0SOUTH}",
            "",
            "line 17: pulses.1.dimensions.1.groups.2.people: found a list of 0, "
            "allowed is 1 or more entries.",
        ),
    ],
)
def test_a_wrong_value_is_refused_in_a_sentence(file: Path, old: str, new: str, said: str) -> None:
    """The sentence names the file, the line, the key, what was found and what is allowed."""
    assert refusal(file, changed(old, new)) == said


def test_an_audience_of_nobody_is_refused(file: Path) -> None:
    """A pulse asks an audience or the people of its groups; one of the two is enough."""
    needed = "found nobody to ask, needed is an audience of usergroups or channels"
    audience = PULSES[PULSES.index("    audience") : PULSES.index("    dimensions")]
    groups = PULSES[PULSES.index("    dimensions") : PULSES.index("    schedule")]
    both_empty = changed(groups, "").replace(audience, "    audience: []\n")
    assert refusal(file, both_empty).startswith(f"line 5: pulses.1.audience: {needed}")
    assert refusal(file, changed(audience + groups, "")).startswith(f"line 2: pulses.1: {needed}")
    assert read(file, changed(groups, ""))[0].dimensions == ()
    assert read(file, changed(audience, ""))[0].audience == ()


@pytest.mark.parametrize("name", ["schedule", "leadership", "staff", "support", "contact"])
def test_what_a_pulse_needs_has_to_be_given(file: Path, name: str) -> None:
    """A key that is missing is named."""
    lines = [line for line in PULSES.splitlines() if not line.startswith(f"    {name}:")]
    if name == "schedule":
        first = lines.index("      opens: Tuesday 10:00")
        del lines[first : first + 5]
    said = f"line 2: pulses.1.{name}: found no such key, and it has to be given."
    assert refusal(file, "\n".join(lines)) == said


def test_two_pulses_of_one_id_are_refused(file: Path) -> None:
    """A pulse's id stands once, so that its rounds cannot be mixed up."""
    twice = PULSES + PULSES.removeprefix("pulses:\n")
    said = 'line 28: pulses.2.id: found "weekly" a second time, allowed is once.'
    assert refusal(file, twice) == said
    both = PULSES + PULSES.removeprefix("pulses:\n").replace("id: weekly", "id: other")
    assert [pulse.id for pulse in read(file, both)] == ["weekly", "other"]


def test_a_question_set_that_is_not_there_is_refused(file: Path) -> None:
    """A misspelt name hears which names there are, a missing file hears its path."""
    wrong_name = refusal(file, changed("questions: weekly", "questions: weekley"))
    assert wrong_name.startswith(
        'line 4: pulses.1.questions: found "weekley", allowed are health-check'
    )
    wrong_path = refusal(file, changed("questions: weekly", "questions: ours.yaml"))
    ours = file.parent / "ours.yaml"
    assert wrong_path.startswith(f"line 4: pulses.1.questions: {ours}: found no such file")


def test_a_question_set_with_a_mistake_is_refused_with_its_own_line(file: Path) -> None:
    """The sentence leads from the pulse to the place in the question set's file."""
    own = file.parent / "ours.yaml"
    own.write_text("id: ours\ntitle: Ours\nask: none\n", encoding="utf-8")
    sentence = refusal(file, changed("questions: weekly", "questions: ours.yaml"))
    assert sentence.startswith(f"line 4: pulses.1.questions: {own}, line ")


def test_no_pulses_are_refused(file: Path) -> None:
    """A file says something."""
    said = "line 1: pulses: found a list of 0, allowed is 1 or more entries."
    assert refusal(file, "pulses: []") == said


def test_the_example_shows_every_key() -> None:
    """The documented example loads, and holds every key that a file may have."""
    weekly, health_check = pulse_file.read(EXAMPLE)
    assert [len(dimension.groups) for dimension in weekly.dimensions] == [1, 3]
    assert health_check.question_set.ask == "all"
    keys = set(_keys(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))))
    assert keys == set(_properties(pulse_file.schema()))


def test_the_schema_is_up_to_date() -> None:
    """The committed JSON Schema is the one that the program checks by."""
    kept = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert kept == pulse_file.schema(), f"renew it: {RENEW}"


def test_the_schema_accepts_the_example_and_refuses_mistakes() -> None:
    """An editor that uses the schema flags what the program would refuse."""
    Draft202012Validator.check_schema(pulse_file.schema())
    validator = Draft202012Validator(pulse_file.schema())
    validator.validate(_json_like(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))))
    validator.validate(_json_like(yaml.safe_load(PULSES)))
    for old, new in (
        ("opens: Tuesday 10:00", "opens: Tuesday 25:00"),
        ("closes: Thursday", "closes: Thirstday"),
        ("neighbour: south", "neighbor: south"),
        ("leadership: C0LEADERS", "leadership: leaders"),
    ):
        assert not validator.is_valid(_json_like(yaml.safe_load(changed(old, new))))


MOMENTS = st.builds(
    Moment,
    week=st.integers(1, 9),
    day=st.sampled_from(Weekday),
    at=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
)


@settings(deadline=None)
@given(MOMENTS)
def test_a_moment_reads_back_as_it_is_written(moment: Moment) -> None:
    """A moment's words mean the same moment in any case, and fit the schema."""
    adapter = TypeAdapter(Moment)
    assert adapter.validate_json(adapter.dump_json(moment)) == moment
    for words in (str(moment), str(moment).lower(), f"  {str(moment).upper()} "):
        assert adapter.validate_python(words) == moment
    Draft202012Validator(Moment.model_json_schema()).validate(str(moment))


def _json_like(data: object) -> object:
    """What an editor sees of YAML: dates are text."""
    return json.loads(json.dumps(data, default=str))


def _keys(data: object) -> list[str]:
    if isinstance(data, dict):
        return [*data, *(key for value in data.values() for key in _keys(value))]
    if isinstance(data, list):
        return [key for value in data for key in _keys(value)]
    return []


def _properties(schema: dict[str, Any]) -> list[str]:
    parts = [schema, *schema["$defs"].values()]
    return [name for part in parts for name in part.get("properties", {})]


def written(pulses: tuple[Pulse, ...], file: Path) -> tuple[Pulse, ...]:
    """The pulses once they were written and read again."""
    for path, text in pulse_file.write(pulses, file).items():
        path.write_text(text, encoding="utf-8")
    return pulse_file.read(file)


def test_the_example_is_written_without_loss(file: Path) -> None:
    """What is written is read as the same pulses, and shipped question sets go by name."""
    pulses = pulse_file.read(EXAMPLE)
    assert written(pulses, file) == pulses
    assert [path.name for path in file.parent.iterdir()] == ["pulses.yaml"]


def test_own_question_sets_stand_beside_the_file(file: Path) -> None:
    """Each has a file of its own, also where two have one id or it would be the pulses' name."""
    (pulse,) = read(file, PULSES)
    shipped = pulse.question_set
    sets = [
        shipped.model_copy(update={"title": "Ours"}),
        shipped.model_copy(update={"title": "Theirs"}),
        shipped.model_copy(update={"id": "pulses"}),
        shipped,
    ]
    pulses = tuple(
        pulse.model_copy(update={"id": f"p{number}", "question_set": one})
        for number, one in enumerate((*sets, sets[0]))
    )
    assert written(pulses, file) == pulses
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "pulses-2.yaml",
        "pulses.yaml",
        "weekly-2.yaml",
        "weekly.yaml",
    ]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60
).filter(str.strip)


@settings(max_examples=30, deadline=None)
@given(
    name=TEXT,
    support=st.lists(TEXT, min_size=1, max_size=3).map("\n".join),
    contact=TEXT,
    area=TEXT,
    threshold=st.integers(5, 30),
    every=st.sampled_from(Cadence),
)
def test_whatever_was_typed_is_written_without_loss(
    tmp_path_factory: pytest.TempPathFactory, area: str, **typed: object
) -> None:
    """Words that mean something in YAML, quotes and several lines are read as they were."""
    file = tmp_path_factory.mktemp("written") / "pulses.yaml"
    (pulse,) = read(file, changed("            neighbour: south\n", ""))
    body = pulse.model_dump(mode="json") | typed
    body["schedule"] |= {"every": body.pop("every")}
    body["dimensions"][0]["groups"][0]["area"] = area
    pulses = (Pulse.model_validate(body),)
    assert written(pulses, file) == pulses
