"""Round keys: one file a round, outside the database and outside every backup."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.ballot_box.durable import create, sync_folder
from storage.ballot_box.pairing import Pairing
from storage.database import make_folder, on_disk
from storage.errors import BoxLost

_LENGTH = 32
_SUFFIX = ".key"


class RoundKeys(NamedTuple):
    """What is derived from a round's key: one key for its marks, one for its tally."""

    mark: bytes
    tally: bytes


class KeyFolder:
    """The folder that holds the keys of open rounds.

    Args:
        folder: where they are.
        boxes: the folder of the ballot boxes that they belong to.

    Raises:
        StorageError: the two folders are not a pair.
    """

    def __init__(self, folder: Path, *, boxes: Path) -> None:
        for each in (folder, boxes):
            make_folder(each)
        self._folder = folder
        self._pairing = Pairing(boxes=boxes, keys=folder)

    def make(self, round_id: str) -> RoundKeys:
        """Make a round's key, a file that was not there before, synced with its folder."""
        self._pairing.confirm()
        secret = secrets.token_bytes(_LENGTH)
        with on_disk(f"The key of {round_id}"):
            create(self._path(round_id), secret)
        return _derive(secret, round_id)

    def read(self, round_id: str) -> RoundKeys:
        """The keys of a round.

        Raises:
            BoxLost: the file is gone or cut short.
            NotRecorded: it cannot be read now, or the folder is not the one it was.
        """
        self._pairing.confirm()
        with on_disk(f"The key of {round_id}"):
            try:
                secret = self._path(round_id).read_bytes()
            except FileNotFoundError:
                self._pairing.confirm()
                raise BoxLost(f"The key of {round_id} is gone.") from None
        if len(secret) != _LENGTH:
            raise BoxLost(f"The key of {round_id} is damaged.")
        return _derive(secret, round_id)

    def destroy(self, round_id: str) -> None:
        """Unlink a round's key for good; nothing happens if it is gone already.

        Raises:
            NotRecorded: it is still there, or the folder is not the one it was.
        """
        self._pairing.confirm()
        with on_disk(f"The key of {round_id}"):
            self._path(round_id).unlink(missing_ok=True)
            sync_folder(self._folder)

    def rounds(self) -> Sequence[str]:
        """The rounds of which a key is there."""
        return [path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}")]

    def _path(self, round_id: str) -> Path:
        return self._folder / f"{round_id}{_SUFFIX}"


def _derive(secret: bytes, round_id: str) -> RoundKeys:
    def key(purpose: bytes) -> bytes:
        return HKDF(
            algorithm=SHA256(), length=_LENGTH, salt=round_id.encode(), info=purpose
        ).derive(secret)

    return RoundKeys(mark=key(b"staff-pulse mark"), tally=key(b"staff-pulse tally"))
