import asyncio
from collections.abc import Callable
from importlib.resources import files
from urllib.parse import quote

from aiohttp import WSCloseCode, web

from bot.sandbox.page.acts import Acts
from bot.sandbox.page.live import Live
from bot.sandbox.page.page import Page
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.viewpoint import Viewpoint, colleagues
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace

_STATIC = files("bot.sandbox.page") / "static"

_TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}

# 'self' does not cover WebSockets in older Safari: https://github.com/w3c/webappsec-csp/issues/7
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_HEARTBEAT = 20.0
"""How many seconds a browser may be silent before it is asked whether it is still there."""

_FAREWELL = 1.0
"""How many seconds a browser has to take leave."""

_MOST_BYTES = 4 * 1024 * 1024
"""The longest frame that is read at all; the connection of a longer one is closed."""


class Site:
    """The page over HTTP: its files, and a WebSocket to each browser."""

    def __init__(
        self, workspace: Workspace, person: Callable[[str], Person], page: Page | None
    ) -> None:
        self.page = page
        self._workspace = workspace
        self._person = person
        self._reading = Reading()
        self._open: dict[web.WebSocketResponse, asyncio.Transport | None] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return what is served where."""
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._file),
            web.get("/files/{id}", self._upload),
            web.get("/live/", self._live),
        ]

    async def stop(self) -> None:
        """Tell every browser that the workspace goes."""
        await asyncio.gather(*(_close(ws, transport) for ws, transport in self._open.items()))

    async def _index(self, request: web.Request) -> web.Response:
        self._served()
        return _static("index.html", request.host)

    async def _file(self, request: web.Request) -> web.Response:
        self._served()
        return _static(request.match_info["name"], request.host)

    async def _upload(self, request: web.Request) -> web.Response:
        """Serve what the bot uploaded: a picture to be seen, anything else to be kept."""
        self._served()
        found = self._workspace.files.standing.get(request.match_info["id"])
        if found is None:
            raise web.HTTPNotFound(text="There is no such file.")
        kept = f"attachment; filename*=utf-8''{quote(found.name, safe='')}"
        return web.Response(
            body=found.bytes,
            content_type=found.picture or "application/octet-stream",
            headers=_HEADERS if found.picture else {**_HEADERS, "Content-Disposition": kept},
        )

    async def _live(self, request: web.Request) -> web.StreamResponse:
        page = self._served()
        if "Origin" not in request.headers:
            raise web.HTTPForbidden(text="Only a browser that shows this page may connect.")
        ws = web.WebSocketResponse(heartbeat=_HEARTBEAT, timeout=1, max_msg_size=_MOST_BYTES)
        await ws.prepare(request)
        acts = Acts(
            self._workspace,
            self._person,
            hand=lambda: self._shown().hand,
            viewpoint=self._first(page),
        )
        self._open[ws] = request.transport
        try:
            await Live(ws, self._workspace, self._shown, acts, self._reading).run()
        finally:
            del self._open[ws]
        return ws

    def _served(self) -> Page:
        if self.page is None:
            raise web.HTTPNotFound(text="This workspace is served without a page.")
        return self.page

    def _shown(self) -> Page:
        """Return the page for those who are connected, although it may have been taken away."""
        return self.page or Page()

    def _first(self, page: Page) -> Viewpoint | None:
        """Return how whoever connects starts: as the first of those featured, or of all."""
        here = [account.id for account in colleagues(self._workspace)]
        featured = [each.person for each in page.featured if each.person in here]
        for person in [*featured, *here]:
            return Viewpoint.of(person, self._workspace)
        return None


async def _close(ws: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
    """Say goodbye, or cut the connection of a browser that does not even read that."""
    try:
        async with asyncio.timeout(_FAREWELL):
            await ws.close(code=WSCloseCode.GOING_AWAY)
    except TimeoutError:
        if transport is not None:
            transport.abort()


def _static(name: str, host: str) -> web.Response:
    found = {item.name: item for item in _STATIC.iterdir() if item.is_file()}
    kind = _TYPES.get(name.rpartition(".")[2])
    if name not in found or kind is None:
        raise web.HTTPNotFound(text="There is no such file.")
    return web.Response(
        body=found[name].read_bytes(),
        content_type=kind,
        charset="utf-8",
        headers={**_HEADERS, "Content-Security-Policy": _POLICY.format(host=host)},
    )
