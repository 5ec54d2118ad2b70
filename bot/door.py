"""A port of this machine on which the bot serves."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import StaffPulseError

_LAST_ANSWERS = 3.0
_IDLE = 20.0
_LINGERS = 1.0


@asynccontextmanager
async def opened(
    app: web.Application, *, host: str, port: int, setting: str, idle: float = _IDLE
) -> AsyncIterator[int]:
    """Serve for as long as the context lasts, and give the port; what is under way is answered.

    Args:
        app: what is served.
        host: the address to listen on.
        port: 0 for one that is free.
        setting: the variable that names the port.
        idle: seconds in which the head of a request has to come, whole; longer than a proxy in
            front leaves its own connections idle.

    Raises:
        StaffPulseError: the port cannot be listened on.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=_LAST_ANSWERS,
        keepalive_timeout=idle,
        lingering_time=_LINGERS,  # reads on after a refusal, so that the client hears it
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise StaffPulseError(
                f"{setting}: {host}:{port} cannot be listened on ({_reason(error)}); "
                f"choose a port that is free."
            ) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _reason(error: OSError) -> str:
    # asyncio's own words repeat the address: https://docs.python.org/3/library/asyncio-eventloop.html
    return os.strerror(error.errno) if error.errno else type(error).__name__
