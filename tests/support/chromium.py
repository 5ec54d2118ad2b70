"""The browser of the machine, driven as a visitor would use it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
NAMED_BY = "STAFF_PULSE_BROWSER"

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
)


def found() -> str:
    """Return the path of the browser; LookupError with what to install where there is none."""
    named = os.environ.get(NAMED_BY)
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = f"{NAMED_BY} names {named}, which" if named else "Chromium"
        raise LookupError(
            f"{missing} is not on this machine: install the package chromium "
            f"(sudo apt-get install chromium), or give the path of a browser in {NAMED_BY}."
        )
    return path


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser, without a window, for as long as this lasts."""
    path = found()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=_QUIET, env={**os.environ, "LANGUAGE": "en_GB"}
        )
        yield browser
        await browser.close()
