"""What digest, thread and half-way figure are made of."""

from typing import NamedTuple


class Section(NamedTuple):
    """A heading with the lines under it, in plain words without any markup."""

    heading: str
    lines: tuple[str, ...]
