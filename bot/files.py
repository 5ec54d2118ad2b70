"""Files that people ask for at the command line, each written whole or not at all."""

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from bot.errors import StaffPulseError
from bot.survey.wording import listed
from storage.ballot_box.durable import create, sync_folder


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


def refuse_within(path: Path, *, data: Path, key: Path) -> None:
    """Raise StaffPulseError for what would lie in one of the bot's own folders."""
    for folder, name in ((data, "data"), (key, "key")):
        if path.resolve().is_relative_to(folder.resolve()):
            raise StaffPulseError(
                f"{path} lies in the {name} folder, and would be lost with it; name another place."
            )


def put_folder(out: Path, contents: Mapping[str, bytes]) -> None:
    """Put files in the place of a folder together, all or nothing.

    Args:
        out: is gone if it is there.
        contents: by the path within the folder.

    Raises:
        StaffPulseError: they cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            for name, content in contents.items():
                (new / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                create(new / name, content)
            _swap(new, out, old)
            sync_folder(out.parent)
    except OSError as error:
        raise StaffPulseError(
            f"{out} cannot be written ({error.strerror or error}); check free space and "
            f"permissions, or name another folder."
        ) from None


def _swap(new: Path, out: Path, old: Path) -> None:
    """Put a folder in the place of another, which comes back if that cannot be."""
    replaced = out.exists()
    if replaced:
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if replaced:
            old.rename(out)
        raise
