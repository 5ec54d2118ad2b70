"""Socket Mode: payloads come through a WebSocket that we open, so no port of ours is reachable."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from aiohttp import ClientError
from slack_bolt.response import BoltResponse

from bot import logs
from bot.slack.app import App
from bot.slack.dispatch import dispatch
from bot.slack.link import Frame, Link, NoLink, Patience

_log = logging.getLogger(__name__)

_LAST_ANSWERS = 3.0
_BROKEN = "The line to Slack has broken and is being opened anew."


class Line:
    """A line to Slack: one link at a time, and two while the one takes the other's place.

    Attributes:
        opened: how many links it has opened so far.
        failed: how many payloads could not be served.
    """

    def __init__(self, app: App, app_token: str, patience: Patience) -> None:
        self._app = app
        self._app_token = app_token
        self._patience = patience
        self._links: list[Link] = []
        self._keeping: set[asyncio.Task[None]] = set()
        self._listening: set[asyncio.Task[None]] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._trouble = _BROKEN
        self.opened = 0
        self.failed: Counter[str] = Counter()

    @property
    def trouble(self) -> str | None:
        """Why payloads cannot come in now, in a sentence; None where they can."""
        return None if any(link.is_open for link in self._links) else self._trouble

    async def open(self) -> None:
        """Open the first link; NoLink where that fails."""
        link = await Link.opened(self._app.client, self._app_token, self._patience)
        self._serve(link)
        self._start(self._keep(link), self._keeping)

    async def close(self) -> None:
        """Open no more links, answer what has come in, and let go."""
        await _end(self._keeping)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_ANSWERS):
                while self._under_way:
                    await asyncio.wait(self._under_way)
        for link in [*self._links]:
            await link.close()
        await _end(self._listening | self._under_way)

    async def _keep(self, link: Link) -> None:
        """Open another link whenever one is wanted, before the old one is let go."""
        pauses = self._pauses()
        while True:
            try:
                async with asyncio.timeout(self._patience.longest_pause):
                    await link.leaving.wait()
            except TimeoutError:
                pauses = self._pauses()
                await link.leaving.wait()
            old, link = link, await self._another(link, pauses)
            self._start(self._let_go(old), self._keeping)

    async def _another(self, old: Link, pauses: Iterator[float]) -> Link:
        """Try to open a link until one is open."""
        self._say(NoLink(old.trouble) if old.trouble else None)
        while True:
            await asyncio.sleep(next(pauses))
            try:
                link = await Link.opened(self._app.client, self._app_token, self._patience)
            except NoLink as error:
                self._say(error)
                await asyncio.sleep(error.retry_after or 0)
            except Exception as error:  # noqa: BLE001 - the outermost boundary: the line goes on
                _log.error("A link to Slack did not open: %s", logs.where(error))
            else:
                self._serve(link)
                return link

    def _serve(self, link: Link) -> None:
        self.opened += 1
        if self._trouble != _BROKEN:
            self._trouble = _BROKEN
            _log.info("Slack is heard again.")
        self._links.append(link)
        self._start(self._listen(link), self._listening)

    async def _listen(self, link: Link) -> None:
        def take(frame: Frame) -> None:
            self._start(self._answer(link, frame), self._under_way)

        try:
            await link.listen(take)
        finally:
            self._links.remove(link)

    async def _let_go(self, link: Link) -> None:
        await asyncio.sleep(self._patience.lets_go)
        await link.close()

    async def _answer(self, link: Link, frame: Frame) -> None:
        """Answer one envelope, through the link that brought it or one that is still open."""
        answer = await dispatch(
            self._app,
            mode="socket_mode",
            body=frame["payload"],
            headers=_headers(frame),
            failed=self.failed,
        )
        if answer.status != HTTPStatus.OK:
            return
        through = next((one for one in (link, *reversed(self._links)) if one.is_open), link)
        try:
            await through.send(_acknowledgement(frame, answer))
        except ClientError as error:
            _log.warning("An acknowledgement did not reach Slack: %s", type(error), extra=logs.LATE)

    def _say(self, trouble: NoLink | None) -> None:
        """Keep why nothing is heard, and say it once."""
        if trouble is not None and str(trouble) != self._trouble:
            self._trouble = str(trouble)
            _log.warning("Slack is not heard, and is tried again and again: %s", trouble)

    def _pauses(self) -> Iterator[float]:
        """How long to wait before each try: the first comes at once."""
        pause = self._patience.first_pause
        yield 0
        while True:
            yield pause
            pause = min(2 * pause, self._patience.longest_pause)

    @staticmethod
    def _start(work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)


@asynccontextmanager
async def listening(
    app: App, app_token: str, *, patience: Patience | None = None
) -> AsyncIterator[Line]:
    """Listen for as long as the context lasts; what has arrived by then is still answered.

    Args:
        app: as `bot.slack.app.build` makes it.
        app_token: the app-level token, "xapp-…".
        patience: how long is waited for what.

    Raises:
        StaffPulseError: the line did not open.
    """
    line = Line(app, app_token, patience or Patience())
    try:
        await line.open()
        yield line
    finally:
        await line.close()


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    """Break off tasks, and return when they are over."""
    ending = [*tasks]
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _headers(frame: Frame) -> dict[str, str]:
    """What tells Bolt that an event comes again, as its headers over HTTP do."""
    told = {"x-slack-retry-num": "retry_attempt", "x-slack-retry-reason": "retry_reason"}
    return {name: str(frame[key]) for name, key in told.items() if frame.get(key) is not None}


def _acknowledgement(frame: Frame, answer: BoltResponse) -> str:
    """What goes back: the envelope's id and the app's answer, which is JSON or a text."""
    envelope = json.dumps(frame["envelope_id"])
    if not answer.body:
        return f'{{"envelope_id": {envelope}}}'
    [kind] = answer.headers.get("content-type", [""])
    is_json = kind.startswith("application/json")
    payload = answer.body if is_json else json.dumps({"text": answer.body})
    return f'{{"envelope_id": {envelope}, "payload": {payload}}}'
