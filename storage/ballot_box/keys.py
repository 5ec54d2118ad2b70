"""Round keys: one file a round, outside the database and outside every backup."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.database import make_folder, on_disk
from storage.errors import BoxLost

_LENGTH = 32
_SUFFIX = ".key"


class RoundKeys(NamedTuple):
    """What is derived from a round's key: one key for its marks, one for its tally."""

    mark: bytes
    tally: bytes


class KeyFolder:
    """The folder that holds the keys of open rounds and nothing else."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder

    def make(self, round_id: str) -> RoundKeys:
        """Make a round's key, a file that was not there before, synced with its folder."""
        secret = secrets.token_bytes(_LENGTH)
        with on_disk(f"The key of {round_id}"):
            file = os.open(self._path(round_id), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(file, "wb") as key:
                key.write(secret)
                key.flush()
                os.fsync(file)
            sync_folder(self._folder)
        return _derive(secret, round_id)

    def read(self, round_id: str) -> RoundKeys:
        """The keys of a round; BoxLost where the file is gone or cut short."""
        with on_disk(f"The key of {round_id}"):
            try:
                secret = self._path(round_id).read_bytes()
            except FileNotFoundError:
                raise BoxLost(f"The key of {round_id} is gone.") from None
        if len(secret) != _LENGTH:
            raise BoxLost(f"The key of {round_id} is damaged.")
        return _derive(secret, round_id)

    def destroy(self, round_id: str) -> None:
        """Unlink a round's key for good; nothing happens if it is gone already."""
        with on_disk(f"The key of {round_id}"):
            self._path(round_id).unlink(missing_ok=True)
            sync_folder(self._folder)

    def rounds(self) -> Sequence[str]:
        """The rounds of which a key is there."""
        return [path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}")]

    def _path(self, round_id: str) -> Path:
        return self._folder / f"{round_id}{_SUFFIX}"


def sync_folder(folder: Path) -> None:
    """Make what was created or unlinked in a folder outlast a power cut."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _derive(secret: bytes, round_id: str) -> RoundKeys:
    def key(purpose: bytes) -> bytes:
        return HKDF(
            algorithm=SHA256(), length=_LENGTH, salt=round_id.encode(), info=purpose
        ).derive(secret)

    return RoundKeys(mark=key(b"staff-pulse mark"), tally=key(b"staff-pulse tally"))
