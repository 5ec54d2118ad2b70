import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.mounts import mount, replace_by_empty, unmount
from support.syncs import syncs

from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.ballot_box.keys import KeyFolder
from storage.ballot_box.pairing import Pairing
from storage.errors import BoxLost, NotRecorded, StorageError
from storage.model import CastOutcome, Place

ELSEWHERE = "is not the one that belongs to .*; mount the right one"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two new folders, for boxes and for keys."""
    boxes, keys = tmp_path / "boxes", tmp_path / "keys"
    boxes.mkdir()
    keys.mkdir()
    return boxes, keys


def identity(folder: Path) -> str:
    return (folder / "belongs-to").read_text()


def names(*folders: Path) -> list[str]:
    return [path.name for folder in folders for path in folder.iterdir()]


def tree(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def replace_by_another(folder: Path) -> None:
    unmount(folder)
    KeyFolder(folder, boxes=folder.with_name("others")).make("weekly")


AWAY = [unmount, replace_by_empty, replace_by_another]


def test_two_new_folders_are_made_a_pair(folders: tuple[Path, Path]) -> None:
    """Both hold the same identity, which the next start finds and leaves, and two pairs differ."""
    boxes, keys = folders
    Pairing(boxes=boxes, keys=keys).confirm()
    made = identity(boxes)
    assert made == identity(keys)
    assert len(made) == 32
    Pairing(boxes=boxes, keys=keys).confirm()
    assert identity(boxes) == identity(keys) == made
    assert names(boxes, keys) == ["belongs-to"] * 2
    KeyFolder(keys.with_name("keys2"), boxes=boxes.with_name("boxes2"))
    assert identity(keys.with_name("keys2")) != made


def test_an_identity_outlasts_a_power_cut(folders: tuple[Path, Path]) -> None:
    """Each half is synced with its folder before the boxes know it whole, and those before keys."""
    with syncs(*folders) as seen:
        Pairing(boxes=folders[0], keys=folders[1])
    half, whole = ["belongs-to.new"], ["belongs-to"]
    assert seen == [
        ("belongs-to.new", 32),
        ("keys", half),
        ("belongs-to.new", 32),
        ("boxes", half),
        ("boxes", whole),
        ("keys", whole),
    ]


def test_a_pair_may_be_moved_together(folders: tuple[Path, Path]) -> None:
    """Neither folder knows its own path or the other's."""
    moved = [folder.rename(folder.with_name(f"{folder.name}-moved")) for folder in folders]
    Pairing(boxes=moved[0], keys=moved[1]).confirm()


def test_a_pair_that_a_kill_left_half_made_is_made(folders: tuple[Path, Path]) -> None:
    """Whichever files a kill left on the way, the next start ends with one identity in both."""
    boxes, keys = folders
    halves = [
        {keys / "belongs-to.new": ""},
        {keys / "belongs-to.new": "one"},
        {keys / "belongs-to.new": "one", boxes / "belongs-to.new": "o"},
        {keys / "belongs-to.new": "one", boxes / "belongs-to.new": "one"},
        {keys / "belongs-to.new": "one", boxes / "belongs-to": "one"},
    ]
    for half in halves:
        for path, content in half.items():
            path.write_text(content)
        Pairing(boxes=boxes, keys=keys).confirm()
        assert identity(boxes) == identity(keys)
        assert (identity(boxes) == "one") == (half is halves[-1])
        assert names(boxes, keys) == ["belongs-to"] * 2
        (boxes / "belongs-to").unlink()
        (keys / "belongs-to").unlink()


@pytest.mark.parametrize("take_away", AWAY)
def test_a_start_without_the_right_key_folder_is_refused(
    folders: tuple[Path, Path], take_away: Callable[[Path], None]
) -> None:
    """The sentence names both folders and what to do; with the right one back it starts."""
    boxes, keys = folders
    made = KeyFolder(keys, boxes=boxes).make("weekly")
    take_away(keys)
    with pytest.raises(StorageError, match=ELSEWHERE) as refused:
        KeyFolder(keys, boxes=boxes)
    assert f"{keys} is not the one that belongs to {boxes};" in str(refused.value)
    assert f"if that one is lost for good, delete {boxes}," in str(refused.value)
    mount(keys)
    assert KeyFolder(keys, boxes=boxes).read("weekly") == made


def test_a_key_folder_that_is_lost_for_good(folders: tuple[Path, Path]) -> None:
    """Once the boxes are deleted, as the sentence says, an empty key folder is taken."""
    boxes, keys = folders
    KeyFolder(keys, boxes=boxes)
    before = identity(boxes)
    replace_by_empty(keys)
    shutil.rmtree(boxes)
    with pytest.raises(BoxLost):
        KeyFolder(keys, boxes=boxes).read("weekly")
    assert identity(keys) == identity(boxes) != before


def test_a_new_data_folder_is_given_keys_of_its_own(folders: tuple[Path, Path]) -> None:
    """The key folder of another data folder is refused, also while it holds no key."""
    boxes, keys = folders
    KeyFolder(keys, boxes=boxes)
    copy = boxes.with_name("copy") / "boxes"
    with pytest.raises(StorageError, match=r"belongs to another data folder than .*/copy; mount"):
        KeyFolder(keys, boxes=copy)
    assert names(copy) == []
    KeyFolder(keys, boxes=boxes)


@pytest.mark.parametrize("left", ["boxes/weekly.box", "boxes/weekly.box-journal", "keys/w.key"])
def test_used_folders_are_not_made_a_pair(folders: tuple[Path, Path], left: str) -> None:
    """Boxes or keys without any identity may be of other folders, and are left as they are."""
    boxes, keys = folders
    (boxes.parent / left).touch()
    with pytest.raises(StorageError, match="hold what is left of rounds"):
        Pairing(boxes=boxes, keys=keys)
    assert names(boxes, keys) == [Path(left).name]


@pytest.mark.parametrize("take_away", AWAY)
async def test_a_key_folder_that_goes_for_a_while(
    box: Boxes, tmp_path: Path, take_away: Callable[[Path], None]
) -> None:
    """Nothing is lost or destroyed meanwhile, here or in the folder in its place; then all is."""
    keys = tmp_path / "keys"
    take_away(keys)
    there = tree(tmp_path)
    for doing in (box.check("weekly"), box.destroy("weekly"), box.cast("weekly", "U001", {})):
        with pytest.raises(NotRecorded, match=ELSEWHERE):
            await doing
    assert tree(tmp_path) == there
    mount(keys)
    await box.check("weekly")
    assert await box.cast("weekly", "U001", {}) is CastOutcome.COUNTED
    await box.destroy("weekly")
    assert await box.left() == []


@pytest.mark.parametrize("take_away", AWAY)
async def test_no_round_opens_without_the_right_key_folder(
    boxes: Boxes,
    tmp_path: Path,
    questions: tuple[Question, ...],
    roster: list[Place],
    take_away: Callable[[Path], None],
) -> None:
    """No key is made where it would be out of sight later."""
    take_away(tmp_path / "keys")
    there = tree(tmp_path)
    with pytest.raises(NotRecorded, match=ELSEWHERE):
        await boxes.open("new", questions=questions, dimensions=("team", "staff"), roster=roster)
    assert tree(tmp_path) == there


def test_only_a_key_missing_from_the_right_folder_is_lost(folders: tuple[Path, Path]) -> None:
    """A key that is gone is lost where the identity is there, and elsewhere where it is not."""
    boxes, keys = folders
    kept = KeyFolder(keys, boxes=boxes)
    with pytest.raises(BoxLost, match="The key of weekly is gone"):
        kept.read("weekly")
    (keys / "belongs-to").unlink()
    with pytest.raises(NotRecorded, match=ELSEWHERE):
        kept.read("weekly")
