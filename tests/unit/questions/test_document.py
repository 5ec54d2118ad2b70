import datetime as dt
import string
from pathlib import Path
from typing import Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from questions.document import MOST_BYTES, parse, read
from questions.errors import DocumentError, refusal
from questions.node import compose


class Stop(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=10)
    at: dt.time | None = None


class Route(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    stops: list[Stop] = Field(default_factory=list, max_length=3)
    every: int | Literal["never"] = 7
    from_: dt.date | None = Field(default=None, alias="from")
    open: bool = True
    share: float = 0.5
    places: dict[str, Stop] = Field(default_factory=dict)
    either: Stop | int | None = None

    @model_validator(mode="after")
    def _first_stop_is_not_last(self) -> "Route":
        if len(self.stops) > 1 and self.stops[0].name == self.stops[-1].name:
            raise refusal("found the first stop again, allowed is another", "stops", 1, "name")
        if self.name == "nowhere":
            raise ValueError('found a route to "nowhere", allowed is a place.')
        return self


def refused(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        parse(text, Route, "route.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "true", "2022", "10:00", "2022-09-01", "1e3", "0x1F", ".inf", "=", "1_000"],
)
def test_text_stays_what_was_written(written: str) -> None:
    """A plain scalar in a text field is the text as written, whatever YAML 1.1 makes of it."""
    assert parse(f"name: {written}", Route, "route.yaml").name == written


def test_fields_decide_what_scalars_mean() -> None:
    """Numbers, truths, dates and times are read where the model asks for them."""
    text = (
        "name: 5\nevery: 14\nfrom: 2026-11-30\nopen: false\nshare: 0.25\n"
        "stops: [{name: a, at: 10:00}]"
    )
    route = parse(text, Route, "route.yaml")
    assert (route.name, route.every, route.open, route.share) == ("5", 14, False, 0.25)
    assert route.from_ == dt.date(2026, 11, 30)
    assert route.stops[0].at == dt.time(10)


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_an_empty_place_is_nothing(empty: str) -> None:
    """An empty place, ~ and null are None; in quotes they are text."""
    assert parse(f"name: x\neither: {empty}", Route, "route.yaml").either is None
    assert parse(f'name: "{empty}"', Route, "route.yaml").name == empty


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "name: x\n\nsteps: []",
            (
                "route.yaml, line 3: steps: found a key that is not known here, allowed are name,"
                " stops, every, from, open, share, places, either."
            ),
        ),
        (
            "name: x\nstops:\n  - name: a\n  - name: b\n    when: 10:00",
            (
                "route.yaml, line 5: stops.2.when: found a key that is not known here,"
                " allowed are name, at."
            ),
        ),
        (
            "name: x\nplaces:\n  home: {name: a, when: 1}",
            (
                "route.yaml, line 3: places.home.when: found a key that is not known here,"
                " allowed are name, at."
            ),
        ),
        (
            "stops: []",
            "route.yaml, line 1: name: found no such key, and it has to be given.",
        ),
        (
            "name: x\nstops:\n  -\n    at: 10:00",
            "route.yaml, line 4: stops.1.name: found no such key, and it has to be given.",
        ),
        ("name: [a, b]", "route.yaml, line 1: name: found a list of 2, allowed is text."),
        ("name:", "route.yaml, line 1: name: found nothing, allowed is text."),
        (
            "name: x\nstops: [{name: a, at: noon}]",
            'route.yaml, line 2: stops.1.at: found "noon", allowed is a time such as 10:00.',
        ),
        (
            "name: x\nstops:\n- {name: abcdefghijkl}",
            (
                'route.yaml, line 3: stops.1.name: found "abcdefghijkl" (12 characters),'
                " allowed is 10 characters at most."
            ),
        ),
        (
            "name: x\nstops: [{name: ''}]",
            'route.yaml, line 2: stops.1.name: found "", allowed is 1 or more characters.',
        ),
        (
            "name: x\nstops: [{name: a}, {name: b}, {name: c}, {name: d}]",
            "route.yaml, line 2: stops: found a list of 4, allowed is 3 entries at most.",
        ),
        (
            "name: x\nstops: {name: a}",
            "route.yaml, line 2: stops: found keys (name), allowed is a list.",
        ),
        (
            "name: x\nevery: often",
            'route.yaml, line 2: every: found "often", allowed is a whole number or "never".',
        ),
        (
            "name: x\nopen: perhaps\nshare: half\nfrom: May",
            (
                'route.yaml, line 2: open: found "perhaps", allowed is true or false;'
                " 2 more mistakes follow."
            ),
        ),
        (
            "name: x\nshare: half",
            'route.yaml, line 2: share: found "half", allowed is a number.',
        ),
        (
            "name: x\nfrom: May",
            'route.yaml, line 2: from: found "May", allowed is a date such as 2026-11-30.',
        ),
        (
            "stops:\n  - name: a\n  - name: a\nname: x",
            "route.yaml, line 3: stops.2.name: found the first stop again, allowed is another.",
        ),
        (
            "name: nowhere",
            'route.yaml, line 1: found a route to "nowhere", allowed is a place.',
        ),
        ("- a", "route.yaml, line 1: found a list of 1, allowed is keys with values."),
        ("plain", 'route.yaml, line 1: found "plain", allowed is keys with values.'),
        ("# only this", "route.yaml: found nothing in it, needed are name."),
        ("~", "route.yaml: found nothing in it, needed are name."),
        (
            "name: x\nname: y",
            "route.yaml, line 2: name: found this key twice, first on line 1, allowed is once.",
        ),
        (
            "name: x\nstops: [{name: a, name: b}]",
            (
                "route.yaml, line 2: stops.1.name: found this key twice, first on line 2,"
                " allowed is once."
            ),
        ),
        (
            "name: &it x\nstops: [*it]",
            (
                "route.yaml, line 1: name: found the YAML anchor or alias it,"
                " allowed is to write it out."
            ),
        ),
        (
            "name: x\nstops: [*it]",
            (
                "route.yaml, line 2: stops.1: found the YAML anchor or alias it,"
                " allowed is to write it out."
            ),
        ),
        (
            "name: !!python/object:os.system x",
            (
                "route.yaml, line 1: name: found the YAML tag"
                " tag:yaml.org,2002:python/object:os.syste…, allowed are plain values."
            ),
        ),
        (
            "name: x\nstops: " + "[" * 30 + "]" * 30,
            "route.yaml, line 2: found more than 20 levels, allowed are 20.",
        ),
        (
            "? [a]\n: x",
            "route.yaml, line 1: found a list or keys as a key, allowed is text.",
        ),
        (
            "name: x\n---\nname: y",
            "route.yaml, line 2: found a second document (---), allowed is one a file.",
        ),
        (
            "name: a: b",
            (
                "route.yaml, line 1: found what YAML cannot read"
                " (mapping values are not allowed here), check the spaces at the start"
                " of the line and put text with a colon in quotes."
            ),
        ),
        (
            "name: x\nevery: \x07",
            "route.yaml, line 2: found the control character U+0007, allowed is text.",
        ),
    ],
)
def test_each_mistake_is_one_sentence(text: str, sentence: str) -> None:
    """A mistake is told with file, line and key, what was found and what is allowed."""
    assert refused(text) == sentence


def test_a_misspelt_key_comes_before_the_missing_one() -> None:
    """A misspelt key is told first, since it explains the missing key above it."""
    assert refused("every: 7\nnaem: x") == (
        "route.yaml, line 2: naem: found a key that is not known here, allowed are name, stops,"
        " every, from, open, share, places, either; 1 more mistake follows."
    )


def test_a_file_is_read(tmp_path: Path) -> None:
    """A file in UTF-8, with or without a byte order mark, becomes the model."""
    for number, mark in enumerate((b"", b"\xef\xbb\xbf")):
        path = tmp_path / f"{number}.yaml"
        path.write_bytes(mark + "name: Café".encode())
        assert read(path, Route).name == "Café"


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """A missing file, a folder, other bytes than text and a file too large are refused."""
    missing, latin, large = (tmp_path / name for name in ("none.yaml", "latin.yaml", "big.yaml"))
    latin.write_bytes(b"name: x\n# caf\xe9\n")
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    expected = {
        missing: f"{missing}: found no such file, check its name and the folder.",
        tmp_path: f"{tmp_path}: found a folder, allowed is a YAML file.",
        latin: f"{latin}, line 2: found bytes that are not UTF-8 text, save the file as UTF-8.",
        large: f"{large}: found more than 1,000,000 bytes, allowed are 1,000,000.",
        latin / "below.yaml": f"{latin / 'below.yaml'}: found a file that cannot be read"
        " (Not a directory), check its name and rights.",
    }
    for path, sentence in expected.items():
        with pytest.raises(DocumentError) as caught:
            read(path, Route)
        assert str(caught.value) == sentence


texts = st.text(st.characters(exclude_categories=["Cs"]))
trees = st.recursive(
    texts | st.none(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(texts, below, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(trees)
def test_what_another_program_writes_is_read_back(tree: object) -> None:
    """A tree of texts that PyYAML writes is composed as the same tree."""
    root = compose(yaml.safe_dump(tree), "x.yaml")
    assert root is not None
    assert root.plain() == tree


@settings(deadline=None)
@given(st.text() | st.text("name: []{}-\n!&*?|>'\"#%@`,~" + string.ascii_lowercase))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    """Whatever is in a file, it is read or refused in one line that begins with its name."""
    try:
        parse(text, Route, "x.yaml")
    except DocumentError as error:
        said = str(error)
        assert said.startswith("x.yaml")
        assert said.endswith(".")
        assert len(said.splitlines()) == 1
        assert len(said) < 600


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=30), st.integers(min_value=1, max_value=30))
def test_the_line_is_the_line_of_the_key(above: int, between: int) -> None:
    """The line named is where the wrong key stands, whatever lines lie above it."""
    text = "#\n" * above + "name: x\n" + "\n" * between + "every: often\n"
    assert refused(text).startswith(f"route.yaml, line {above + between + 2}: every:")
