import re

import pytest
from playwright.async_api import Locator, expect
from support.visitor import ADMIN, LEADER, NARROW, PRACTITIONER, WIDE, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAST = 12


async def test_the_visit_on_a_wide_screen(visit: Visit) -> None:
    """A visitor is asked, answers, goes step by step to the digest, and reads it as the leader."""
    visitor = await visit(size=WIDE)
    await is_asked_and_answers(visitor)
    await sees_what_is_held(visitor)
    await declines_as_a_colleague(visitor)
    await reads_the_last_digest(visitor)
    for due in ("closes", "digest", "opens"):
        await visitor.step(until=due)
    await reads_the_new_digest(visitor)
    await is_the_admin(visitor)


async def test_the_visit_on_a_narrow_screen(visit: Visit) -> None:
    """The same on a phone, where a week passes at a press, and real time comes back at another."""
    visitor = await visit(size=NARROW)
    await is_asked_and_answers(visitor)
    await sees_what_is_held(visitor)
    await declines_as_a_colleague(visitor)
    await reads_the_last_digest(visitor)
    await lives_through_a_week(visitor)
    await reads_the_new_digest(visitor)
    await visitor.back.click()
    await expect(visitor.messages).to_be_hidden()
    await expect(visitor.others).to_be_visible()
    await is_the_admin(visitor)


async def is_asked_and_answers(visitor: Visitor) -> None:
    await visitor.be(PRACTITIONER)
    await visitor.open("Direct message")
    await expect(visitor.newest).to_contain_text("short questions about your work")

    window = await visitor.press("How this stays anonymous")
    await expect(window).to_contain_text("cannot see what you answered")
    await visitor.close()

    window = await visitor.press("Answer")
    await expect(window.get_by_role("radiogroup")).to_have_count(4)
    await expect(window.get_by_role("radio", checked=True)).to_have_count(0)
    await visitor.choose(0, "Often")
    await visitor.choose(1, "Never")
    await visitor.choose(3, "Does not apply")
    await visitor.send()
    await expect(window).to_contain_text("Your answers are in the group totals now")
    await expect(window).to_contain_text("If things are hard right now")
    await expect(window.get_by_role("button", name="Send")).to_have_count(0)
    await visitor.close()


async def sees_what_is_held(visitor: Visitor) -> None:
    await visitor.open("Home")
    await expect(visitor.home).to_contain_text("You are on the list of people asked")
    await expect(visitor.home).to_contain_text("We keep no answers of anyone")
    await expect(visitor.home).to_contain_text("You have not asked for a break")


async def declines_as_a_colleague(visitor: Visitor) -> None:
    await visitor.be_colleague("occupational therapist reablement")
    await visitor.open("Direct message")
    window = await visitor.press("Not this week")
    await expect(window).to_contain_text("We will not remind you about these questions")
    await visitor.close()


async def reads_the_last_digest(visitor: Visitor) -> None:
    await visitor.be(LEADER)
    await visitor.open("asc-leadership")
    await expect(digests(visitor)).to_have_count(PAST)
    await expect(digests(visitor).last).to_be_in_viewport()


async def lives_through_a_week(visitor: Visitor) -> None:
    before = await day(visitor)
    await visitor.pass_time("Next week")
    later = await day(visitor)
    assert later != before
    back = visitor.bar.get_by_role("button", name="Back to real time")
    await back.click()
    await expect(visitor.bar).not_to_contain_text(later)
    await expect(back).to_have_count(0)


async def day(visitor: Visitor) -> str:
    """The day that the clock shows, such as "Tue 24 Nov 2026"."""
    return (await visitor.bar.get_by_role("time").first.inner_text()).split(",")[0]


async def reads_the_new_digest(visitor: Visitor) -> None:
    await expect(digests(visitor)).to_have_count(PAST + 1)
    await visitor.page.get_by_role("button", name="A new message").click()
    await expect(digests(visitor).last).to_be_in_viewport()
    await expect(visitor.newest).to_contain_text(re.compile(r"\d+ of \d+ answered \(\d+\.\d%\)"))

    await visitor.open_thread()
    await expect(visitor.thread.get_by_text("Team: how many answered")).to_be_in_viewport()
    file = visitor.thread.get_by_role("link", name=re.compile(r"^weekly-\d{4}-\d\d-\d\d\.csv"))
    await expect(file).to_have_count(1)
    await visitor.close_thread()


def digests(visitor: Visitor) -> Locator:
    """The headings of the digests in the open channel."""
    return visitor.messages.get_by_role("heading", name="Weekly pulse")


async def is_the_admin(visitor: Visitor) -> None:
    await visitor.be(ADMIN)
    await visitor.open("Direct message")
    await expect(visitor.messages).to_have_text("No messages yet.")
    await visitor.open("Home")
    await expect(visitor.home).to_contain_text("Besides, nothing. We keep no answers of anyone.")
