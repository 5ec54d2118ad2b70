"""The folder that a demo writes: what it goes on from, its digests, and the bot's own folders."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Self

from pydantic import AwareDatetime, ValidationError

from bot.errors import StaffPulseError
from questions.model import Value
from storage import lock
from storage.database import make_folder

_MARKER = "made-by-staff-pulse-demo"
_MARKER_TEXT = "Staff Pulse made this folder for a demo; the next demo may replace it.\n"

VERSION = 1
"""What `Saved` looks like; another one that this program cannot read has another number."""


class Saved(Value):
    """What a demo that people use keeps, beside the bot's own data, to go on from.

    Attributes:
        now: what its clock showed.
        shift: how far that was ahead of real time.
        acted_until: what colleagues do of their own accord has been done up to then.
        workspace: everything in the workspace.
    """

    version: int = VERSION
    now: AwareDatetime
    shift: timedelta
    acted_until: AwareDatetime
    workspace: dict[str, Any]


class DemoFolder:
    """A demo's folder, with nothing in it but what this demo writes.

    Attributes:
        data: where the bot keeps its data.
        keys: where the bot keeps the keys of open rounds.
        digests: one digest a round, as JSON and as posted, where nobody watches.
        saved: what a demo that people use goes on from.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = path / "data"
        self.keys = path / "keys"
        self.digests = path / "digests"
        self.saved = path / "workspace.json"
        self._one_at_a_time = Lock()

    @classmethod
    @contextmanager
    def held(cls, path: Path) -> Iterator[Self]:
        """Make the folder, or take one that a demo made, and keep every other demo out of it.

        Raises:
            StaffPulseError: there is something else at that path, or it cannot be written.
            FolderInUse: another demo works in it.
        """
        folder = cls(path)
        with folder._writing():
            folder._make()
        with lock.held(path):
            yield folder

    def empty(self) -> None:
        """Remove what an earlier demo wrote; StaffPulseError if it cannot be."""
        with self._writing():
            self.saved.unlink(missing_ok=True)
            for inner in (self.data, self.keys, self.digests):
                if inner.exists():
                    shutil.rmtree(inner)

    def write(self, round_id: str, exported: dict[str, Any], posted: str) -> Path:
        """Keep a round's digest and return where its text is; StaffPulseError if it cannot be."""
        text = self.digests / f"{round_id}.txt"
        with self._writing():
            make_folder(self.digests)
            text.write_text(posted, encoding="utf-8")
            text.with_suffix(".json").write_text(
                json.dumps(exported, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
        return text

    def save(self, saved: Saved) -> None:
        """Keep the whole or, whatever happens meanwhile, leave what was kept before.

        Any thread may call it; what is handed in later stays.
        """
        new = self.saved.with_suffix(".new")
        with self._one_at_a_time, self._writing():
            new.write_text(saved.model_dump_json(), encoding="utf-8")
            new.replace(self.saved)

    def load(self) -> Saved | None:
        """What was kept; None where no demo came so far.

        Raises:
            StaffPulseError: it is damaged, or of a newer version.
        """
        try:
            kept = json.loads(self.saved.read_text(encoding="utf-8"))
            if isinstance(kept["version"], int) and kept["version"] > VERSION:
                raise StaffPulseError(
                    f"{self.saved} was written by a newer Staff Pulse; use that one, or begin anew "
                    f"with --fresh."
                )
            return Saved.model_validate(kept)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, ValidationError):
            raise self.damaged() from None

    def damaged(self) -> StaffPulseError:
        """What to say where that which was kept cannot be gone on from."""
        return StaffPulseError(f"{self.saved} is damaged; begin anew with --fresh.")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StaffPulseError(
                f"{self.path} cannot be used for the demo ({error.strerror or error}); check free "
                f"space and permissions, or name another folder."
            ) from None

    def _make(self) -> None:
        marker = self.path / _MARKER
        if self.path.exists() and not self.path.is_dir():
            raise StaffPulseError(f"{self.path} is a file; name a folder for the demo.")
        if not marker.exists() and self.path.exists() and any(self.path.iterdir()):
            raise StaffPulseError(
                f"{self.path} holds something that no demo made; name a folder that is new or "
                f"empty."
            )
        make_folder(self.path)
        if not marker.exists():
            marker.write_text(_MARKER_TEXT, encoding="utf-8")
