"""Where lines go: to standard error, each made here and by nobody else."""

import inspect
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.logs import hooks
from bot.logs.levels import PINNED, pin
from bot.logs.words import OURS, WITHHELD, shown, where


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


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]  # the stream is standard error
    def filter(self, record: logging.LogRecord) -> bool:
        """Keep out what other libraries say below a warning, whatever level they were given."""
        return _is_ours(record.name) or record.levelno >= logging.WARNING

    def format(self, record: logging.LogRecord) -> str:
        """The whole line."""
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = _words(record) if _is_ours(record.name) else "(details withheld)"
        line = f"{when} {record.levelname} {_known(record.name)}: {' '.join(words.split())}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line} [{where(error)}]" if error else line


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
