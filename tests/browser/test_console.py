import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect
from support.running_demo import RunningDemo
from support.visitor import ADMIN, NARROW, PRACTITIONER, SLOWEST, WIDE, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_practitioner_takes_a_break(visit: Visit) -> None:
    """They choose the day on Home, ask to be asked again, and choose another by command."""
    visitor = await visit(size=NARROW)
    await visitor.be(PRACTITIONER)
    await visitor.open("Home")
    await expect(visitor.home).not_to_contain_text("Looking after Staff Pulse")
    day = in_a_month()
    await visitor.home.locator("input[type=date]").fill(f"{day:%Y-%m-%d}")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.home).to_contain_text(f"You are on a break: {before(day)}")
    await visitor.home.get_by_role("button", name="Ask me again").click()
    await expect(visitor.home).to_contain_text("You have not asked for a break")

    await visitor.open("Direct message")
    await visitor.command.fill(f"/pulse pause {day:%d/%m/%Y}")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.messages).to_contain_text(before(day))
    await visitor.open("Home")
    await expect(visitor.home).to_contain_text(before(day))


async def test_an_admin_looks_after_a_pulse(visit: Visit, demo: RunningDemo) -> None:
    """On a phone they pause, resume, skip a week and call an open round off, and all is told."""
    admin, practitioner = await visit(size=NARROW), await visit(size=WIDE)
    await admin.be(ADMIN)
    await admin.open("Home")
    await expect(admin.home).to_contain_text("Open until")
    await pauses_and_resumes(admin)
    await skips_a_week(admin, practitioner)
    await calls_a_round_off(admin, practitioner, demo)
    await reads_what_was_changed(admin)


async def pauses_and_resumes(admin: Visitor) -> None:
    await choose(admin, "Pause…")
    await admin.window.get_by_label("Pause until").fill("2020-01-01")
    await say(admin, "Pause")
    await expect(admin.window).to_contain_text("Please choose a day after today, or none.")
    await expect(admin.window.get_by_label("Pause until")).to_have_value("2020-01-01")
    await admin.window.get_by_label("Pause until").fill("")
    await say(admin, "Pause")
    await expect(admin.window).to_contain_text("It pauses from now on.")
    await admin.close()
    await expect(admin.home).to_contain_text("Paused until somebody resumes it.")
    await choose(admin, "Resume…")
    await say(admin, "Resume")
    await expect(admin.window).to_contain_text("It pauses no longer.")
    await admin.close()
    await expect(admin.home).to_contain_text("Opens next on")


async def skips_a_week(admin: Visitor, practitioner: Visitor) -> None:
    before = await next_opening(admin)
    await choose(admin, "Skip the next round…")
    await expect(admin.window).to_contain_text(f"The round of {before} will not be asked")
    await say(admin, "Skip it")
    await expect(admin.window).to_contain_text("The next round is left out")
    await admin.close()
    await expect(admin.home).not_to_contain_text(f"Opens next on {before}")
    await practitioner.be(PRACTITIONER)
    await practitioner.open("adult-social-care")
    told = f"there are no questions on {before.partition(' at ')[0]}"
    await expect(practitioner.newest).to_contain_text(told, timeout=SLOWEST)


async def calls_a_round_off(admin: Visitor, practitioner: Visitor, demo: RunningDemo) -> None:
    assert len(boxes(demo)) == 2
    await choose(admin, "Cancel the open round…")
    await expect(admin.window).to_contain_text("is destroyed, unread by anyone")
    await say(admin, "Cancel the round")
    await expect(admin.window).to_contain_text("its answers are destroyed")
    assert boxes(demo) == []
    await admin.close()
    await expect(admin.home).not_to_contain_text("Open until")
    told = "these questions have been called off"
    await expect(practitioner.newest).to_contain_text(told, timeout=SLOWEST)
    await practitioner.open("Direct message")
    window = await practitioner.press("Answer")
    await expect(window).to_contain_text("These questions have closed")
    await practitioner.close()


async def reads_what_was_changed(admin: Visitor) -> None:
    await admin.home.get_by_role("button", name="What was changed").click()
    window = admin.window
    for done in ("was called off", "was told to skip", "was resumed", "was paused"):
        await expect(window).to_contain_text(done)
    await window.get_by_role("button", name="Details").first.click()
    await expect(admin.window).to_contain_text("Threshold, new: 8")
    await admin.page.keyboard.press("Escape")
    await expect(admin.page.get_by_role("dialog")).to_have_count(1)
    await expect(admin.window).to_contain_text("was called off")
    await admin.close()
    await expect(admin.page.locator(".notices")).to_have_text("")


async def choose(admin: Visitor, label: str) -> None:
    """Choose something from the menu of the first pulse, and see the window that asks."""
    await admin.home.get_by_role("button", name="More").first.click()
    await admin.home.get_by_role("button", name=label).click()
    await expect(admin.window).to_be_visible()


async def say(admin: Visitor, label: str) -> None:
    """Press the button that does what the window says."""
    await admin.window.get_by_role("button", name=label, exact=True).click()


async def next_opening(admin: Visitor) -> str:
    """When the console says that the pulse opens next, such as "Tuesday 1 December at 10:00"."""
    found = re.search(r"Opens next on (\w+ \d+ \w+ at \d\d:\d\d)", await admin.home.inner_text())
    assert found is not None
    return found[1]


def boxes(demo: RunningDemo) -> list[str]:
    """The ballot boxes and keys of open rounds that lie on the disk."""
    return [one.name for one in demo.folder.rglob("*") if one.suffix in {".box", ".key"}]


def in_a_month() -> datetime:
    return datetime.now(UTC) + timedelta(days=30)


def before(day: datetime) -> str:
    """How Home tells of a break."""
    return f"we ask you nothing before {day:%A} {day.day} {day:%B %Y}."
