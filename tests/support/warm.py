"""The command `staff-pulse` in a process of its own that begins at once.

Most of what a short command costs is its imports. A process that has made them all forks another
for each command; that one takes over words, variables, folder and streams of whoever calls, and
ends as the program does. `tests/guards/test_admin.py` runs every command so and as it is installed.
"""

import atexit
import os
import sys
from functools import cache
from pathlib import Path
from socket import AF_UNIX, socket
from subprocess import DEVNULL, PIPE, Popen

_FORKING, _CALLING = (
    Path(__file__).with_name(f"warm_{what}.py") for what in ("forking", "calling")
)


@cache
def staff_pulse() -> tuple[str, ...]:
    """The words that begin the command; its own come after them."""
    # A name that begins with a zero byte is no file: https://man7.org/linux/man-pages/man7/unix.7.html
    name = f"staff-pulse-{os.getpid()}"
    with socket(AF_UNIX) as door:
        door.bind(f"\0{name}")
        door.listen()
        program = (sys.executable, "-P", str(_FORKING), str(door.fileno()))
        forking = Popen(program, stdin=PIPE, stdout=DEVNULL, pass_fds=(door.fileno(),))
    atexit.register(forking.communicate)
    return (sys.executable, "-I", "-S", str(_CALLING), name)
