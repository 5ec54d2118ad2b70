"""Keeps other web sites out: what a visitor's browser has open elsewhere cannot reach in here."""

import re

from aiohttp import web
from aiohttp.typedefs import Handler

_THIS_MACHINE = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Serve a request only if it names this machine as its host, and comes from no other site.

    A name that somebody points at 127.0.0.1 (DNS rebinding) is refused, and so is a page of
    another origin. Any port will do, since a tunnel may change it.
    """
    host = request.headers.get("Host", "")
    if not _THIS_MACHINE.fullmatch(host):
        return _refused("This workspace answers to 127.0.0.1 and localhost only.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return _refused("This workspace serves its own page only.")
    return await handler(request)


def _refused(why: str) -> web.Response:
    return web.Response(status=403, text=why)
