"""The heartbeat: whether the running bot is well, for a check from outside its process."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from bot.errors import StaffPulseError
from questions.model import Value

log = logging.getLogger(__name__)

FILE = "heartbeat.json"
"""The heartbeat's name in the data folder."""

FRESH = timedelta(minutes=3)
"""How old a heartbeat may be."""


class Heartbeat(Value):
    """What the running bot last said of itself."""

    at: AwareDatetime
    connected: bool


class NotWell(StaffPulseError):
    """The bot is not running, is stuck, or does not hear Slack."""


def beat(path: Path, *, connected: bool, now: datetime) -> None:
    """Write the heartbeat whole, so that a reader meets the old one or the new one.

    Where it cannot be written it grows old, which is what the check tells then.

    Args:
        path: the file to write.
        connected: whether what people do in the chat reaches us.
        now: an aware instant.
    """
    new = path.with_suffix(".new")
    try:
        new.write_text(Heartbeat(at=now, connected=connected).model_dump_json(), encoding="utf-8")
        new.replace(path)
    except OSError as error:
        log.warning("The heartbeat was not written: %s.", error)


def stop(path: Path) -> None:
    """Leave no heartbeat behind: a bot that has ended is not well."""
    path.unlink(missing_ok=True)


def check(path: Path, now: datetime) -> None:
    """Return if the bot runs and is connected; NotWell otherwise."""
    try:
        last = Heartbeat.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise NotWell(
            f"There is no heartbeat at {path}: the bot has not started; start it, or set "
            f"STAFF_PULSE_DATA_DIR to the folder that it runs on."
        ) from None
    except (OSError, ValidationError):
        raise NotWell(
            f"The heartbeat at {path} cannot be read: look as the user that the bot runs as."
        ) from None
    age = now - last.at
    if age > FRESH:
        raise NotWell(
            f"The last heartbeat is {age.total_seconds():.0f} seconds old, and at most "
            f"{FRESH.total_seconds():.0f} are well: the bot has stopped or is stuck; read its "
            f"log and start it again."
        )
    if not last.connected:
        raise NotWell(
            "The bot runs but is not connected to Slack: read its log, and check that this machine "
            "can reach Slack."
        )
