"""Files that people ask for at the command line, each written whole or not at all."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.errors import StaffPulseError
from bot.survey.wording import listed


def put(texts: Mapping[Path, str], *, replace: bool) -> str:
    """Write texts into files, and say which.

    Args:
        texts: by the file.
        replace: whether files may be there, which are then gone.

    Raises:
        StaffPulseError: one is there already, or cannot be written.
    """
    there = [path for path in texts if path.exists()]
    if there and not replace:
        raise StaffPulseError(
            f"{listed(*map(str, there))} is there already: name another file, or add --replace."
        )
    for path, text in texts.items():
        new = path.with_name(f".{path.name}.new")
        try:
            new.unlink(missing_ok=True)
            with new.open("x", encoding="utf-8") as file:  # and never through somebody's link
                file.write(text)
            new.replace(path)
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise StaffPulseError(
                f"{path} cannot be written ({error.strerror}); name another file."
            ) from None
    return f"Written: {listed(*map(str, texts))}."
