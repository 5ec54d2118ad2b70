"""A folder that is taken away, as when its volume is not mounted, and put back."""

import shutil
from pathlib import Path


def unmount(folder: Path) -> None:
    """Take a folder away."""
    folder.rename(folder.with_name("away"))


def replace_by_empty(folder: Path) -> None:
    """Have an empty folder in its place."""
    unmount(folder)
    folder.mkdir()


def mount(folder: Path) -> None:
    """Put the folder back that was taken away, whatever is in its place."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name("away").rename(folder)
