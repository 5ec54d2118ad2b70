"""Imports the whole of ours, and forks a process for each program; a program, not a module.

It ends with its input. A process that it forked ends, at the latest, with whoever called it.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
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
TESTS = str(Path(__file__).parents[1])


def warm_up() -> None:
    """Do once what programs do first."""
    sys.path.append(TESTS)
    for module in walk_packages(bot.__path__, "bot."):
        import_module(module.name)
    for name in shipped():
        load_shipped(name)
    bank_holidays("england", 2026)
    gc.freeze()


def told(line: socket) -> tuple[dict[str, Any], list[int]]:
    """The order of a caller, and the streams that it hands over."""
    length, streams, _, _ = recv_fds(line, 8, 3)
    order = b""
    while len(order) < int(length):
        order += line.recv(int(length) - len(order))
    return json.loads(order), streams


def take_over(order: dict[str, Any], streams: list[int]) -> None:
    """Make this process the one in which the program runs."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(order["variables"])
    os.chdir(order["folder"])
    sys.argv[:] = order["words"]


class Forked:
    """A process that was forked, for whoever called for it.

    Attributes:
        line: to the caller.
        ended: can be read once the process has ended.
    """

    def __init__(self, pid: int, line: socket) -> None:
        self.line = line
        self.ended = os.pidfd_open(pid)
        self._pid = pid

    def hear(self) -> None:
        """Pass a signal on, or end the process where nobody is there whom it could be told."""
        for number in self.line.recv(8) or (signal.SIGKILL,):
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.ended, number)

    def bury(self) -> None:
        """Tell the caller how the process ended."""
        _, status = os.waitpid(self._pid, 0)
        with suppress(OSError):
            self.line.sendall(str(os.waitstatus_to_exitcode(status) % 256).encode())
        self.close()

    def close(self) -> None:
        """Have nothing to do with it any more."""
        os.close(self.ended)
        self.line.close()


def begun(line: socket) -> Forked | None:
    """The process that a caller asks for; None in that process itself."""
    order, streams = told(line)
    pid = os.fork()
    if pid == 0:
        line.close()
        take_over(order, streams)
        return None
    for stream in streams:
        os.close(stream)
    return Forked(pid, line)


def serve(door: socket) -> None:
    """Look after callers; it returns in a fork, to run the program there."""
    at_work: list[Forked] = []
    while True:
        heard = {one.line: one for one in at_work}
        ready, _, _ = select([door, sys.stdin, *heard, *(one.ended for one in at_work)], [], [])
        if sys.stdin in ready:
            sys.exit()
        for one in [one for one in at_work if one.ended in ready]:
            one.bury()
            at_work.remove(one)
        for one in [one for one in at_work if one.line in ready]:
            one.hear()
        if door in ready:
            forked = begun(door.accept()[0])
            if forked is None:
                for one in at_work:
                    one.close()
                return
            at_work.append(forked)


def end_at_once(command: Callable[[], object]) -> None:
    """Run a command, and end as it does without taking everything apart that was imported."""
    status: object = 0
    try:
        command()
    except SystemExit as ended:
        status = ended.code or 0
    if isinstance(status, int):
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(str(status))


if __name__ == "__main__":
    warm_up()
    with socket(fileno=int(sys.argv[1])) as door:
        serve(door)
    if sys.argv[0] == COMMAND and not sys.flags.dev_mode:
        end_at_once(main)
    elif sys.argv[0] == COMMAND:
        main()
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")
