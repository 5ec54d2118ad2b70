"""Takes everything away that Staff Pulse keeps on a machine, and nothing else."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot import stores
from bot.checks import register
from bot.errors import StaffPulseError
from bot.settings import Folders
from bot.survey.wording import listed
from storage import backup, lock
from storage.ballot_box.durable import sync_folder
from storage.database import on_disk

_HALF = f"{register.PAIRING}.new"
_PAIR = ("lock", f"{register.BOXES}/{register.PAIRING}", f"{register.BOXES}/{_HALF}")
_IN_DATA = (*sorted(register.FILES.keys() - {register.BOXES, *_PAIR}), *_PAIR)
_IN_KEYS = ("lock", register.PAIRING, _HALF)
"""By what the folders know each other goes last: without it the rest could not be taken away."""

_ROUND = re.compile(r".+-\d{4}-\d{2}-\d{2}")
"""The id of a round; other keys may lie beside ours, such as that of a server's certificate."""


async def remove(folders: Folders, *, sure: bool, with_backups: bool) -> str:
    """Take away keys, ballot boxes and the database, in this order, where no bot may run.

    Args:
        folders: what is in them that is not ours stays, and so do the folders.
        sure: whether to do it; else it is said what would go.
        with_backups: whether the backups of nights go too.

    Raises:
        StaffPulseError: there is nothing, or it was only asked what would go.
        StorageError: a bot runs, the folders are no pair, or a file cannot be taken away.
    """
    data, keys = folders.data_dir.absolute(), folders.key_dir.absolute()
    cut_short = (keys / _HALF).exists()
    if not cut_short and not any((data / name).exists() for name in _IN_DATA):
        raise StaffPulseError(
            f"There is nothing of Staff Pulse in {data}, so there is nothing to remove; set "
            f"STAFF_PULSE_DATA_DIR to the folder that the bot ran on."
        )
    async with stores.ballot_boxes(folders) as boxes:
        rounds = [one for one in await boxes.left() if _ROUND.fullmatch(one)]
        nights = stores.nights(folders)
        if not sure:
            goes = _in_words(data, rounds, len(nights.made()) if with_backups else 0)
            raise StaffPulseError(f"Nothing was removed. With --yes goes for good: {goes}.")
        with lock.used(data, alone=True):
            for one in rounds:
                await boxes.destroy(one)
            backup.clear_away(data / stores.DATABASE)
            strange = nights.destroy() if with_backups else ()
            _halve(keys)
            _unlink(data, _IN_DATA)
            _unlink(keys, _IN_KEYS)
        left = [*_left(data), *_left(keys), *strange]
    return _told(data, keys, left)


def _in_words(data: Path, rounds: Sequence[str], nights: int) -> str:
    """What would go."""
    parts = [f"the database in {data} with all that was ever published and set up"]
    if rounds:
        parts.append(
            f"the ballot boxes and keys of {listed(*rounds)}, whose answers nobody can count then "
            f"and whose people are not told"
        )
    if nights:
        parts.append(f"{nights} {'backups' if nights > 1 else 'backup'} of nights")
    return "; ".join(parts)


def _told(data: Path, keys: Path, left: Sequence[str]) -> str:
    """What is said once it is done."""
    said = f"Staff Pulse keeps nothing any more in {data} and {keys}."
    if left:
        said += f"\nNot ours, so it stays: {listed(*left)}."
    return (
        f"{said}\nWhat was posted stands in Slack until somebody deletes it there. Delete the app "
        f"under https://api.slack.com/apps, and the backups that you made yourself."
    )


def _halve(keys: Path) -> None:
    """Let the key folder belong to its boxes by half, as when both are new.

    A kill before the boxes are without it leaves a pair, and a kill after it two new folders.
    """
    with on_disk(str(keys)):
        (keys / register.PAIRING).replace(keys / _HALF)
        sync_folder(keys)


def _unlink(folder: Path, names: Iterable[str]) -> None:
    """Take files of ours away, and the folder of boxes once it is empty."""
    with on_disk(str(folder)):
        for name in names:
            (folder / name).unlink(missing_ok=True)
        boxes = folder / register.BOXES
        if boxes.is_dir() and not any(boxes.iterdir()):
            boxes.rmdir()
        sync_folder(folder)


def _left(folder: Path) -> Sequence[str]:
    """What lies in a folder still."""
    with on_disk(str(folder)):
        return [str(path) for path in sorted(folder.iterdir())]
