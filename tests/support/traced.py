"""What a process writes, syncs and sends, in the order in which the system did it."""

import asyncio
import re
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

_BEGUN = re.compile(r"^(?P<thread>\d+) +(?P<call>\w+)\((?P<given>.*)$")
_RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. (?P<call>\w+) resumed>")
_FILE = re.compile(r"\d+<(?P<path>/[^>]*)>")
_NAME = re.compile(r'"(?P<path>/[^"]*)"')
_REQUEST = re.compile(r'"POST /api/(?P<method>[\w.]+) ')
_WRITES = {"pwrite64", "write", "ftruncate"}
_SYNCS = {"fsync", "fdatasync"}
_NAMES = {"openat", "unlink"}
_SENDS = {"sendto"}

# The first byte of a whole text of a WebSocket: https://datatracker.ietf.org/doc/html/rfc6455#section-5.2
_ACKNOWLEDGEMENT = r'"\201'


class Moment(NamedTuple):
    """Something that cannot be taken back.

    Attributes:
        what: "acknowledging", the method that is asked of Slack, or "unlinking .key".
        synced: the files and folders that were synced by then.
        unsynced: those that were changed and not synced since.
    """

    what: str
    synced: frozenset[Path]
    unsynced: frozenset[Path]


@asynccontextmanager
async def traced(pid: int, trace: Path) -> AsyncIterator[None]:
    """Keep a trace of a process, with all its threads, for as long as the context lasts."""
    calls = ",".join(sorted(_WRITES | _SYNCS | _NAMES | _SENDS))
    words = ("-f", "-y", "-p", str(pid), "-e", f"trace={calls}", "-o", str(trace))
    process = await asyncio.create_subprocess_exec("strace", *words, stderr=PIPE)
    assert process.stderr is not None
    try:
        while b"attached" not in (said := await process.stderr.readline()):
            assert said, "strace did not attach"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def moments(
    lines: Sequence[str], *, there: Iterable[Path], folders: Sequence[Path]
) -> list[Moment]:
    """Each moment of a trace, and last "the end".

    Args:
        lines: of the trace.
        there: the files that were there when it began.
        folders: those in which the files are that matter.
    """
    told = _Told({*there}, folders)
    for line in lines:
        told.take(line)
    told.come("the end")
    return told.moments


class _Told:
    """What a trace has told so far."""

    def __init__(self, there: set[Path], folders: Sequence[Path]) -> None:
        self._there = there
        self._folders = folders
        self._changed: set[Path] = set()
        self._synced: set[Path] = set()
        self._syncing: dict[str, Path] = {}
        self.moments: list[Moment] = []

    def take(self, line: str) -> None:
        """Take in the next line."""
        if resumed := _RESUMED.match(line):
            if resumed["thread"] in self._syncing:
                self._synced.add(self._syncing.pop(resumed["thread"]))
        elif begun := _BEGUN.match(line):
            call, given = begun["call"], begun["given"]
            if call in _SENDS:
                self._send(given)
            elif path := self._path(_NAME if call in _NAMES else _FILE, given):
                self._change(call, given, path, begun["thread"])

    def come(self, what: str) -> None:
        """Note a moment."""
        unsynced = frozenset({*self._changed, *self._syncing.values()})
        self.moments.append(Moment(what, frozenset(self._synced), unsynced))

    def _path(self, pattern: re.Pattern[str], given: str) -> Path | None:
        """The file that a call is about, if it matters."""
        found = pattern.search(given)
        path = Path(found["path"]) if found else Path("/")
        return path if any(path.is_relative_to(folder) for folder in self._folders) else None

    def _change(self, call: str, given: str, path: Path, thread: str) -> None:
        if call in _WRITES:
            self._changed.add(path)
        elif call in _SYNCS:
            self._changed.discard(path)
            if given.endswith("<unfinished ...>"):
                self._syncing[thread] = path
            else:
                self._synced.add(path)
        elif call == "unlink" and path in self._there:
            self.come(f"unlinking {path.suffix}")
            self._there.discard(path)
            self._changed = self._changed - {path} | {path.parent}
        elif "O_CREAT" in given and path not in self._there:
            self._there.add(path)
            self._changed |= {path, path.parent}

    def _send(self, given: str) -> None:
        if request := _REQUEST.search(given):
            self.come(request["method"])
        elif _ACKNOWLEDGEMENT in given:
            self.come("acknowledging")
