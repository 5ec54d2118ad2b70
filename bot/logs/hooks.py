"""What Python itself would print: a traceback quotes an exception, which may hold an input."""

import logging
import sys
import threading
import warnings
from types import TracebackType
from typing import TextIO

from bot.logs.words import Place, where

log = logging.getLogger(__name__)


def hang() -> None:
    """Have it logged instead, without text."""
    sys.excepthook = _ended
    sys.unraisablehook = _could_not_raise
    threading.excepthook = _thread_ended
    warnings.showwarning = _warned


def _ended(
    kind: type[BaseException],  # noqa: ARG001  # Python's signature, here and below
    error: BaseException,
    traceback: TracebackType | None,  # noqa: ARG001
) -> None:
    log.critical("The program ended by a fault: %s", where(error))


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    log.error("A thread ended by a fault: %s", _fault(told.exc_type, told.exc_value))


def _could_not_raise(told: "sys.UnraisableHookArgs") -> None:
    log.error("A fault could not be raised: %s", _fault(told.exc_type, told.exc_value))


def _fault(kind: type[BaseException], error: BaseException | None) -> Place:
    return where(error) if error else Place(kind=kind.__name__)


def _warned(  # noqa: PLR0917
    message: Warning | str,  # noqa: ARG001
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    log.warning("Python warns: %s", Place(kind=category.__name__, file=filename, line=lineno))
