"""What the bot's lines in the log say, once they are written by its own rules."""

from collections.abc import Iterable
from logging import LogRecord

from bot.logs.words import WITHHELD, shown


def withheld(records: Iterable[LogRecord]) -> list[str]:
    """The templates of our own warnings that would leave out some of what they were given."""
    return [
        str(one.msg)
        for one in records
        if one.name.startswith("bot.") and isinstance(one.args, tuple)
        if WITHHELD in map(shown, one.args)
    ]
