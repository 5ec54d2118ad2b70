"""Keeps together what belongs together where a line is broken."""

import re

_COUNTS = re.compile(r"\([\d,]+ of [\d,]+\)|\d+ to \d+")
_UNBROKEN = "\u00a0"


def held(line: str) -> str:
    """A line in which "(51 of 70)" and "15 to 29" are not torn apart."""
    return _COUNTS.sub(lambda found: found[0].replace(" ", _UNBROKEN), line)
