import json
import os
from pathlib import Path

import pytest

from bot.demo.folder import DemoFolder
from bot.errors import StaffPulseError
from storage import lock
from storage.errors import FolderInUse


def _names(path: Path) -> set[str]:
    return {inner.relative_to(path).as_posix() for inner in path.rglob("*")}


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """A folder that there is not yet is made, its parents too."""
    folder = DemoFolder.prepare(tmp_path / "a" / "b")
    assert folder.digests.is_dir()


def test_a_digest_is_kept_as_text_and_as_data(tmp_path: Path) -> None:
    """Beside the text as posted stands the same digest as JSON, readable as it is."""
    folder = DemoFolder.prepare(tmp_path)
    text = folder.write("town-2026-11-24", {"headline": "£1 · good"}, "£1 · good\n")
    assert text == tmp_path / "digests" / "town-2026-11-24.txt"
    assert text.read_text(encoding="utf-8") == "£1 · good\n"
    data = text.with_suffix(".json").read_text(encoding="utf-8")
    assert json.loads(data) == {"headline": "£1 · good"}
    assert "£1 · good" in data


def test_an_earlier_demo_is_replaced(tmp_path: Path) -> None:
    """What an earlier demo wrote is gone, and what it did not write is left alone."""
    before = DemoFolder.prepare(tmp_path)
    before.write("town-2026-11-24", {}, "old")
    for inner in (before.data, before.keys):
        inner.mkdir()
        (inner / "old").touch()
    (tmp_path / "my-notes").touch()
    DemoFolder.prepare(tmp_path)
    assert not {name for name in _names(tmp_path) if "old" in name or "town" in name}
    assert (tmp_path / "my-notes").exists()


def test_what_no_demo_made_is_refused(tmp_path: Path) -> None:
    """A folder with something else in it stays as it is, and the sentence says why."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "precious").touch()
    with pytest.raises(StaffPulseError, match="holds something that no demo made; name a folder"):
        DemoFolder.prepare(tmp_path)
    assert _names(tmp_path) == {"data", "data/precious"}


def test_a_file_is_refused(tmp_path: Path) -> None:
    """A file in the place of the folder is refused and stays."""
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(StaffPulseError, match=r"file is a file; name a folder for the demo\."):
        DemoFolder.prepare(file)
    assert file.read_text() == "mine"


def test_a_demo_that_still_runs_keeps_its_folder(tmp_path: Path) -> None:
    """A second demo on the folder of one at work is refused, and nothing is removed."""
    folder = DemoFolder.prepare(tmp_path)
    folder.data.mkdir()
    with lock.held(folder.data), pytest.raises(FolderInUse, match=f"process {os.getpid()}"):
        DemoFolder.prepare(tmp_path)
    assert (folder.data / "lock").exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A link in the place of a folder that a demo made is refused, and what it leads to stays."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "mine").touch()
    folder = DemoFolder.prepare(tmp_path / "out")
    folder.keys.symlink_to(precious)
    with pytest.raises(StaffPulseError, match="cannot be used for the demo"):
        DemoFolder.prepare(tmp_path / "out")
    assert (precious / "mine").exists()
