"""A folder of ballot boxes and the folder of their keys know each other by one identity."""

import secrets
from pathlib import Path

from storage.ballot_box.durable import create, sync_folder
from storage.database import on_disk
from storage.errors import NotRecorded, StorageError

_WHOLE = "belongs-to"
_HALF = "belongs-to.new"


class Pairing:
    """The random identity that lies in both folders, made when both are new.

    A key folder without it is not mounted, or the wrong one: its keys are elsewhere and not lost.

    Raises:
        StorageError: the folders are not a pair.
    """

    def __init__(self, *, boxes: Path, keys: Path) -> None:
        self._boxes = boxes
        self._keys = keys
        with on_disk(str(boxes / _WHOLE)):
            known = _read(boxes / _WHOLE)
        self._known = known or self._made()
        with on_disk(str(keys / _WHOLE)):
            if _read(keys / _HALF) == self._known:
                _finish(keys)
        if not self._holds():
            raise StorageError(
                f"{self._strange()}; if that one is lost for good, delete {boxes}, and the rounds "
                f"that are open end without a digest."
            )

    def confirm(self) -> None:
        """Raise NotRecorded unless the key folder is, now, the one that belongs to the boxes."""
        if not self._holds():
            raise NotRecorded(f"{self._strange()}.")

    def _holds(self) -> bool:
        with on_disk(str(self._keys / _WHOLE)):
            return _read(self._keys / _WHOLE) == self._known

    def _strange(self) -> str:
        return (
            f"The key folder {self._keys} is not the one that belongs to {self._boxes}; mount the "
            f"right one there, or name it in STAFF_PULSE_KEY_DIR"
        )

    def _made(self) -> str:
        """A new identity, which the boxes know for good and the keys until now by half.

        A kill before the boxes know it leaves two new folders, and a kill after it what the next
        start finishes.
        """
        self._refuse_used()
        identity = secrets.token_hex(16)
        for folder in (self._keys, self._boxes):
            with on_disk(str(folder / _WHOLE)):
                (folder / _HALF).unlink(missing_ok=True)
                create(folder / _HALF, identity.encode())
        with on_disk(str(self._boxes / _WHOLE)):
            _finish(self._boxes)
        return identity

    def _refuse_used(self) -> None:
        with on_disk(str(self._keys)):
            others = (self._keys / _WHOLE).exists()
            used = [*self._boxes.glob("*.box*"), *self._keys.glob("*.key")]
        if others:
            raise StorageError(
                f"The key folder {self._keys} belongs to another data folder than "
                f"{self._boxes.parent}; mount or name the right data folder, or name an empty "
                f"folder in STAFF_PULSE_KEY_DIR."
            )
        if used:
            raise StorageError(
                f"{self._boxes} and {self._keys} hold what is left of rounds, but not that they "
                f"belong together; name the right folders, or delete these two, and the rounds "
                f"that are open end without a digest."
            )


def pair(*, boxes: Path, keys: Path) -> bool | None:
    """Whether two folders are a pair, with nothing made or changed; None where both are new.

    What a kill left half made is finished by the next start, and counts as it will be then.
    """
    with on_disk(str(boxes / _WHOLE)):
        known = _read(boxes / _WHOLE)
    with on_disk(str(keys / _WHOLE)):
        found = {_read(keys / _WHOLE), _read(keys / _HALF)} - {None}
    if known is None and _WHOLE not in _names(keys):
        return None
    return known in found


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _read(path: Path) -> str | None:
    """The identity in a file; None where there is none."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None


def _finish(folder: Path) -> None:
    (folder / _HALF).replace(folder / _WHOLE)
    sync_folder(folder)
