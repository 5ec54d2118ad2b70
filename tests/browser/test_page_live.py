import pytest
from playwright.async_api import expect
from support.running_demo import RunningDemo
from support.visitor import LEADER, NARROW, PRACTITIONER, WIDE, Visit

from bot.survey.promise import paragraphs

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_happens_elsewhere_disturbs_nobody(visit: Visit) -> None:
    """While time passes in another tab, choices and focus in a window stay, and news comes in."""
    visitor, other = await visit(), await visit()
    await visitor.be(PRACTITIONER)
    await other.be(LEADER)
    window = await visitor.press("Answer")
    await visitor.choose(1, "Rarely")
    chosen = window.get_by_role("radiogroup").nth(1).get_by_role("radio", name="Rarely")
    await chosen.focus()

    await other.step(until="closes")
    await expect(visitor.due).to_contain_text("closes")
    await expect(visitor.page.locator("#messages")).to_contain_text("Everyone gets this reminder")
    await expect(chosen).to_be_checked()
    await expect(chosen).to_be_focused()
    await visitor.send()
    await expect(visitor.window).to_contain_text("Your answers are in the group totals now")


async def test_two_tabs_of_one_person(look: Visit) -> None:
    """What a person opens or closes in one tab is opened or closed in the other."""
    one, two = await look(), await look()
    for visitor in (one, two):
        await visitor.be(PRACTITIONER)
    await one.press("How this stays anonymous")
    await expect(two.window).to_contain_text("Our promise")
    await two.close()
    await expect(one.window).to_be_hidden()


async def test_the_page_comes_back_after_the_demo_was_ended(
    visit: Visit, demo: RunningDemo
) -> None:
    """The page says that nobody answers, and goes on by itself where it was."""
    visitor = await visit()
    await visitor.be(LEADER)
    await visitor.open("asc-leadership")
    lost = visitor.page.get_by_role("status").filter(has_text="keeps trying")
    await expect(lost).to_be_hidden()

    await demo.end()
    await expect(lost).to_be_visible()
    await expect(visitor.messages.get_by_role("article")).to_have_count(12)
    await demo.start()
    await expect(lost).to_be_hidden(timeout=30_000)
    visitor.faults[:] = [one for one in visitor.faults if "WebSocket" not in one]

    await visitor.be(PRACTITIONER)
    await visitor.press("Answer")


async def test_where_one_is_survives_a_reload(look: Visit) -> None:
    """Who one is, the conversation and its thread stay when the page is loaded again."""
    visitor = await look()
    await visitor.be(LEADER)
    await visitor.open("asc-leadership")
    await visitor.open_thread()
    await visitor.page.reload()
    await expect(visitor.thread).to_contain_text("Team: how many answered")
    await expect(visitor.me.get_by_text(LEADER, exact=True)).to_be_visible()


async def test_the_field_takes_commands_only(look: Visit) -> None:
    """What is no command is not sent, and the page says what the field is for."""
    visitor = await look()
    field = visitor.command
    await expect(field).to_have_attribute("placeholder", "A command, such as /pulse")
    await field.fill("I have too much work")
    await field.press("Enter")
    await expect(visitor.page.get_by_text("This field takes commands only")).to_be_visible()
    await expect(field).to_have_value("I have too much work")
    await field.fill("/pulse hello there")
    await field.press("Enter")
    await expect(visitor.page.get_by_text("/pulse was sent.")).to_be_visible()
    await expect(field).to_have_value("")


async def test_the_promise_can_be_asked_for(look: Visit) -> None:
    """`/pulse privacy` shows the promise to whoever types it, where they are reading."""
    for size in (WIDE, NARROW):
        visitor = await look(size=size)
        await visitor.be(LEADER)
        await visitor.open("Home")
        await expect(visitor.command).to_be_hidden()
        await visitor.open("asc-leadership")
        await visitor.command.fill("/pulse privacy")
        await visitor.command.press("Enter")
        await expect(visitor.newest).to_contain_text("Only you can see this")
        for paragraph in paragraphs(8):
            await expect(visitor.newest).to_contain_text(paragraph)
        await expect(visitor.newest.get_by_text("Our promise")).to_be_in_viewport()


async def test_what_cannot_be_drawn_is_said(look: Visit) -> None:
    """A block and an element that the page does not know are named, and the rest is drawn."""
    visitor = await look()
    drawn = await visitor.page.evaluate(
        """async () => {
          const { blocks } = await import("/page/blocks.js");
          const text = (words) => ({ type: "plain_text", text: words });
          return blocks([
            { type: "video", block_id: "a" },
            { type: "actions", block_id: "b", elements: [{ type: "timer", action_id: "c" }] },
            { type: "section", block_id: "d", text: text("<b>drawn</b>") },
          ], { fields: new Map(), held: () => undefined, press: async () => undefined })
            .map((node) => node.textContent);
        }"""
    )
    assert drawn == [
        "This page cannot draw a video block.",
        "This page cannot draw a timer.",
        "<b>drawn</b>",
    ]


async def test_a_fault_would_be_found(look: Visit) -> None:
    """What a script complains of and a picture from elsewhere are noted, and fail every test."""
    visitor = await look()
    async with visitor.page.expect_console_message():
        await visitor.page.evaluate("console.error('broken')")
    async with visitor.page.expect_console_message():
        await visitor.page.evaluate("new Image().src = 'https://elsewhere.example/picture.png'")
    async with visitor.page.expect_event("pageerror"):
        await visitor.page.evaluate("setTimeout(() => { throw new Error('broken') })")
    broken, elsewhere, failed = visitor.faults
    assert (broken, failed) == ("console: broken", "a script failed: broken")
    assert "elsewhere.example" in elsewhere
    visitor.faults.clear()
