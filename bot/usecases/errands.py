"""What takes long and is done beside all else, such as closing a round or making a report."""

import asyncio
from collections.abc import Awaitable, Callable


class Errands:
    """Does things in tasks of their own, one at a time and none twice."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    @property
    def at_work(self) -> frozenset[str]:
        """What is being done, or waits to be, at this moment."""
        return frozenset(self._tasks)

    def start(self, name: str, do: Callable[[], Awaitable[None]]) -> None:
        """Do something beside what goes on, unless it is being done already.

        Args:
            name: what it is known by, such as the id of the round that closes.
            do: does it and sees to what goes wrong, so it raises nothing.
        """
        if name not in self._tasks:
            task = asyncio.create_task(self._in_turn(do))
            self._tasks[name] = task
            task.add_done_callback(lambda _: self._tasks.pop(name))

    async def ended(self) -> None:
        """Return when nothing is being done any more; cancelled, it breaks off what is."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values())

    async def stop(self) -> None:
        """Break off whatever is being done, and return when that is over."""
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_turn(self, do: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            await do()
