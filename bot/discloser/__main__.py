"""Decides what may be shown of one round: counts on standard input, JSON on standard output."""

import sys
from typing import get_args

from bot import logs
from bot.discloser.asked import DISCLOSED, FAULT, MIDWAY, Asked, What
from bot.survey.disclosure import disclose, halfway


def main() -> int:
    """Answer what the command line names; of a fault only its place is told, never what it held."""
    try:
        [what] = [one for one in get_args(What) if one in sys.argv[1:]]
        sys.stdout.buffer.write(_answer(what, sys.stdin.buffer.read()))
    except Exception as error:  # noqa: BLE001 - the outermost boundary: its text may hold counts
        sys.stderr.write(f"{logs.where(error)}\n")
        return FAULT
    return 0


def _answer(what: What, given: bytes) -> bytes:
    asked = Asked.model_validate_json(given)
    if what == "halfway":
        return MIDWAY.dump_json(halfway(asked.round, asked.count))
    disclosed = disclose(asked.round, asked.count, asked.midway)
    return DISCLOSED.dump_json((disclosed.published, disclosed.rougher))


if __name__ == "__main__":
    sys.exit(main())
