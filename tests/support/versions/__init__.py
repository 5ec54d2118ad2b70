"""A database of a small council as each version of the schema wrote it.

Each was dumped after two rounds of `council.yaml` that a program of its time had run, with a third
round opened, and with a row or two in each table that these leave empty.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo import colleagues, scenario
from bot.sandbox import Workspace

FOLDER = Path(__file__).parent
VERSIONS = tuple(int(file.stem) for file in sorted(FOLDER.glob("*.sql")))
ROUND = "small-town-2026-09-15"
ASKED = tuple(f"U0DEMO{number:05}" for number in range(1, 111))


def write(version: int, database: Path) -> None:
    """Make the database that a version of the schema has written."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((FOLDER / f"{version:04}.sql").read_text(encoding="utf-8"))
    database.chmod(0o600)


class Town:
    """The council in a workspace."""

    def move_in(self, workspace: Workspace) -> None:
        """Fill a workspace with everyone who is asked and with the channels."""
        colleagues.move_in(workspace, scenario.load(str(FOLDER / "council.yaml")))
