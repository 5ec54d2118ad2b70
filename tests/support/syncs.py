"""What was made to last: each call of `fsync`, and what was there to be synced."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

Sync = tuple[str, object]
"""A file's name and length, or a folder's name and the names in it."""


@contextmanager
def syncs(*folders: Path) -> Iterator[list[Sync]]:
    """Every file in these folders, and every one of them, that this thread syncs meanwhile.

    Python tells a profiler of each call of a built-in function, though not with what, so the file
    is found among what the caller holds open: https://docs.python.org/3/library/sys.html#sys.setprofile
    """
    seen: list[Sync] = []

    def hear(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and called is os.fsync:
            held = [os.fstat(one) for one in frame.f_locals.values() if isinstance(one, int)]
            paths = [path for folder in folders for path in (folder, *folder.iterdir())]
            seen.extend(_as_is(path) for path in paths if _is_among(held, path))

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        yield seen
    finally:
        sys.setprofile(before)


def _is_among(held: list[os.stat_result], path: Path) -> bool:
    return any(os.path.samestat(path.stat(), one) for one in held)


def _as_is(path: Path) -> Sync:
    if path.is_dir():
        return path.name, sorted(one.name for one in path.iterdir())
    return path.name, path.stat().st_size
