"""Programs of ours in processes of their own that begin at once.

Most of what a short program costs is its imports. A process that has made them all forks another
for each; that one takes over words, variables, folder and streams of whoever calls, hears the
signals that the caller is sent, and ends as the program does. `tests/guards/test_admin.py` runs
every command so and as it is installed.
"""

import atexit
import sys
from functools import cache
from os import getpid
from pathlib import Path
from socket import AF_UNIX, socket
from subprocess import DEVNULL, PIPE, Popen

COMMAND = Path(sys.executable).with_name("staff-pulse")

_FORKING, _CALLING = (
    Path(__file__).with_name(f"warm_{what}.py") for what in ("forking", "calling")
)


def staff_pulse() -> tuple[str, ...]:
    """The words that begin the command; its own come after them."""
    return program(COMMAND)


def program(file: Path, *options: str) -> tuple[str, ...]:
    """The words that begin a program.

    Args:
        file: the command `staff-pulse`, or a program in Python, which may import from `tests`.
        options: Python's own, such as "-X", "dev".
    """
    return (sys.executable, "-I", "-S", str(_CALLING), _forking(options), str(file))


@cache
def _forking(options: tuple[str, ...]) -> str:
    """Where the process that forks is called."""
    # A name that begins with a zero byte is no file: https://man7.org/linux/man-pages/man7/unix.7.html
    name = "-".join(("staff-pulse", str(getpid()), *options))
    with socket(AF_UNIX) as door:
        door.bind(f"\0{name}")
        door.listen()
        words = (sys.executable, *options, "-P", str(_FORKING), str(door.fileno()))
        forking = Popen(words, stdin=PIPE, stdout=DEVNULL, pass_fds=(door.fileno(),))
    atexit.register(forking.communicate)
    return name
