"""How late the event loop is beside some work: so long a person would wait at that moment."""

import asyncio
import time
from typing import Any

TICK = 0.005


async def latest(work: asyncio.Task[Any]) -> float:
    """The longest, in seconds, that the loop was late until the work ended."""
    late = 0.0
    while not work.done():
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        late = max(late, time.perf_counter() - before - TICK)
    return late
