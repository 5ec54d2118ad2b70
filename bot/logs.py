"""Logs: plain lines about what the program does, never about what a person does."""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

_OURS = ("bot", "questions", "storage")
_SPEAKING = (*_OURS, "apscheduler")

_QUIET = ("slack_bolt", "slack_sdk")
_NO_DETAILS = ("aiohttp", "aiosqlite", "asyncio", "websockets")


def set_up(level: str = "INFO") -> None:
    """Write one line a record to standard error.

    Only our own modules and the scheduler are quoted; of other libraries the line names who spoke
    and where, since their words may hold what passed through them. Of an exception stand its type
    and its place, never its message.

    Args:
        level: of our own modules: DEBUG, INFO, WARNING or ERROR.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    pin()


def pin() -> None:
    """Keep what could print whole payloads silent, whatever the root's level is.

    Bolt prints block and action ids, the Slack SDK's Socket Mode client and websockets whole
    messages, aiosqlite every value; `bot.slack` reports in its own words what goes wrong there.
    """
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in _NO_DETAILS:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that finds the one before still at work is no warning to anybody.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def where(error: BaseException) -> str:
    """An exception's type and the place that raised it, without its message."""
    return f"{type(error).__name__}{_place(error.__traceback__)}"


def _place(traceback: TracebackType | None) -> str:
    if traceback is None:
        return ""
    while traceback.tb_next:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    return f" in {code.co_name} ({Path(code.co_filename).name}:{traceback.tb_lineno})"


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        words = record.getMessage() if _speaks(record.name) else "(details withheld)"
        line = f"{when} {record.levelname} {record.name}: {' '.join(words.split())}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line} [{where(error)}]" if error else line


def _speaks(name: str) -> bool:
    return name.partition(".")[0] in _SPEAKING
