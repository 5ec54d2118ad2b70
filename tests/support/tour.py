"""Makes the pictures of docs/tour.md: `PYTHONPATH=tests python -m support.tour docs/tour`."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, expect

from support.chromium import chromium
from support.running_demo import RunningDemo, running_demo
from support.visitor import ADMIN, LEADER, NARROW, PRACTITIONER, WIDE, Visitor, visiting
from support.warm import staff_pulse

COLOURS = 128
"""So many keep letters smooth; a picture is then a third as large."""


async def take(browser: Browser, demo: RunningDemo, folder: Path) -> None:
    """Go through the visit on a wide and on a narrow screen, and write each picture as a PNG.

    Args:
        browser: the browser.
        demo: one that nobody has used yet.
        folder: where the pictures go.
    """
    async with (
        visiting(browser, demo.url, size=WIDE) as wide,
        visiting(browser, demo.url, size=NARROW, density=2) as narrow,
    ):
        await _asked(wide, narrow, folder)
        await _answered(narrow, folder)
        await _held(wide, folder)
        await _digested(wide, narrow, folder)
        await _acted_upon(wide, folder)
        await _looked_after(narrow, folder)
    await _reported(browser, demo, folder)


async def _asked(wide: Visitor, narrow: Visitor, folder: Path) -> None:
    await wide.be_in_time()
    for visitor in (wide, narrow):
        await visitor.be(PRACTITIONER)
        await visitor.open("Direct message")
    await _picture(wide, folder / "asked-wide.png")
    await _picture(narrow, folder / "asked-narrow.png")


async def _answered(narrow: Visitor, folder: Path) -> None:
    window = await narrow.press("Answer")
    await narrow.choose(0, "Sometimes")
    await _picture(narrow, folder / "questions-narrow.png")
    await narrow.choose(1, "Rarely")
    await narrow.choose(2, "Often")
    await narrow.send()
    await expect(window).to_contain_text("Thank you")
    await _picture(narrow, folder / "thanks-narrow.png")
    await narrow.close()


async def _held(wide: Visitor, folder: Path) -> None:
    await wide.open("Home")
    await expect(wide.home).to_contain_text("You are on the list")
    await _picture(wide, folder / "home-wide.png")
    await wide.open("Direct message")
    await wide.step(until="closes")
    await expect(wide.newest).to_contain_text("closes on")
    await _picture(wide, folder / "reminder-wide.png")


async def _digested(wide: Visitor, narrow: Visitor, folder: Path) -> None:
    await wide.step(until="opens")
    for visitor in (wide, narrow):
        await visitor.be(LEADER)
        await visitor.open("asc-leadership")
    await _picture(wide, folder / "digest-wide.png")
    await _picture(narrow, folder / "digest-narrow.png")
    await wide.open_thread()
    await wide.newest.evaluate("node => node.scrollIntoView()")
    await _picture(wide, folder / "thread-wide.png")

    for visitor in (wide, narrow):
        chart = visitor.messages.get_by_role("img").last
        await chart.evaluate("node => node.scrollIntoView({block: 'start'})")
    await _picture(wide, folder / "chart-wide.png")
    await _picture(narrow, folder / "chart-narrow.png")


async def _acted_upon(wide: Visitor, folder: Path) -> None:
    await wide.press("Record an action")
    await _picture(wide, folder / "action-wide.png")
    await wide.window.get_by_role("button", name="Not now").click()


async def _looked_after(narrow: Visitor, folder: Path) -> None:
    await narrow.be(ADMIN)
    await narrow.open("Home")
    await expect(narrow.home).to_contain_text("Looking after Staff Pulse")
    await _picture(narrow, folder / "console-narrow.png")
    await narrow.home.get_by_role("button", name="Change", exact=True).click()
    await expect(narrow.window).to_contain_text("What can be shown")
    await _picture(narrow, folder / "pulse-narrow.png")
    await narrow.close()
    await narrow.home.get_by_role("button", name="Question sets").click()
    await narrow.window.get_by_role("button", name="Open").first.click()
    await narrow.window.get_by_role("button", name="More").nth(1).click()
    await narrow.window.get_by_role("button", name="Edit", exact=True).click()
    await narrow.window.get_by_label("What do you ask?").fill(
        "Did you have enough time for people who draw on support and for your records?"
    )
    await expect(narrow.window).to_contain_text("There may be two ideas in it")
    await _picture(narrow, folder / "question-narrow.png")


async def _reported(browser: Browser, demo: RunningDemo, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        report = Path(made) / "report"
        days = ("--from", "2026-01-01", "--to", "2099-12-31")
        process = await asyncio.create_subprocess_exec(
            *staff_pulse(),
            "report",
            *days,
            *("--out", str(report)),
            env=os.environ | {"STAFF_PULSE_DATA_DIR": str(demo.folder / "data")},
        )
        assert await process.wait() == 0
        page = await browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
        await page.goto((report / "report.html").as_uri())
        await page.get_by_role("heading", name="What people told us").evaluate(
            "node => node.scrollIntoView()"
        )
        await _of_page(page, folder / "report-wide.png")
        await page.close()


async def _picture(visitor: Visitor, path: Path) -> None:
    await visitor.page.mouse.move(0, 0)
    await visitor.page.wait_for_load_state("networkidle")
    await _of_page(visitor.page, path)


async def _of_page(page: Page, path: Path) -> None:
    seen = Image.open(BytesIO(await page.screenshot())).convert("RGB")
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


@asynccontextmanager
async def _new_demo() -> AsyncIterator[RunningDemo]:
    with tempfile.TemporaryDirectory() as folder:
        async with running_demo(Path(folder) / "demo") as demo:
            yield demo


async def _main(folder: Path) -> None:
    async with _new_demo() as demo, chromium() as browser:
        await take(browser, demo, folder)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
