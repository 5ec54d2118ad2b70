import gc
import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is pytest's, in a folder of its own
ROOM = 2 * 2**30
"""So many bytes must be free there; a run takes a tenth of it."""

# What tests would wait for most is the disk, after each of their many commits. In memory files are
# synced just the same, and nothing is waited for.
# https://docs.pytest.org/en/stable/reference/reference.html#envvar-PYTEST_DEBUG_TEMPROOT
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Thousands of tests with all that they import are much to look through, again and again, for what
# can be let go of, and none of them ever can. https://docs.python.org/3/library/gc.html#gc.freeze
gc.disable()

NEW = 20_000
"""So many new objects are made, at least, before those are looked through; usually it is 700."""


def pytest_collection_finish() -> None:
    """Let go of what tests leave, and look at nothing that was there before them."""
    gc.freeze()
    gc.set_threshold(NEW, 10, 10)
    gc.enable()
