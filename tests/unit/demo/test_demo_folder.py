import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.folder import DemoFolder, Saved
from bot.errors import StaffPulseError
from storage.errors import FolderInUse, StorageError

SAVED = Saved(
    now=datetime(2026, 11, 24, 10, 30, 5, 7, tzinfo=UTC),
    shift=timedelta(days=3, hours=2, microseconds=9),
    acted_until=datetime(2026, 11, 24, 10, tzinfo=UTC),
    workspace={"people": [{"id": "U1", "name": "Zoë"}]},
)


def _names(path: Path) -> set[str]:
    return {inner.relative_to(path).as_posix() for inner in path.rglob("*")}


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """A folder that there is not yet is made, its parents too."""
    with DemoFolder.held(tmp_path / "a" / "b") as folder:
        assert folder.path.is_dir()


def test_a_digest_is_kept_as_text_and_as_data(tmp_path: Path) -> None:
    """Beside the text as posted stands the same digest as JSON, readable as it is."""
    folder = DemoFolder(tmp_path)
    text = folder.write("town-2026-11-24", {"headline": "£1 · good"}, "£1 · good\n")
    assert text == tmp_path / "digests" / "town-2026-11-24.txt"
    assert text.read_text(encoding="utf-8") == "£1 · good\n"
    data = text.with_suffix(".json").read_text(encoding="utf-8")
    assert json.loads(data) == {"headline": "£1 · good"}
    assert "£1 · good" in data


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    """Emptied, the folder has lost what an earlier demo wrote, and kept what it did not write."""
    with DemoFolder.held(tmp_path) as before:
        before.write("town-2026-11-24", {}, "old")
        before.save(SAVED)
        for inner in (before.data, before.keys):
            inner.mkdir()
            (inner / "old").touch()
    (tmp_path / "my-notes").touch()
    with DemoFolder.held(tmp_path) as folder:
        folder.empty()
        assert folder.load() is None
    assert not {name for name in _names(tmp_path) if "old" in name or "town" in name}
    assert (tmp_path / "my-notes").exists()


def test_what_no_demo_made_is_refused(tmp_path: Path) -> None:
    """A folder with something else in it stays as it is, and the sentence says why."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "precious").touch()
    with (
        pytest.raises(StaffPulseError, match="holds something that no demo made; name a folder"),
        DemoFolder.held(tmp_path),
    ):
        pass
    assert _names(tmp_path) == {"data", "data/precious"}


def test_a_file_is_refused(tmp_path: Path) -> None:
    """A file in the place of the folder is refused and stays."""
    file = tmp_path / "file"
    file.write_text("mine")
    with (
        pytest.raises(StaffPulseError, match=r"file is a file; name a folder for the demo\."),
        DemoFolder.held(file),
    ):
        pass
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A folder below a file cannot be made, and the sentence says so."""
    (tmp_path / "file").touch()
    with (
        pytest.raises((StaffPulseError, StorageError), match="Not a directory"),
        DemoFolder.held(tmp_path / "file" / "below"),
    ):
        pass


def test_a_demo_that_still_runs_keeps_its_folder(tmp_path: Path) -> None:
    """A second demo on the folder of one at work is refused, and nothing is removed."""
    with DemoFolder.held(tmp_path) as folder:
        folder.data.mkdir()
        with (
            pytest.raises(FolderInUse, match=f"process {os.getpid()}"),
            DemoFolder.held(tmp_path),
        ):
            pass
        assert folder.data.exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link in the place of a folder that a demo made is refused, and what it leads to stays."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "mine").touch()
    with DemoFolder.held(tmp_path / "out") as folder:
        folder.keys.symlink_to(precious)
        with pytest.raises(StaffPulseError, match="cannot be used for the demo"):
            folder.empty()
    assert (precious / "mine").exists()


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    """What a demo keeps of itself is the same when it is read again, and newer replaces older."""
    folder = DemoFolder(tmp_path)
    assert folder.load() is None
    folder.save(SAVED)
    later = SAVED.model_copy(update={"shift": timedelta(days=8, microseconds=1)})
    folder.save(later)
    assert folder.load() == later
    assert _names(tmp_path) == {"workspace.json"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is damaged; begin anew with --fresh"),
        ("[]", "is damaged; begin anew with --fresh"),
        ("{}", "is damaged; begin anew with --fresh"),
        ('{"version": 1}', "is damaged; begin anew with --fresh"),
        ('{"version": "2"}', "is damaged; begin anew with --fresh"),
        ('{"version": 2}', "was written by a newer Staff Pulse; use that one, or begin anew"),
    ],
)
def test_what_cannot_be_gone_on_from_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """A file that is cut off, altered or of a later version is refused in one sentence."""
    folder = DemoFolder(tmp_path)
    folder.saved.write_text(text)
    with pytest.raises(StaffPulseError, match=said):
        folder.load()
    assert folder.saved.read_text() == text
