"""Everything that a visitor can look at, one view after the other."""

from collections.abc import AsyncIterator

from playwright.async_api import expect

from support.visitor import LEADER, PRACTITIONER, Visitor


async def views(visitor: Visitor) -> AsyncIterator[str]:
    """Show each view and yield its name; the visitor is the practitioner, then the leader."""
    await visitor.be(PRACTITIONER)
    yield "who one is and where one can go"
    await visitor.others.get_by_role("searchbox").fill("social worker")
    yield "colleagues found"
    await visitor.open("Direct message")
    yield "direct message"
    async for name in _windows(visitor):
        yield name
    await visitor.open("Home")
    yield "Home"
    await visitor.be(LEADER)
    await visitor.open("asc-leadership")
    yield "digest"
    await visitor.press("Record an action")
    yield "an action"
    await visitor.close()
    await visitor.open_thread()
    yield "thread"
    await visitor.close_thread()


async def _windows(visitor: Visitor) -> AsyncIterator[str]:
    await visitor.press("How this stays anonymous")
    yield "promise"
    await visitor.close()
    window = await visitor.press("Answer")
    await visitor.choose(0, "Often")
    yield "questions"
    await visitor.send()
    await expect(window).to_contain_text("Thank you")
    yield "thanks"
    await visitor.close()
