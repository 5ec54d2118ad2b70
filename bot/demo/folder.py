"""The folder that a demo writes: its digests and, as the bot left them, its data and keys."""

import json
import shutil
from pathlib import Path
from typing import Any, Self

from bot.errors import StaffPulseError
from storage import lock
from storage.database import make_folder

_MARKER = "made-by-staff-pulse-demo"
_MARKER_TEXT = "Staff Pulse made this folder for a demo; the next demo may replace it.\n"


class DemoFolder:
    """A demo's folder, with nothing in it but what this demo writes.

    Attributes:
        data: where the bot keeps its data.
        keys: where the bot keeps the keys of open rounds.
        digests: one digest a round, as JSON and as posted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path / "data"
        self.keys = path / "keys"
        self.digests = path / "digests"

    @classmethod
    def prepare(cls, path: Path) -> Self:
        """Make the folder, or empty one that an earlier demo made.

        Raises:
            StaffPulseError: there is something else at that path, or it cannot be written.
            FolderInUse: another demo works in it.
        """
        folder = cls(path)
        try:
            folder._make()
        except OSError as error:
            raise StaffPulseError(
                f"{path} cannot be used for the demo ({error.strerror or error}); name another "
                f"folder."
            ) from None
        return folder

    def write(self, round_id: str, exported: dict[str, Any], posted: str) -> Path:
        """Keep a round's digest and return where its text is; StaffPulseError if it cannot be."""
        text = self.digests / f"{round_id}.txt"
        try:
            text.write_text(posted, encoding="utf-8")
            text.with_suffix(".json").write_text(
                json.dumps(exported, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise StaffPulseError(
                f"{text} cannot be written ({error.strerror}); check free space and permissions."
            ) from None
        return text

    def _make(self) -> None:
        marker = self.path / _MARKER
        if self.path.exists() and not self.path.is_dir():
            raise StaffPulseError(f"{self.path} is a file; name a folder for the demo.")
        if not marker.exists() and self.path.exists() and any(self.path.iterdir()):
            raise StaffPulseError(
                f"{self.path} holds something that no demo made; name a folder that is new or "
                f"empty."
            )
        self._empty()
        for inner in (self.path, self.digests):
            make_folder(inner)
        marker.write_text(_MARKER_TEXT, encoding="utf-8")

    def _empty(self) -> None:
        """Remove what an earlier demo wrote, unless it is still at work."""
        if self.data.exists():
            with lock.held(self.data):
                shutil.rmtree(self.data)
        for inner in (self.keys, self.digests):
            if inner.exists():
                shutil.rmtree(inner)
