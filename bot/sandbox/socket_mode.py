"""Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.clock import Clock, comes_before
from bot.sandbox.delivery import ACK_WITHIN, RETRIES, Ack, Parcel
from bot.sandbox.faults import DeliverTwice, Faults, Hold, LoseAck
from bot.sandbox.records import Json

MOST_CONNECTIONS = 10
_PING_EVERY = 10.0
NOTICE = timedelta(seconds=10)
"""How long after a disconnect frame the connection is closed."""


@dataclass(slots=True, eq=False)
class Connection:
    """One WebSocket to the bot.

    Nothing new goes to it once it is `leaving`; when it is `hung`, what is sent either way is lost.
    """

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    leaving: bool = False
    hung: bool = False


@dataclass(slots=True, eq=False)
class _Pending:
    """An envelope on its way; `acked` gets the bot's answer, or None when it is given up."""

    envelope_id: str
    acked: asyncio.Future[Ack | None]
    acks_to_lose: int = 0


class SocketMode:
    """The WebSocket connections of the bot, and what is on its way through them."""

    def __init__(self, clock: Clock, faults: Faults, app_id: str) -> None:
        self._clock = clock
        self._faults = faults
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._connected = asyncio.Event()
        self._pending: dict[str, _Pending] = {}
        self._next = 0
        self._closing: set[asyncio.Task[None]] = set()
        self.link_disabled = False

    @property
    def connections(self) -> int:
        """How many connections are open and not told to leave."""
        return len(self._open())

    @property
    def held(self) -> int:
        """How many connections are held, whatever they were told."""
        return len(self._connections)

    async def connected(self) -> None:
        """Return once the bot has a connection open."""
        await self._connected.wait()

    def new_ticket(self) -> str:
        """Return a ticket that opens one connection, once."""
        ticket = str(uuid4())
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection open until either side ends it."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(ticket)
        fault = self._faults.take("link")
        if isinstance(fault, Hold):
            await fault.held()
        elif fault is not None:
            return web.Response(status=503)
        ws = web.WebSocketResponse(timeout=1, autoping=False, heartbeat=_PING_EVERY)
        await ws.prepare(request)
        connection = Connection(ws, request.transport)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._send(connection, _disconnect("too_many_websockets"))
            await ws.close()
            return ws
        self._connections.append(connection)
        try:
            await self._send(connection, self._hello())
            self._note_connections()
            await self._listen(connection)
        finally:
            self._connections.remove(connection)
            self._note_connections()
        return ws

    async def deliver(self, parcel: Parcel) -> Ack | None:
        """Send a parcel and wait for its acknowledgement, sending it again after 3 s each time.

        With no connection at all, an event waits for one; what a person does fails at once.
        """
        if parcel.kind != "events_api" and not self._open():
            return None
        pending = _Pending(str(uuid4()), asyncio.get_running_loop().create_future())
        self._pending[pending.envelope_id] = pending
        try:
            for attempt in range(RETRIES + 1):
                await self._attempt(parcel, attempt, pending)
                if pending.acked.done():
                    return pending.acked.result()
            return None
        finally:
            del self._pending[pending.envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to leave: "warning", "refresh_requested" or "link_disabled".

        Each is closed 10 s later, if the bot has not left by itself; with "link_disabled" at
        once, and no new connection is given out.
        """
        self.link_disabled = self.link_disabled or reason == "link_disabled"
        for connection in self._open():
            await self._send(connection, _disconnect(reason))
            connection.leaving = reason != "warning"
            wait = timedelta(0) if reason == "link_disabled" else NOTICE
            task = asyncio.ensure_future(self._close_after(connection, wait))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)
        self._note_connections()

    async def say(self, what: str | bytes) -> None:
        """Send a text, or bytes, to every connection, whatever it is and whoever hangs up on it."""
        kind = WSMsgType.TEXT if isinstance(what, str) else WSMsgType.BINARY
        data = what.encode() if isinstance(what, str) else what
        for connection in self._open():
            with suppress(ConnectionError):
                await connection.ws.send_frame(data, kind)

    def scrawl(self, scrawled: bytes) -> None:
        """Put bytes on the wire of every connection as they are, where frames belong."""
        for connection in self._open():
            if connection.transport is not None:
                connection.transport.write(scrawled)

    def cut(self) -> None:
        """Break every connection off without a word, as a network does."""
        for connection in self._connections:
            connection.leaving = True
            if connection.transport is not None:
                connection.transport.abort()
        self._note_connections()

    def hang(self) -> None:
        """Let every connection stand half open: nothing is heard or answered on it any more."""
        for connection in self._connections:
            connection.hung = True

    async def stop(self) -> None:
        """Close every connection and give up what is on its way."""
        for task in self._closing:
            task.cancel()
        for pending in self._pending.values():
            if not pending.acked.done():
                pending.acked.set_result(None)
        self._connected.set()  # wakes what waits for a connection, to find itself given up
        for connection in list(self._connections):
            connection.leaving = True
            await connection.ws.close(code=WSCloseCode.GOING_AWAY)

    async def _attempt(self, parcel: Parcel, attempt: int, pending: _Pending) -> None:
        deadline = self._clock.now() + ACK_WITHIN
        await self._connection_by(deadline)
        if pending.acked.done() or not self._open():
            return
        fault = self._faults.take(parcel.kind)
        pending.acks_to_lose += isinstance(fault, LoseAck)
        envelope = _envelope(pending.envelope_id, parcel, attempt)
        await self._send(self._pick(), envelope)
        if isinstance(fault, DeliverTwice) and self._open():
            await self._send(self._pick(), envelope)
        await comes_before(self._clock, deadline, pending.acked)

    async def _connection_by(self, deadline: datetime) -> None:
        self._note_connections()
        arrival = asyncio.ensure_future(self._connected.wait())
        try:
            await comes_before(self._clock, deadline, arrival)
        finally:
            arrival.cancel()

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.ws:
            if connection.hung:
                continue
            if frame.type is WSMsgType.PING:
                with suppress(ConnectionError):  # it has broken off by now
                    await connection.ws.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._take(frame.data)

    def _take(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except json.JSONDecodeError:
            return
        if isinstance(frame, dict) and "envelope_id" in frame:
            self._acknowledge(frame)

    def _acknowledge(self, frame: Json) -> None:
        pending = self._pending.get(frame["envelope_id"])
        if pending is None or pending.acked.done():
            return
        if pending.acks_to_lose:
            pending.acks_to_lose -= 1
            return
        pending.acked.set_result(Ack(reply=frame.get("payload") or {}))

    def _open(self) -> list[Connection]:
        return [c for c in self._connections if not c.leaving and not c.ws.closed]

    def _pick(self) -> Connection:
        """Return the open connections in turn, as Slack spreads its envelopes over them."""
        ready = self._open()
        self._next += 1
        return ready[self._next % len(ready)]

    def _note_connections(self) -> None:
        if self._open():
            self._connected.set()
        else:
            self._connected.clear()

    async def _send(self, connection: Connection, frame: Json) -> None:
        if connection.hung:
            return
        try:
            await connection.ws.send_str(json.dumps(frame))
        except ConnectionError:
            connection.leaving = True
            self._note_connections()

    async def _close_after(self, connection: Connection, wait: timedelta) -> None:
        await self._clock.sleep_until(self._clock.now() + wait)
        connection.leaving = True
        await connection.ws.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app_id},
        }


def _envelope(envelope_id: str, parcel: Parcel, attempt: int) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.takes_reply,
    }
    if attempt or parcel.kind == "events_api":
        retry = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        envelope |= retry
    return envelope


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
