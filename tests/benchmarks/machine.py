"""What the figures were found on, and how busy it was."""

import os
import platform
import sqlite3
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - in folders of its own
"""A disk in memory, where figures tell of the program and not of the disk; None for any."""

SYNCS = 200


def told() -> str:
    """Versions and the machine, in a sentence."""
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, slack_bolt "
        f"{version('slack_bolt')}, slack_sdk {version('slack_sdk')}; {os.cpu_count()} cores, Linux "
        f"{platform.release().partition('-')[0]}; a page on its disk is made to last (`fsync`) in "
        f"{1000 * _sync():.2g} ms."
    )


def load() -> str:
    """How many processes wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _sync() -> float:
    """Half of the times that one takes, in seconds."""
    took = []
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "page").open("wb", 0) as file:
        for _ in range(SYNCS):
            file.seek(0)
            file.write(os.urandom(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took)
