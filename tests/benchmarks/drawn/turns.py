"""Draws one picture several times and tells the processor that each took; run as a process.

What draws here imports nothing of ours, so that it runs where only its own library is installed.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Picture = dict[str, Any]
"""Its size in pixels, the zoom, the folders of its fonts, and `shapes` as `benchmarks.shapes` has
them."""


def take(draw: Callable[[Picture], bytes]) -> None:
    """Read an order, draw as often as it says, keep the last picture, and tell what each took.

    The first is counted from the start of the process, with everything that is imported.
    """
    order = json.loads(sys.stdin.readline())
    took, before = [], 0.0
    for _ in range(order["times"]):
        image = draw(order["picture"])
        now = time.process_time()
        took.append(now - before)
        before = now
    Path(order["file"]).write_bytes(image)
    sys.stdout.write(f"took {json.dumps(took)}\n")
