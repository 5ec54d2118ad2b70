import re

import pytest
from playwright.async_api import expect
from support.visitor import LEADER, NARROW, PRACTITIONER, SLOWEST, WIDE, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHAT = "give each team two more hours of admin help"


async def test_leadership_promises_and_answers_for_it(visit: Visit) -> None:
    """The leader records an action on a phone; a practitioner reads it, and what became of it."""
    leader, practitioner = await visit(size=NARROW), await visit(size=WIDE)
    await leader.be(LEADER)
    await leader.open("asc-leadership")
    window = await leader.press("Record an action")
    await window.get_by_label("Which finding is it about?").select_option(index=1)
    await window.get_by_label("What will you do?").fill(WHAT)
    await window.get_by_label("Who sees to it?").select_option(index=1)
    await window.get_by_role("button", name="Record", exact=True).click()
    await expect(window).to_contain_text("on its way to the staff channel")
    await leader.close()
    await reads(practitioner, f"We will: {WHAT}")

    await leader.open_thread()
    await leader.thread.get_by_role("button", name="Say what became of it").last.click()
    await expect(leader.window).to_contain_text(f"We said we would: {WHAT}")
    await leader.window.get_by_role("radio", name="It is done").check()
    await leader.window.get_by_role("button", name="Tell staff").click()
    await expect(leader.window).to_contain_text("in your words")
    await leader.close()
    await reads(practitioner, f"We did: {WHAT}")


async def reads(practitioner: Visitor, words: str) -> None:
    await practitioner.be(PRACTITIONER)
    await practitioner.open("adult-social-care")
    await expect(practitioner.newest).to_contain_text(re.compile(words), timeout=SLOWEST)
