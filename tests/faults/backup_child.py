"""Makes or restores a backup, or upgrades a database, and dies one moment later each time.

Arguments: "make", "restore" or "upgrade", and a folder that holds the database as `old/main.db`,
perhaps with the journal of a process that was killed, and the backup as `backup`. For each try
there is a folder afterwards, named after the number of the moment at which it ended; the last one
came to its end.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from storage import backup
from storage.database import Database

NOW = datetime(2026, 11, 27, tzinfo=UTC)
FILE_EVENTS = {"open", "os.remove", "os.rename", "os.truncate", "shutil.copyfile"}


class Countdown:
    """Ends the process at a moment, counted from 1: before each change of a file or commit."""

    def __init__(self, left: int, folder: Path) -> None:
        self._left = left
        self._folder = str(folder)

    def come(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """A hook for https://docs.python.org/3/library/audit_events.html."""
        if event in FILE_EVENTS and any(str(one).startswith(self._folder) for one in args):
            self.come()

    def watched(self) -> Callable[..., sqlite3.Connection]:
        """SQLite's `connect`, with a moment around each statement and commit."""
        come = self.come

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:  # noqa: ANN401
                come()
                return super().execute(sql, *values)

            def commit(self) -> None:
                come()
                super().commit()
                come()

        return partial(sqlite3.connect, factory=Connection)


def work(what: str, home: Path, number: int) -> None:
    """Make a backup or restore one in a folder of its own, up to that moment."""
    folder = home / f"{number}"
    shutil.copytree(home / "old", folder)
    countdown = Countdown(number, folder)
    sys.addaudithook(countdown.hear)
    sqlite3.connect = countdown.watched()  # type: ignore[assignment]
    if what == "make":
        backup.make(folder / "main.db", folder / "made")
    elif what == "upgrade":
        asyncio.run(upgrade(folder / "main.db"))
    else:
        asyncio.run(backup.put_back(home / "backup", folder / "main.db", now=NOW))


async def upgrade(main: Path) -> None:
    """Bring a database to this version's schema as a start does."""
    backup.clear_away(main)
    backup.before_upgrade(main)
    opened = await Database.open(main)
    await opened.migrate()
    await opened.close()


def main(what: str, home: Path) -> None:
    """Fork a process for each moment, until one of them has none left to die at."""
    number, status = 0, signal.SIGKILL.value
    while status == signal.SIGKILL:
        number += 1
        pid = os.fork()
        if pid == 0:
            work(what, home, number)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
    print(number, os.waitstatus_to_exitcode(status))  # noqa: T201 - so it speaks


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
