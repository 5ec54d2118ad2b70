"""Has a program run by the process that forks, and ends as it does; a program, not a module."""

import json
import os
import signal
import sys
from socket import AF_UNIX, send_fds, socket

name, *words = sys.argv[1:]
with socket(AF_UNIX) as line:
    line.connect(f"\0{name}")
    folder = os.getcwd()  # noqa: PTH109 - pathlib would take longer to load than all else here
    told = json.dumps({"words": words, "variables": dict(os.environ), "folder": folder})
    send_fds(line, [f"{len(told):8}".encode()], [0, 1, 2])
    line.sendall(told.encode())
    for passed_on in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT):
        signal.signal(passed_on, lambda number, _: line.sendall(bytes((number,))))
    os._exit(int(line.recv(8)))
