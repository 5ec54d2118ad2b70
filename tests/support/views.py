"""Everything that a visitor can look at, one view after the other."""

from collections.abc import AsyncIterator

from playwright.async_api import expect

from support.visitor import ADMIN, LEADER, PRACTITIONER, SLOWEST, Visitor


async def views(visitor: Visitor) -> AsyncIterator[str]:
    """Show each view and yield its name; the visitor is practitioner, leader, then admin."""
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
    for of_admins in (_sets, _console):
        async for name in of_admins(visitor):
            yield name


async def _sets(visitor: Visitor) -> AsyncIterator[str]:
    await visitor.be(ADMIN)
    await visitor.open("Home")
    await visitor.home.get_by_role("button", name="Question sets").click()
    await expect(visitor.window).to_contain_text("What pulses ask.")
    yield "question sets"
    await visitor.window.get_by_role("button", name="Open").first.click()
    await expect(visitor.window).to_contain_text("a round asks")
    yield "a question set"
    await visitor.window.get_by_role("button", name="More").first.click()
    await visitor.window.get_by_role("button", name="Edit", exact=True).click()
    await expect(visitor.window.get_by_label("What do you ask?")).to_be_visible()
    yield "a question"
    await visitor.window.get_by_role("button", name="Answers of your own").click()
    await expect(visitor.window).to_contain_text("One in each line")
    yield "answers of one's own"
    for left in (2, 1, 0):
        await visitor.page.keyboard.press("Escape")
        await expect(visitor.page.get_by_role("dialog")).to_have_count(left)


async def _console(visitor: Visitor) -> AsyncIterator[str]:
    await visitor.be(ADMIN)
    await visitor.open("Home")
    await expect(visitor.home).to_contain_text("Looking after Staff Pulse")
    yield "console"
    for button in ("Set up a pulse", "Change"):
        await visitor.home.get_by_role("button", name=button, exact=True).first.click()
        said = "Who is asked" if button == "Change" else "Step 1"
        await expect(visitor.window).to_contain_text(said, timeout=SLOWEST)
        yield button
        await visitor.close()
    for act in ("Pause", "Cancel the open round"):
        await visitor.home.get_by_role("button", name="More").first.click()
        await visitor.home.get_by_role("button", name=act).click()
        await expect(visitor.window).to_contain_text("What was changed")
        yield act
        await visitor.close()
    await visitor.home.get_by_role("button", name="What was changed").click()
    await visitor.window.get_by_role("button", name="Details").first.click()
    await expect(visitor.page.get_by_role("dialog", name="Details")).to_be_visible()
    yield "what was changed"
    for left in (1, 0):
        await visitor.window.get_by_role("button", name="Close").last.click()
        await expect(visitor.page.get_by_role("dialog")).to_have_count(left)


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
