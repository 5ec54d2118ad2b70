"""Imports the whole program, and forks a process for each command; a program, not a module.

It ends with its input. A command ends, at the latest, with whoever called it.
"""

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from select import select
from socket import recv_fds, socket
from typing import Any

import bot
from bot.cli import main
from bot.survey.schedule import bank_holidays
from questions.loader import load_shipped, shipped

COMMAND = str(Path(sys.executable).with_name("staff-pulse"))


def warm_up() -> None:
    """Do once what commands do first."""
    for module in walk_packages(bot.__path__, "bot."):
        import_module(module.name)
    for name in shipped():
        load_shipped(name)
    bank_holidays("england", 2026)
    gc.freeze()


def told(line: socket) -> tuple[dict[str, Any], list[int]]:
    """The order of a caller, and the streams that it hands over."""
    length, streams, _, _ = recv_fds(line, 8, 3)
    with line.makefile("rb") as order:
        return json.loads(order.read(int(length))), streams


def take_over(order: dict[str, Any], streams: list[int]) -> None:
    """Make this process the one in which the command runs."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(order["variables"])
    os.chdir(order["folder"])
    sys.argv[:] = [COMMAND, *order["words"]]


def look_after(line: socket) -> bool:
    """Run a caller's command in a fork and tell it how that ended; True in the fork itself."""
    order, streams = told(line)
    pid = os.fork()
    if pid == 0:
        take_over(order, streams)
        return True
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(pid)
    if ended not in select([line, ended], [], [])[0]:
        os.kill(pid, signal.SIGKILL)  # nobody is there any more whom it could be told
    _, status = os.waitpid(pid, 0)
    os.close(ended)
    with suppress(OSError):
        line.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
    return False


def serve(door: socket) -> None:
    """Look after one caller after the other; it returns in a fork, to run the command there."""
    while door in select([door, sys.stdin], [], [])[0]:
        line, _ = door.accept()
        with line:
            if look_after(line):
                return
    sys.exit()


if __name__ == "__main__":
    warm_up()
    with socket(fileno=int(sys.argv[1])) as door:
        serve(door)
    main()
