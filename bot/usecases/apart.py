"""Keeps what goes wrong with one round, pulse or action apart from all others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs
from bot.errors import StaffPulseError
from storage.errors import StorageError

log = logging.getLogger(__name__)


@contextmanager
def apart(round_id: str = "") -> Iterator[None]:
    """Let whatever goes wrong in the block be logged and end there; the next tick tries again.

    Args:
        round_id: the round that waits meanwhile, if it is one that does.
    """
    try:
        yield
    except (StaffPulseError, StorageError) as error:
        if round_id:
            log.warning("The round %s waits: %s", round_id, error)
        else:
            log.warning("What is due waits: %s", error)
    except Exception as error:  # noqa: BLE001 - the outermost boundary of what one round does
        fault = logs.where(error)
        if round_id:
            log.error("The round %s waits after a fault: %s", round_id, fault)  # noqa: TRY400 - no text
        else:
            log.error("What is due waits after a fault: %s", fault)  # noqa: TRY400 - no text
