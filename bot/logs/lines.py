"""Where lines go: to standard error, each made here and by nobody else."""

import inspect
import logging
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from typing import TextIO

from bot.logs import hooks
from bot.logs.levels import PINNED, pin
from bot.logs.words import OURS, WITHHELD, shown, where

LATE = {"late": True}
"""What a record has extra that is made when a person presses or sends something.

Its line is not written at that moment, which would tell when somebody answered, but with the next
whole hour, and once for all that say the same.
"""


def set_up(level: str = "INFO") -> None:
    """Write one line a record to standard error, and nothing in any other way.

    A line of our own is a template that stands in the code, with arguments that `shown` allows. Of
    other libraries it names who spoke, and of an exception its type and place: their words may hold
    what passed through them. That holds at every level, and whatever levels others set.

    Args:
        level: of our own modules: DEBUG, INFO, WARNING or ERROR.
    """
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(_Handler(sys.stderr))
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    # Otherwise a line that cannot be written is told with all its arguments:
    # https://docs.python.org/3/library/logging.html#logging.raiseExceptions
    logging.raiseExceptions = False
    pin()
    hooks.hang()


def tell_late(now: datetime) -> None:
    """Write what was kept back, if another hour has begun since that was last done."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Handler):
            handler.tell_late(now)


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # the stream is standard error
    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._late: Counter[str] = Counter()
        self._hour: datetime | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record's line, or keep it until later."""
        if getattr(record, "late", False):
            self._late[self._said(record)] += 1
        else:
            super().emit(record)

    def tell_late(self, now: datetime) -> None:
        """Write what was kept back, if another hour has begun."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            if self._hour is not None:
                self._tell(now)
            self._hour = hour

    def close(self) -> None:
        """Write what was kept back, at the end."""
        self._tell(datetime.now(UTC))
        super().close()

    def _tell(self, now: datetime) -> None:
        with self.lock or nullcontext():
            lines = [_late_line(now, *one) for one in self._late.items()]
            self._late.clear()
            with suppress(OSError, ValueError):  # a full disk, or a stream that is closed
                self.stream.writelines(f"{line}{self.terminator}" for line in lines)
                self.flush()

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep out what other libraries say below a warning, whatever level they were given."""
        return _is_ours(record.name) or record.levelno >= logging.WARNING

    def format(self, record: logging.LogRecord) -> str:
        """The whole line."""
        return f"{_at(datetime.fromtimestamp(record.created, UTC))} {self._said(record)}"

    @staticmethod
    def _said(record: logging.LogRecord) -> str:
        """The line without its time."""
        words = _words(record) if _is_ours(record.name) else "(details withheld)"
        line = f"{record.levelname} {_known(record.name)}: {' '.join(words.split())}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line} [{where(error)}]" if error else line


def _late_line(now: datetime, said: str, number: int) -> str:
    times = f"{number} times" if number > 1 else "once"
    return f"{_at(now)} {said} ({times} since the last hour)"


def _at(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def _known(name: str) -> str:
    """The logger's name as far as we know it: the rest may be made of anything."""
    if name in sys.modules and _is_ours(name):
        return name
    package = name.partition(".")[0]
    return package if package in (*OURS, *PINNED) else "another library"


def _words(record: logging.LogRecord) -> str:
    if not _stands_in_the_code(record) or isinstance(record.args, Mapping):
        return WITHHELD
    if not record.args:
        return str(record.msg)
    try:
        return str(record.msg) % tuple(shown(one) for one in record.args)
    except (TypeError, ValueError):
        return WITHHELD


def _stands_in_the_code(record: logging.LogRecord) -> bool:
    """Whether the message is a constant of the function that logs it, and not made of data."""
    frame = inspect.currentframe()
    while frame is not None:
        code = frame.f_code
        if code.co_filename == record.pathname and code.co_name == record.funcName:
            return any(type(one) is str and one == record.msg for one in code.co_consts)
        frame = frame.f_back
    return False
