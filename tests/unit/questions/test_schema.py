import json
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft202012Validator

from questions.loader import schema, shipped

PACKAGE = files("questions")
RENEW = (
    'python -c "import json; from questions.loader import schema;'
    ' print(json.dumps(schema(), indent=2))" > questions/question-set.schema.json'
)


def test_the_schema_in_the_package_is_up_to_date() -> None:
    """The JSON Schema that editors read is the one of the file model."""
    kept = json.loads((PACKAGE / "question-set.schema.json").read_text(encoding="utf-8"))
    assert kept == schema(), f"renew it: {RENEW}"


@pytest.mark.parametrize("name", shipped())
def test_shipped_sets_point_at_the_schema_and_fit_it(name: str) -> None:
    """Each shipped set names the schema in its first line and fits it, read by any YAML reader."""
    text = (PACKAGE / "sets" / f"{name}.yaml").read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first == "# yaml-language-server: $schema=../question-set.schema.json"
    Draft202012Validator(schema()).validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ask", 0),
        ("ask", "some"),
        ("id", "A Set"),
        ("themes", {}),
        ("themes", {"A Theme": "Name"}),
        ("questions", []),
        ("colour", "blue"),
    ],
)
def test_an_editor_sees_what_the_loader_refuses(key: str, value: object) -> None:
    """The schema refuses what the loader would refuse for its shape."""
    text = (PACKAGE / "sets" / "weekly.yaml").read_text(encoding="utf-8")
    validator = Draft202012Validator(schema())
    assert not validator.is_valid(yaml.safe_load(text) | {key: value})


def test_the_schema_itself_is_sound() -> None:
    """The schema is a valid JSON Schema of its draft."""
    Draft202012Validator.check_schema(schema())
