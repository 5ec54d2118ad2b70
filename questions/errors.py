"""What can go wrong with a file that people write, told to the person who can mend it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

REFUSED = "refused"
"""The type that pydantic gives to the errors made by `refusal`."""

_SHOWN = 40
"""The number of characters of a found text that are shown."""


def seen(text: str) -> str:
    """A text with a space for whatever cannot be seen, and may do something to a terminal."""
    return "".join(one if one.isprintable() else " " for one in text)


def short(text: str) -> str:
    """A text on one line, cut where it is long, of characters that can be seen."""
    line = " ".join(seen(text[:_SHOWN]).split())
    return f"{line}…" if len(text) > _SHOWN else line


class DocumentError(ValueError):
    """A file that cannot be used; its text is one sentence: file, line, key, found, allowed."""

    @classmethod
    def at(cls, source: str, line: int | None, path: Sequence[str | int], said: str) -> Self:
        """The error about one place of a file.

        Args:
            source: the file's name.
            line: from 1; None where the file as a whole is meant.
            path: keys and positions down to the place; positions count from 0 here and are
                shown from 1, as people count.
            said: what was found and what is allowed, without a full stop.
        """
        where = source if line is None else f"{source}, line {line}"
        key = ".".join(str(part + 1) if isinstance(part, int) else short(part) for part in path)
        return cls(": ".join(filter(None, (where, key, said.rstrip(".")))) + ".")


def refusal(said: str, *below: str | int) -> "PydanticCustomError":
    """The error that a model's validator raises about a key below the value it looks at.

    A validator that refuses the very value it was given may raise ValueError as well.

    Args:
        said: what was found and what is allowed, without a full stop.
        below: keys and positions from the validated value to the one that is wrong.
    """
    # The command line knows this module, and answers --help without anything of pydantic's.
    from pydantic_core import PydanticCustomError  # noqa: PLC0415

    return PydanticCustomError(REFUSED, "{said}", {"said": said, "below": below})


def refuse_repeats(names: Iterable[str], key: str, *below: str | int) -> None:
    """Raise the error about the first name that stands a second time in a list.

    Args:
        names: one of each entry, in order.
        key: the entries' key that holds the name.
        below: keys and positions from the validated value to the list.
    """
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            raise refusal(f'found "{name}" a second time, allowed is once', *below, number, key)
        seen.add(name)
