"""An admin sets up a first pulse on a phone, in a workspace with user groups and no pulse."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from support.council import BEFORE, OPENS, Council
from support.paged import page
from support.setting_up import CONTACT, NIGHT, SUPPORT, move_in
from support.visitor import NARROW, Visitor, visiting
from support.world import Running, World, world

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(Council(north=(), south=()), tmp_path, BEFORE) as here:
        move_in(here.sandbox.workspace)
        here.sandbox.page = page()
        yield here


@pytest_asyncio.fixture(loop_scope="session")
async def running(here: World) -> AsyncIterator[Running]:
    async with here.running() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, here: World, running: Running) -> AsyncIterator[Visitor]:
    """The admin before the first window, on a phone."""
    async with visiting(browser, here.sandbox.url, size=NARROW) as visitor:
        await visitor.be("Admin")
        await visitor.open("Home")
        await expect(visitor.home).to_contain_text("No pulse is in force")
        await visitor.home.get_by_role("button", name="Set up a pulse").click()
        await expect(visitor.window).to_be_visible()
        yield visitor
    assert visitor.faults == []


async def following(admin: Visitor, step: str, label: str = "Next") -> None:
    """Send the window, and see the one that follows."""
    await admin.window.get_by_role("button", name=label, exact=True).click()
    await expect(admin.window).to_contain_text(step)


async def refused(admin: Visitor, told: str) -> None:
    """Send the window, and read why it cannot be taken; it stays."""
    await admin.window.get_by_role("button", name="Next", exact=True).click()
    await expect(admin.window.get_by_text(re.compile(told))).to_be_visible()


def boxes(admin: Visitor, label: str) -> Locator:
    """The choices of a menu of which several can be chosen."""
    return admin.window.get_by_role("group", name=label)


async def test_a_first_pulse_from_nothing(admin: Visitor, here: World, running: Running) -> None:
    """Window by window, with each thing that can go wrong, to a round that asks its people."""
    await questions(admin, admin.window)
    await people(admin, admin.window, here)
    await groups(admin, admin.window)
    await times(admin, admin.window)
    await channels(admin, admin.window)
    assert await running.bot.pulses.all() == []
    await summary(admin, admin.window)
    await admin.close()
    await expect(admin.home).to_contain_text("Opens next on Tuesday 24 November at 09:30")
    [pulse] = await running.bot.pulses.all()
    assert pulse.name == "Our pulse"
    await running.tick(OPENS)
    assert "Our pulse" in here.person("UPERSON001").direct_messages()[-1].text
    await threshold_while_open(admin, admin.window)


async def questions(admin: Visitor, window: Locator) -> None:
    name, asks = window.get_by_label("What is it called?"), window.get_by_label("What does it ask?")
    await expect(name).to_have_value("Weekly pulse")
    await expect(window).to_contain_text("Every round asks:")
    await name.fill("  ")
    await refused(admin, "Please write one line of 1 to 75 characters")
    await name.fill("Our pulse")
    await asks.select_option("health-check")
    await expect(window).not_to_contain_text("take turns")
    await asks.select_option("weekly")
    await expect(window).to_contain_text("take turns")
    await expect(name).to_have_value("Our pulse")
    await following(admin, "Step 2 of 5")


async def people(admin: Visitor, window: Locator, here: World) -> None:
    await refused(admin, "Please choose at least one user group or channel")
    teams = boxes(admin, "Team: user groups")
    for team in ("North locality", "South locality", "Night team"):
        await teams.get_by_role("checkbox", name=re.compile(team)).check()
    elsewhere = boxes(admin, "Team: channels").get_by_role("checkbox", name="#elsewhere")
    await elsewhere.check()
    await refused(admin, "which the bot is not in; invite the bot to the channel with /invite")
    await elsewhere.uncheck()
    await (
        boxes(admin, "Population: user groups")
        .get_by_role("checkbox", name=re.compile("Social"))
        .check()
    )
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=True)
    await refused(admin, "which is no user group that Slack knows")
    await expect(teams.get_by_role("checkbox", name=re.compile("Night team"))).to_be_checked()
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=False)
    await following(admin, "Step 3 of 5")
    await expect(window).to_contain_text("Asks 56 people.")


async def groups(admin: Visitor, window: Locator) -> None:
    await expect(window).to_contain_text("1 of 3 groups can be shown alone")
    names = window.get_by_label("Team: names and areas")
    await names.fill("North\nSouth")
    await refused(admin, "Found 2 lines for 3 groups")
    await names.fill("Nights\nNorth\nSouth")
    await window.get_by_label("Night team is shown with").select_option(label="South locality")
    await window.get_by_role("button", name="See what this does").click()
    await expect(window).to_contain_text("the rest together: Nights and South")
    await expect(names).to_have_value("Nights\nNorth\nSouth")
    await following(admin, "Step 4 of 5")


async def times(admin: Visitor, window: Locator) -> None:
    first, closes = (
        window.get_by_label("On which day first?"),
        window.get_by_label("Closing: which"),
    )
    await first.fill("2026-11-20")
    await refused(admin, "That day has passed")
    await first.fill("2026-11-24")
    await closes.select_option(label="The same day")
    await refused(admin, "allowed is a time after reminds")
    await closes.select_option(label="2 days later")
    await following(admin, "Step 5 of 5")


async def channels(admin: Visitor, window: Locator) -> None:
    leads = window.get_by_label(re.compile("^Where does leadership"))
    support = window.get_by_label("Where can people turn for support?")
    await leads.select_option(label="#elsewhere")
    await window.get_by_label(re.compile("^Where do those")).select_option(label="#all-staff")
    await support.fill(SUPPORT)
    await window.get_by_label("Whom can people ask about the pulse?").fill(CONTACT)
    await refused(admin, "invite the bot to the channel with /invite")
    await expect(support).to_have_value(SUPPORT)
    await leads.select_option(label="#memory-clinic")
    await following(admin, "Every Tuesday at 10:00 London time, 56 people in 3 groups by team")
    await expect(window).to_contain_text("Hello, here is Our pulse: 4 short questions")


async def threshold_while_open(admin: Visitor, window: Locator) -> None:
    await admin.home.get_by_role("button", name="Change", exact=True).click()
    await window.get_by_role("button", name="Change", exact=True).last.click()
    least = window.get_by_label("For how many people, at least")
    await least.fill("4")
    await refused(admin, "must be at least 5")
    await least.fill("12")
    await following(admin, "Figures will be shown for at least 12 people; until then it is 8.")
    await expect(window).to_contain_text("The round of Tuesday 1 December still goes by")


async def summary(admin: Visitor, window: Locator) -> None:
    await window.get_by_role("button", name="Change", exact=True).nth(3).click()
    await window.get_by_label("At what time do invitations go out?").fill("09:30")
    await following(admin, "Every Tuesday at 09:30 London time")
    await following(admin, "Nobody hears of it before its first round opens", "Start the pulse")
