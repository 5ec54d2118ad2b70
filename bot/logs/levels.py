import logging
from collections.abc import Mapping
from types import MappingProxyType

PINNED: Mapping[str, int] = MappingProxyType(
    {
        # They print whole payloads; bot.slack reports in its own words what goes wrong there.
        "slack_bolt": logging.CRITICAL,
        "slack_sdk": logging.CRITICAL,
        "aiohttp": logging.WARNING,
        "aiosqlite": logging.WARNING,
        "asyncio": logging.WARNING,
        "websockets": logging.WARNING,
        # A tick that finds the one before still at work is no warning to anybody.
        "apscheduler": logging.ERROR,
    }
)
"""The libraries that log, and from which level on each is heard of."""


def pin() -> None:
    """Keep what could print whole payloads silent, whatever the root's level is.

    Bolt prints block and action ids, the Slack SDK's Socket Mode client and websockets whole
    messages, aiosqlite every value.
    """
    for name, level in PINNED.items():
        logging.getLogger(name).setLevel(level)
