"""Has reports made by the command that makes them, in a process of its own."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bot import child
from bot.errors import StaffPulseError
from bot.settings import OURS, Folders

_SECONDS = 300
_FILES = ("report.docx", "report.html")


class Printer:
    """Makes reports beside the bot: Word's file alone takes seconds of Python.

    Args:
        folders: where the bot keeps its data; they are only read.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    async def report(
        self, pulse: str, *, first: date, last: date, made: date
    ) -> Mapping[str, bytes]:
        """The report on some days for Word and for the browser, by how such files' names end."""
        try:
            printed = await self._print(pulse, first=first, last=last, made=made)
        except TimeoutError:
            raise StaffPulseError(
                f"The report took more than {_SECONDS} seconds and was given up: make it with "
                f"the command staff-pulse report instead."
            ) from None
        except OSError as error:
            raise StaffPulseError(
                f"The report could not be made ({type(error).__name__}): look whether this machine "
                f"has memory left."
            ) from None
        with ZipFile(BytesIO(printed)) as files:
            return {Path(name).suffix: files.read(name) for name in _FILES}

    async def _print(self, pulse: str, *, first: date, last: date, made: date) -> bytes:
        """Run the command, which leaves nothing on a disk; its last line tells what to mend."""
        days = ("--from", str(first), "--to", str(last), "--made", str(made))
        ended = await child.run(
            *("-m", "bot.cli", "report", *days, "--pulse", pulse, "--out", "-"),
            seconds=_SECONDS,
            told={
                f"{OURS}DATA_DIR": str(self._folders.data_dir.absolute()),
                f"{OURS}KEY_DIR": str(self._folders.key_dir.absolute()),
            },
        )
        if ended.status:
            said = ended.err.decode(errors="replace").strip().splitlines()
            raise StaffPulseError(said[-1] if said else f"It ended with status {ended.status}.")
        return ended.out
