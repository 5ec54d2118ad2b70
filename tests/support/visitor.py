"""Somebody who tries Staff Pulse in the browser: does what a person does, sees what one sees."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Route, WebSocket, expect

PRACTITIONER, LEADER, ADMIN = "Practitioner", "Leader", "Admin"
WIDE, NARROW = (1280, 800), (390, 844)
ONE_PART = 720
"""Up to so many pixels of width, the page shows one part at a time."""

SLOWEST = 60_000
"""So many milliseconds the slowest thing may take that a visitor waits for: a week that passes."""


@dataclass(kw_only=True)
class Visitor:
    """A person before one tab of the page.

    Attributes:
        faults: errors on the console or of a script, and requests to other machines.
    """

    page: Page
    narrow: bool
    faults: list[str] = field(default_factory=list)

    # ---- who and where

    async def be(self, role: str) -> None:
        """Be the practitioner, the leader or the admin."""
        await self.to_the_rail()
        await self.others.get_by_role("link").filter(has_text=role).click()
        await expect(self.me.get_by_text(role, exact=True)).to_be_visible()

    async def be_colleague(self, words: str) -> None:
        """Be the first colleague whom the field finds by these words."""
        await self.to_the_rail()
        await self.others.get_by_role("searchbox").fill(words)
        found = self.others.locator(".found").get_by_role("link").first
        person = await found.get_attribute("href") or ""
        await found.click()
        await expect(self.page).to_have_url(re.compile(f"{person}$"))
        await expect(self.me.get_by_text("Colleague", exact=True)).to_be_visible()

    async def open(self, place: str) -> None:
        """Open a conversation, or Home."""
        await self.to_the_rail()
        link = self.page.get_by_role("navigation", name="Conversations").get_by_role("link")
        await link.filter(has_text=place).click()
        await expect(self.page.locator("#places [aria-current]")).to_contain_text(place)
        await expect(self.home if place == "Home" else self.messages).to_be_visible()

    async def to_the_rail(self) -> None:
        """On a narrow screen, go back to where one chooses."""
        if not self.narrow:
            return
        if await self.thread.is_visible():
            await self.close_thread()
        if await self.back.is_visible():
            await self.back.click()
        await expect(self.others).to_be_visible()

    async def open_thread(self) -> None:
        """Open the thread of the newest message that has one."""
        await self.messages.get_by_role("link", name=re.compile("repl(y|ies)")).last.click()
        await expect(self.thread).to_be_visible()

    async def close_thread(self) -> None:
        """Close the thread."""
        await self.thread.get_by_role("link", name="Close").click()
        await expect(self.thread).to_be_hidden()

    # ---- what one does

    async def be_in_time(self) -> None:
        """See to it that a round is open; about a bank holiday a new demo may have none yet."""
        await self.step(until="sends its reminder")

    async def press(self, label: str) -> Locator:
        """Press the newest button of that label, and return the window that opens."""
        await self.messages.get_by_role("button", name=label, exact=True).last.click()
        await expect(self.window).to_be_visible()
        return self.window

    async def choose(self, question: int, option: str) -> None:
        """Choose an option of a question in the window, the first being 0."""
        group = self.window.get_by_role("radiogroup").nth(question)
        await group.get_by_role("radio", name=option, exact=True).check()

    async def send(self) -> None:
        """Send what stands in the window."""
        await self.window.get_by_role("button", name="Send").click()

    async def close(self) -> None:
        """Close the window with the Escape key."""
        await self.page.keyboard.press("Escape")
        await expect(self.window).to_be_hidden()

    async def step(self, *, until: str) -> None:
        """Press [Next step] until what is due next reads so."""
        while until not in (before := await self.due.inner_text()):
            await self.pass_time("Next step")
            await expect(self.due).not_to_have_text(before)

    async def pass_time(self, label: str) -> None:
        """Press a button of the bar, and wait until all that it does is done."""
        button = self.bar.get_by_role("button", name=label)
        await button.click()
        await expect(self.bar.locator("[aria-busy]")).to_have_count(0, timeout=SLOWEST)

    # ---- what one sees

    @property
    def bar(self) -> Locator:
        """The bar with the clock."""
        return self.page.get_by_role("region", name="Time in this workspace")

    @property
    def due(self) -> Locator:
        """What is due next."""
        return self.bar.locator(".due")

    @property
    def me(self) -> Locator:
        """Who one is."""
        return self.page.locator("#me")

    @property
    def others(self) -> Locator:
        """Who else one could be."""
        return self.page.get_by_role("region", name="Be someone else")

    @property
    def back(self) -> Locator:
        """The way back on a narrow screen."""
        return self.page.get_by_role("link", name="Back")

    @property
    def messages(self) -> Locator:
        """The messages of the open conversation."""
        return self.page.get_by_role("region", name="Messages", exact=True)

    @property
    def newest(self) -> Locator:
        """The newest message of the open conversation."""
        return self.messages.get_by_role("article").last

    @property
    def home(self) -> Locator:
        """What Home says."""
        return self.page.get_by_role("region", name="Home")

    @property
    def command(self) -> Locator:
        """The field for commands."""
        return self.page.get_by_role("textbox", name="Type a command")

    @property
    def thread(self) -> Locator:
        """The open thread."""
        return self.page.get_by_role("region", name="Thread", exact=True)

    @property
    def window(self) -> Locator:
        """The window on top."""
        return self.page.get_by_role("dialog").last


Visit = Callable[..., Awaitable[Visitor]]
"""Opens a tab of the page, as `await visit(size=NARROW)`."""


@asynccontextmanager
async def visiting(
    browser: Browser,
    url: str,
    *,
    size: Sequence[int] = WIDE,
    density: float = 1,
) -> AsyncIterator[Visitor]:
    """A visitor who has opened the page in a tab of its own, as a phone would where it is narrow.

    Args:
        browser: the browser.
        url: where the page is.
        size: of the screen, width and height in pixels.
        density: pixels of a picture for each pixel of the page.
    """
    narrow = size[0] <= ONE_PART
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        has_touch=size[0] <= NARROW[0],
        device_scale_factor=density,
        reduced_motion="reduce",
    )
    async with context:
        page = await context.new_page()
        visitor = Visitor(page=page, narrow=narrow)
        await _watch(page, url, visitor.faults)
        await page.goto(url)
        await expect(visitor.due).to_be_attached()
        yield visitor


async def _watch(page: Page, url: str, faults: list[str]) -> None:
    """Note what a visitor must never meet."""

    def said(line: ConsoleMessage) -> None:
        if line.type == "error":
            faults.append(f"console: {line.text}")

    def called(socket: WebSocket) -> None:
        if socket.url != f"{url.replace('http', 'ws', 1)}live/":
            faults.append(f"a line to {socket.url}")

    async def refuse(route: Route) -> None:
        faults.append(f"a request to {route.request.url}")
        await route.abort()

    page.on("pageerror", lambda error: faults.append(f"a script failed: {error}"))
    page.on("console", said)
    page.on("websocket", called)
    await page.route(lambda asked: not asked.startswith(url), refuse)
