"""Everything that is looked at, read once and without touching it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from bot.checks import folder, register
from bot.checks.folder import Entry
from bot.errors import StaffPulseError
from storage import snapshot
from storage.ballot_box import inspection
from storage.ballot_box.inspection import BoxSeen
from storage.errors import StorageError
from storage.inspection import Contents, Main


class Box(NamedTuple):
    """A ballot box.

    Attributes:
        seen: what is in it; None where it cannot be read.
        dated: whether its file tells when somebody last answered.
        history: whether its journal still holds what was before the last change.
    """

    seen: BoxSeen | None
    dated: bool
    history: bool


class Keys(NamedTuple):
    """The key folder that belongs to the data."""

    path: Path
    entries: Sequence[Entry]


class Evidence(NamedTuple):
    """What was found in the data folder.

    Attributes:
        main: the main database as it was, in memory.
        states: the state of each round that it knows.
        boxes: the ballot boxes that are there, by the ids of their rounds.
        keys: None where the key folder is not here.
        older: how many messages wait for people in the copy from before the last upgrade, if there
            is one.
    """

    entries: Sequence[Entry]
    main: Main
    contents: Contents
    states: Mapping[str, str]
    boxes: Mapping[str, Box]
    keys: Keys | None
    older: int | None


@contextmanager
def of_this_version() -> Iterator[None]:
    """Raise StaffPulseError for what is kept in a form that this version cannot read."""
    try:
        yield
    except ValidationError:  # its words quote what was found
        raise StaffPulseError(
            "The database holds a survey that this version cannot read; look with the version of "
            "Staff Pulse that runs on it."
        ) from None


@contextmanager
def gathered(data: Path, keys: Path) -> Iterator[Evidence]:
    """Read a data folder, and the key folder if it is the one that belongs to it.

    Raises:
        StaffPulseError: there is no data folder of a bot, or it cannot be read.
        StorageError: the main database is damaged, or of a newer version.
    """
    entries, database = folder.entries(data), data / register.DATABASE
    if not database.exists():
        raise StaffPulseError(
            f"There is no database in {data}; name the data folder of a bot, or a copy of it, with "
            f"--data."
        )
    with Main.look(database) as main:
        contents = main.contents()
        if not contents.version:
            raise StaffPulseError(f"{database} holds nothing yet: the bot has not run on it.")
        yield Evidence(
            entries=entries,
            main=main,
            contents=contents,
            states=main.states(),
            boxes=dict(_boxes(data, entries)),
            keys=_keys(data, keys),
            older=_older(data / register.BEFORE_UPGRADE),
        )


def _older(path: Path) -> int | None:
    if not path.exists():
        return None
    with Main.look(path) as main:
        return len(main.waiting())


def _boxes(data: Path, entries: Sequence[Entry]) -> Iterator[tuple[str, Box]]:
    for entry in entries:
        round_id = folder.box_of(entry.name)
        if round_id is not None and entry.name.endswith(register.BOX_SUFFIX):
            yield round_id, _box(data / entry.name, round_id)


def _box(path: Path, round_id: str) -> Box:
    taken = snapshot.take(path, dated=False)
    try:
        seen = inspection.look(taken, path, round_id)
    except StorageError:
        seen = None
    history = taken.at_rest and any(taken.journal)
    return Box(seen=seen, dated=bool(taken.modified), history=history)


def _keys(data: Path, keys: Path) -> Keys | None:
    """The key folder, where it has the identity that the boxes know it by."""
    try:
        own = (data / register.BOXES / register.PAIRING).read_bytes()
        if (keys / register.PAIRING).read_bytes() != own:
            return None
    except OSError:
        return None
    return Keys(path=keys, entries=folder.entries(keys))
