"""What lies in a folder, by name and mode; nothing is opened."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.checks import register
from bot.checks.check import Check, Sentence, judged
from bot.errors import StaffPulseError

_OTHERS = 0o077

_FILE_SYSTEMS_OWN = "lost+found"
"""Lies at the top of a disk of its own: https://refspecs.linuxfoundation.org/fhs.shtml."""


class Entry(NamedTuple):
    """A file, a folder or something else.

    Attributes:
        name: its path within the folder; "." for the folder itself.
        size: in bytes.
        plain: whether it is a file or a folder, and no link or device.
        owner: the number of the user that it belongs to.
    """

    name: str
    mode: int
    size: int
    plain: bool
    owner: int

    @property
    def exposed(self) -> bool:
        """Whether others than its owner can read or change it."""
        return bool(self.mode & _OTHERS)


def entries(folder: Path) -> list[Entry]:
    """The folder and everything in it; StaffPulseError where it cannot be read."""
    try:
        return [_entry(path, folder) for path in (folder, *sorted(_below(folder)))]
    except OSError as error:
        raise StaffPulseError(
            f"{folder} cannot be looked into ({error.strerror}); check its path, and look as the "
            f"user that the bot runs as."
        ) from None


def box_of(name: str) -> str | None:
    """The round whose ballot box, or its journal, a file in the data folder is by its name."""
    folder, _, file = name.rpartition("/")
    round_id, suffix, rest = file.partition(register.BOX_SUFFIX)
    known = folder == register.BOXES and round_id and suffix and rest in {"", "-journal"}
    return round_id if known else None


def known_files(found: Sequence[Entry]) -> Check:
    """Whether everything in the data folder is something that the bot puts there."""
    return judged(
        Sentence.NOBODY_SEES,
        (fault for entry in found if (fault := _fault(entry))),
        kept="Every file in the folder is one that the bot puts there.",
    )


def private(found: Sequence[Entry], sentence: Sentence, what: str) -> Check:
    """Whether nobody but the bot's own user can read or change what lies there."""
    return judged(
        sentence,
        (
            f"Others than the bot's own user can get at {_called(entry, what)}: its mode is "
            f"{entry.mode:04o}, and a copy has to be made with its modes (cp -a)."
            for entry in found
            if entry.exposed
        ),
        kept=f"Nobody but the bot's own user can read {what}, as far as file modes go.",
    )


def _fault(entry: Entry) -> str | None:
    named = entry.name == "." or entry.name in register.FILES or box_of(entry.name)
    if not named or not entry.plain:
        return f"Nobody knows what {entry.name} is, which lies in the folder."
    if entry.name in register.SMALL_FILES and entry.size > register.SMALL:
        return f"There is more in {entry.name} than there should be."
    return None


def _called(entry: Entry, what: str) -> str:
    return f"{what} itself" if entry.name == "." else entry.name


def _entry(path: Path, folder: Path) -> Entry:
    plain = not path.is_symlink() and (path.is_file() or path.is_dir())
    about, name = path.lstat(), path.relative_to(folder).as_posix()
    return Entry(
        name=name, mode=about.st_mode & 0o7777, size=about.st_size, plain=plain, owner=about.st_uid
    )


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for above, folders, files in os.walk(folder, onerror=refuse):
        if _FILE_SYSTEMS_OWN in folders:
            folders.remove(_FILE_SYSTEMS_OWN)
        for name in (*folders, *files):
            yield Path(above, name)
