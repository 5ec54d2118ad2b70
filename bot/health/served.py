"""Where others read whether the bot is well: a port of its own, and nothing but three pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot import door
from bot.health.state import Health

LIVE, READY, METRICS = "/live", "/ready", "/metrics"

WELL = "well"
"""What is said where nothing is wrong."""


@asynccontextmanager
async def served(health: Health, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve for as long as the context lasts, and give the port.

    Args:
        health: what is told.
        host: the address to listen on.
        port: 0 for one that is free.

    Raises:
        StaffPulseError: the port cannot be listened on.
    """

    async def live(_: web.Request) -> web.Response:
        return _told(health.stuck)

    async def ready(_: web.Request) -> web.Response:
        return _told(health.trouble)

    async def counted(_: web.Request) -> web.Response:
        from bot.health import metrics  # noqa: PLC0415 - not every bot is asked, and none at its start

        headers = {"Content-Type": metrics.CONTENT_TYPE}
        return web.Response(body=metrics.text(health), headers=headers)

    app = web.Application()
    app.add_routes([web.get(LIVE, live), web.get(READY, ready), web.get(METRICS, counted)])
    setting = "STAFF_PULSE_HEALTH_PORT"
    async with door.opened(app, host=host, port=port, setting=setting) as found:
        yield found


def _told(trouble: str | None) -> web.Response:
    if trouble is None:
        return web.Response(text=f"{WELL}\n")
    return web.Response(status=503, text=f"{trouble}\n")
