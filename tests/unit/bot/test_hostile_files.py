"""Files made to do harm: each is refused in one sentence, and nothing in it is run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError
from support.council import ONE_QUESTION, pulses
from support.pulse import a_pulse

from bot import files, logs, pulse_file
from bot.errors import StaffPulseError
from questions.document import MOST_BYTES
from questions.errors import DocumentError
from questions.loader import find, load
from questions.model import Option, Question
from storage.model import Action

LAUGHS = "a: &a [lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

BOMBS: dict[str, bytes] = {
    "a billion laughs": LAUGHS.encode(),
    "an alias of itself": b"id: &x [*x]\n",
    "merged keys": b"base: &b {id: one}\nset: {<<: *b}\n",
    "deep lists": b"id: " + b"[" * 2_000,
    "deep keys": b"id: " + b"{a: " * 2_000,
    "deep dashes": b"- " * 2_000,
    "deep indents": b"".join(b" " * n + b"a:\n" for n in range(1_000)),
    "a tag that runs Python": b"id: !!python/object/apply:os.system ['touch pwned']\n",
    "a tag that makes an object": b"!!python/object:bot.cli.main {}\n",
    "a tag of one's own": b"id: !run x\n",
    "binary in a tag": b"id: !!binary aGVsbG8=\n",
    "one key twice": b"id: one\nid: two\n",
    "a key that is a list": b"? [a, b]\n: c\n",
    "many documents": b"---\nid: a\n" * 10_000,
    "too many bytes": b"#" * (MOST_BYTES + 1),
    "one endless word": b"id: " + b"a" * 100_000,
    "a list without end": b"questions: [" + b"a," * 60_000,
    "a number of a million digits": b"ask: " + b"9" * 100_000,
    "nothing but zeros": b"\0" * 1_000,
    "an escape for a terminal": b"id: \x1b[2J\n",
    "other bytes than text": b"\xff\xfe\x00i\x00d",
    "an endless reference": b"%YAML 1.1\n%TAG ! tag:evil.example,2026:\n---\nid: !x a\n",
}


@pytest.fixture(params=[load, pulse_file.read], ids=["question set", "pulses"])
def reads(request: pytest.FixtureRequest) -> Callable[[Path], object]:
    return request.param


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_a_sentence(
    reads: Callable[[Path], object], bomb: bytes, tmp_path: Path
) -> None:
    """It names the file, is short, quotes nothing that moves a cursor, and nothing was run."""
    path = tmp_path / "bomb.yaml"
    path.write_bytes(bomb)
    with pytest.raises(DocumentError) as refused:
        reads(path)
    said = str(refused.value)
    assert said.startswith(str(path))
    assert said.isprintable()
    assert len(said) < 700
    assert [one.name for one in tmp_path.iterdir()] == ["bomb.yaml"]


PATHS = [
    "../../etc/passwd",
    "/etc/passwd",
    "a/../b",
    "..",
    "a\0b",
    "a/b",
    "C:\\x",
    "~root",
    "a.key",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", ["id: weekly", "id: team", "id: north"])
def test_no_id_is_a_path(path: str, key: str, tmp_path: Path) -> None:
    """Ids of pulses, and so of rounds and their files, of dimensions and of groups."""
    written = path.replace("\0", "\\0")
    with pytest.raises(DocumentError):
        pulses(ONE_QUESTION.replace(key, f'id: "{written}"'.replace("\\x", "\\\\x")), tmp_path)


@pytest.mark.parametrize("path", PATHS)
def test_no_set_or_action_is_named_by_a_path(path: str) -> None:
    """Ids of question sets and of actions are plain, wherever they come from."""
    shipped = a_pulse().question_set.model_dump()
    with pytest.raises(ValidationError):
        type(a_pulse().question_set).model_validate(shipped | {"id": path})
    with pytest.raises(ValidationError):
        Action.model_validate({"id": path})


@pytest.mark.parametrize("reference", ["/etc/passwd", "../secret", "..", "\0", "weekly.yaml\0"])
def test_a_set_is_named_by_a_yaml_file_alone(reference: str, tmp_path: Path) -> None:
    """What a pulse names as its questions is a shipped set or the path of a YAML file."""
    with pytest.raises(DocumentError):
        find(reference, tmp_path / "pulses.yaml")


def test_a_file_that_is_no_set_is_not_shown(tmp_path: Path) -> None:
    """Whoever names another file as their questions reads no secret of it."""
    (tmp_path / "secret.yaml").write_text("xoxb-123-secret", encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        find("secret.yaml", tmp_path / "pulses.yaml")
    assert "xoxb" not in logs.plain(str(refused.value))


def test_a_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    """Where somebody has laid a link in the way, what it points to stays as it is."""
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    out = tmp_path / "set.yaml"
    for link in (out, tmp_path / ".set.yaml.new"):
        link.symlink_to(tmp_path / "precious")
    files.put({out: "new"}, replace=True)
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "precious"
    assert (out.read_text(encoding="utf-8"), out.is_symlink()) == ("new", False)


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Without being told to replace it, nothing is written."""
    out = tmp_path / "set.yaml"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(StaffPulseError, match="is there already"):
        files.put({out: "new"}, replace=False)
    assert out.read_text(encoding="utf-8") == "old"


TURNED = "abc\u202egnp.exe"


def test_no_words_are_shown_in_another_order_than_they_are_read() -> None:
    """Wordings, answers, names, what leadership writes, and where to turn for support."""
    pulse = a_pulse()
    question = pulse.question_set.questions[0].model_dump()
    action = {
        "id": "0123456789abcdef",
        "round": "weekly-2026-11-24",
        "finding": "workload-manageable",
        "what": "a clinic",
        "owner": "U1",
        "recorded": "2026-11-30T09:00:00Z",
        "review": "2027-02-28",
    }
    Action.model_validate(action)
    for model, good, key in (
        (Question, question, "wording"),
        (Option, {"id": "a", "label": "A", "score": 1}, "label"),
        (type(pulse), pulse.model_dump(), "name"),
        (type(pulse), pulse.model_dump(), "support"),
        (type(pulse), pulse.model_dump(), "contact"),
        (Action, action, "what"),
    ):
        with pytest.raises(ValidationError, match="turns the direction of writing"):
            model.model_validate(good | {key: TURNED})
