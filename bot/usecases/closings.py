"""Rounds that close beside all other steps, since disclosure can take minutes."""

import asyncio
from collections.abc import Awaitable, Callable


class Closings:
    """Closes rounds in tasks of their own, one round at a time and none twice."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    @property
    def at_work(self) -> frozenset[str]:
        """The ids of the rounds that close, or wait to, at this moment."""
        return frozenset(self._tasks)

    def start(self, round_id: str, close: Callable[[], Awaitable[None]]) -> None:
        """Close a round beside what goes on, unless it closes already.

        Args:
            round_id: the round's id.
            close: closes it and sees to what goes wrong, so it raises nothing.
        """
        if round_id not in self._tasks:
            task = asyncio.create_task(self._in_turn(close))
            self._tasks[round_id] = task
            task.add_done_callback(lambda _: self._tasks.pop(round_id))

    async def ended(self) -> None:
        """Return when no round closes any more; cancelled, it breaks off closing."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values())

    async def stop(self) -> None:
        """Break off closing, and return when that is done."""
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_turn(self, close: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            await close()
