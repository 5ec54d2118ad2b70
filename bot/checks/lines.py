"""Lines of a report in plain text."""

from collections.abc import Sequence
from textwrap import wrap

_WIDTH = 98


def entry(start: str, words: str, *, indent: int | None = None) -> Sequence[str]:
    """Words behind a start, their further lines below the first or indented."""
    return wrap(
        words,
        width=_WIDTH,
        initial_indent=start,
        subsequent_indent=" " * (len(start) if indent is None else indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
