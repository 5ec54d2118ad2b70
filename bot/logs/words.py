"""What may stand in a line: a template from the code, and arguments of a few kinds."""

import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from traceback import walk_tb

from bot.errors import StaffPulseError
from questions.errors import seen
from storage.errors import StorageError

OURS = ("bot", "questions", "storage")
"""Our own packages."""

WITHHELD = "(withheld)"

_KINDS = (bool, int, float, date, datetime, timedelta)
_OUR_ERRORS = (StaffPulseError, StorageError)
_ROUND = re.compile(r"[a-z0-9][a-z0-9-]*-\d{4}-\d{2}-\d{2}(-\d{4})?")
_VERSION = re.compile(r"\d+(\.\d+){1,3}")

# https://docs.slack.dev/authentication/tokens
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)(?:\.xox[a-z])?-[\w-]+")
_MEMBER = re.compile(r"\b[UW][A-Z0-9]{7,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A kind of exception or warning and where it came from, without what it says."""

    kind: str
    function: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        function = f" in {self.function}" if self.function else ""
        place = f" ({Path(self.file).name}:{self.line})" if self.file else ""
        return f"{self.kind}{function}{place}"


def where(error: BaseException) -> Place:
    """An exception's type and the place that raised it, without its message.

    Of a group of exceptions it is the first that tells.
    """
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    if not frames:
        return Place(kind=type(error).__name__)
    code, line = frames[-1]
    return Place(kind=type(error).__name__, function=code.co_name, file=code.co_filename, line=line)


def plain(sentence: str) -> str:
    """One of our sentences, with what cannot be seen or looks like a token or member id taken out.

    What it quotes, such as a name, may have been made to write lines or to move the cursor.
    """
    return _MEMBER.sub("(a member id)", _TOKEN.sub("(a token)", seen(sentence)))


def shown(value: object) -> object:
    """An argument as it may stand in a line.

    Allowed are numbers, instants, words of our own enumerations, the ids of rounds, versions, the
    sentences of our own errors, and the types of all others. There is no way to have any other
    text shown.
    """
    if type(value) in (*_KINDS, Place):
        return value
    if isinstance(value, Enum) and _is_ours(type(value).__module__):
        return value.name.lower()
    if type(value) is str and (_ROUND.fullmatch(value) or _VERSION.fullmatch(value)):
        return value
    if isinstance(value, type) and issubclass(value, BaseException):
        return value.__name__
    if isinstance(value, BaseException):
        return _said(value)
    return WITHHELD


def _said(error: BaseException) -> str:
    if isinstance(error, _OUR_ERRORS):
        return plain(str(error))
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return f"{type(error).__name__}, {os.strerror(error.errno)}"
    return type(error).__name__


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in OURS
