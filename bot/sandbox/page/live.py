import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.sandbox.page import frames, seen
from bot.sandbox.page.acts import Acts, Refused
from bot.sandbox.page.page import Page
from bot.sandbox.page.reading import Reading
from bot.sandbox.records import Json, Outcome
from bot.sandbox.workspace import Workspace

APART = 0.1
"""How many seconds lie between two states at least."""

MOST_UNDER_WAY = 8
"""How much one browser may have begun and not finished."""

LONGEST = 500_000
"""The most characters of a frame: more than the fullest form that Slack allows."""

JUMP = 2.0
"""By how many seconds the workspace's clock may leave the browser's before it is told."""

NOT_UNDERSTOOD = "The page sent something that makes no sense here. Please load it again."


class Live:
    """One browser's connection: it is sent what is seen, and what it sends is done.

    What is seen is put together when it is sent, so a slow browser gets the latest state late,
    and nothing waits for it.
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        workspace: Workspace,
        page: Callable[[], Page],
        acts: Acts,
        reading: Reading,
    ) -> None:
        self._ws = ws
        self._workspace = workspace
        self._page = page
        self._acts = acts
        self._reading = reading
        self._under_way = 0
        self._hello: Json = {}
        self._state: Json = {}
        self._ahead = 0.0

    async def run(self) -> None:
        """Serve the connection until it is closed, and finish what was begun."""
        async with asyncio.TaskGroup() as group:
            showing = group.create_task(self._show())
            async for message in self._ws:
                if message.type is not WSMsgType.TEXT or len(message.data) > LONGEST:
                    await self._trouble(None, NOT_UNDERSTOOD)
                elif self._under_way >= MOST_UNDER_WAY:
                    await self._trouble(frames.number(message.data), "One thing at a time, please.")
                else:
                    self._under_way += 1
                    group.create_task(self._take(message.data))
            showing.cancel()

    async def _show(self) -> None:
        while True:
            shown = self._workspace.changes
            for frame in self._news():
                await self._send(frame)
            await asyncio.sleep(APART)
            await self._changed_since(shown)

    async def _changed_since(self, shown: int) -> None:
        await self._workspace.until(lambda: self._workspace.changes != shown)

    def _news(self) -> Iterator[Json]:
        """Yield what this browser has not been sent."""
        page = self._page()
        hello = seen.hello(self._workspace, page)
        if hello != self._hello:
            self._hello = hello
            yield hello
        if self._acts.viewpoint is None:
            return
        state = seen.state(self._workspace, page, self._acts.viewpoint, self._reading)
        ahead = self._workspace.now().timestamp() - asyncio.get_running_loop().time()
        if _still(state) != _still(self._state) or abs(ahead - self._ahead) > JUMP:
            self._state, self._ahead = state, ahead
            yield state

    async def _take(self, text: str) -> None:
        try:
            frame = frames.read(text)
            if frame is None:
                await self._trouble(frames.number(text), NOT_UNDERSTOOD)
            else:
                await self._reply(frame.id, await self._acts.do(frame))
        except Refused as refused:
            await self._trouble(frames.number(text), str(refused))
        finally:
            self._under_way -= 1

    async def _trouble(self, number: int | None, words: str) -> None:
        await self._reply(number, Outcome(accepted=False, trouble=words))

    async def _reply(self, number: int | None, outcome: Outcome) -> None:
        reply: Json = {
            "type": "reply",
            "id": number,
            "accepted": outcome.accepted,
            "errors": dict(outcome.errors),
            "trouble": outcome.trouble,
        }
        await self._send(reply if outcome.file is None else reply | {"file": outcome.file})

    async def _send(self, frame: Json) -> None:
        with suppress(ConnectionError):  # whoever has gone needs nothing any more
            await self._ws.send_str(json.dumps(frame))


def _still(state: Json) -> Json:
    """Return a state with its time taken out, to be held against another."""
    time = state.get("time", {})
    return state | {"time": {name: value for name, value in time.items() if name != "now"}}
