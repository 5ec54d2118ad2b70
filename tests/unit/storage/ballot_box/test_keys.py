from pathlib import Path

import pytest
from support.syncs import syncs

from storage.ballot_box.keys import KeyFolder
from storage.errors import BoxLost, NotRecorded


def reached(folder: Path) -> KeyFolder:
    return KeyFolder(folder / "keys", boxes=folder / "boxes")


def test_a_key_is_what_was_made(tmp_path: Path) -> None:
    """A round's keys are the same when read again, and other than those of any other round."""
    keys = reached(tmp_path)
    made = keys.make("one")
    assert reached(tmp_path).read("one") == made
    assert len({*made, *keys.make("two")}) == 4
    assert (tmp_path / "keys" / "one.key").stat().st_size == 32


def test_a_key_belongs_to_its_round(tmp_path: Path) -> None:
    """The same secret under another round's name gives other keys."""
    keys = reached(tmp_path)
    made = keys.make("one")
    (tmp_path / "keys" / "one.key").rename(tmp_path / "keys" / "two.key")
    assert set(keys.read("two")).isdisjoint(made)


def test_a_key_is_never_made_over_another(tmp_path: Path) -> None:
    """Making a key that is there is refused and leaves it as it was."""
    keys = reached(tmp_path)
    made = keys.make("one")
    with pytest.raises(NotRecorded, match="The key of one could not be read or written"):
        keys.make("one")
    assert keys.read("one") == made


def test_a_key_outlasts_a_power_cut_before_it_is_used(tmp_path: Path) -> None:
    """A key is synced when it is whole, and then its folder, in which it stands."""
    keys = reached(tmp_path)
    with syncs(tmp_path / "keys") as seen:
        keys.make("one")
    assert seen == [("one.key", 32), ("keys", ["belongs-to", "one.key"])]


def test_a_destroyed_key_does_not_come_back(tmp_path: Path) -> None:
    """The folder is synced once the key is out of it."""
    keys = reached(tmp_path)
    keys.make("one")
    with syncs(tmp_path / "keys") as seen:
        keys.destroy("one")
    assert seen == [("keys", ["belongs-to"])]


@pytest.mark.parametrize("length", [0, 1, 31, 33])
def test_a_key_of_another_length_is_lost(tmp_path: Path, length: int) -> None:
    """A key that was cut short, or grew, opens nothing and is told."""
    keys = reached(tmp_path)
    keys.make("one")
    (tmp_path / "keys" / "one.key").write_bytes(bytes(length))
    with pytest.raises(BoxLost, match="The key of one is damaged"):
        keys.read("one")


def test_a_destroyed_key_is_gone(tmp_path: Path) -> None:
    """Destroying may be done again; the key cannot be read and its round is not named."""
    keys = reached(tmp_path)
    keys.make("one")
    keys.make("two")
    for _ in range(2):
        keys.destroy("one")
        assert keys.rounds() == ["two"]
    with pytest.raises(BoxLost, match="The key of one is gone"):
        keys.read("one")


def test_a_key_that_cannot_be_reached_is_not_lost(tmp_path: Path) -> None:
    """What the system refuses to read may be there: that is told apart from a key that is gone."""
    keys = reached(tmp_path)
    (tmp_path / "keys" / "one.key").mkdir()
    with pytest.raises(NotRecorded, match="The key of one could not be read"):
        keys.read("one")
    with pytest.raises(NotRecorded, match="The key of one could not be read"):
        keys.destroy("one")
