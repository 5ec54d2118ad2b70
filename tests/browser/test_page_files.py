from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect
from support.trends import trend
from support.visitor import LEADER, NARROW, WIDE, visiting

from bot.clock import SystemClock
from bot.sandbox import Limits, Sandbox
from bot.sandbox.page.page import Featured, Page
from bot.slack.client import connected
from bot.slack.sender import Sender
from bot.survey.charting import described
from bot.survey.messages import DigestFile, DigestPost
from bot.survey.section import Section

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEADERS = "C0LEADERS"
CHART = (
    trend(*[(200, 90 + 4 * week) for week in range(12)]),
    trend(*[50, 60, 60, None, 60, 70, 60, 60, 60, 50, 60, 60], name="Social workers"),
)
FILE = DigestFile(name="weekly.csv", title="All figures as a file", text="share\n72.9\n")


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A workspace in which a digest stands with its chart, and a file in its thread."""
    page = Page(featured=(Featured(person="U0LEE", role=LEADER, about="reads the digest"),))
    async with (
        Sandbox(limits=Limits.off(), page=page) as entered,
        connected(entered.bot_token, entered.api_url) as client,
    ):
        entered.workspace.add_person("U0LEE", name="Lee")
        entered.workspace.add_channel(LEADERS, name="leaders", members=["U0LEE"])
        sender = Sender(client, SystemClock())
        post = DigestPost(page=(Section("The weekly pulse", ("Workload is up.",)),), chart=CHART)
        root = await sender.deliver(LEADERS, post, key="round-1/digest")
        await sender.deliver(LEADERS, FILE, key="round-1/digest-file", reply_to=root)
        yield entered


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_the_chart_is_seen_in_the_digest(
    browser: Browser, sandbox: Sandbox, size: Sequence[int]
) -> None:
    """The picture loads, fits the screen, and has its words for those who cannot see it."""
    async with visiting(browser, sandbox.url, size=size) as visitor:
        await visitor.be(LEADER)
        await visitor.open("leaders")
        picture = visitor.messages.get_by_role("img", name=described(CHART))
        await expect(picture).to_be_visible()
        assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1080
        box = await picture.bounding_box()
        assert box is not None
        assert 250 < box["width"] <= size[0]
        await visitor.page.evaluate(Axe().axe_script)
        found = await visitor.page.evaluate("axe.run({ resultTypes: ['violations'] })")
        assert [one["id"] for one in found["violations"] if one["impact"] != "minor"] == []
        assert visitor.faults == []


async def test_the_file_is_downloaded_from_the_thread(
    browser: Browser, sandbox: Sandbox, tmp_path: Path
) -> None:
    """The file in the thread says what it is, and comes under its name with what is in it."""
    async with visiting(browser, sandbox.url) as visitor:
        await visitor.be(LEADER)
        await visitor.open("leaders")
        await visitor.open_thread()
        await expect(visitor.thread).to_contain_text(FILE.title)
        async with visitor.page.expect_download() as coming:
            await visitor.thread.get_by_role("link", name=FILE.name).click()
        download = await coming.value
        assert download.suggested_filename == FILE.name
        await download.save_as(tmp_path / "kept")
        assert (tmp_path / "kept").read_text() == FILE.text
        assert visitor.faults == []
