import re

import pytest
from playwright.async_api import expect
from support.visitor import LEADER, SLOWEST, WIDE, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_leader_gets_the_quarterly_report(visit: Visit) -> None:
    """Pressed below a digest, it is on its way at once, and then there to download."""
    leader = await visit(size=WIDE)
    await leader.be(LEADER)
    await leader.open("asc-leadership")
    window = await leader.press("Quarterly report")
    await expect(window).to_contain_text("it comes as a direct message in a minute, to you alone")
    await leader.close()
    await leader.open("Direct message")
    for kind in ("docx", "html"):
        file = leader.messages.get_by_role("link", name=re.compile(rf"\.{kind}"))
        await expect(file).to_have_count(1, timeout=SLOWEST)
