"""The report's page as people meet it: wide, narrow, light, dark, and by keyboard."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from support.published import ALL, OTHERS, WORKERS, autumn, past
from support.pulse import a_pulse
from support.round import OPENS, a_round

from bot.render.html import html_page
from bot.survey.past import Past
from bot.survey.report.compose import compose
from bot.survey.schedule import DAY

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}

POPULATION = {
    "id": "population",
    "name": "Population",
    "rest": "Wider workforce",
    "groups": [
        {"id": "social-workers", "name": "Social workers", "people": [{"usergroup": "S0WORKERS"}]}
    ],
}

PALE = "() => { document.querySelector('h2').style.color = '#ccc'; }"

BEYOND = """() => [...document.querySelectorAll("body *:not(.wide *):not(.skip)")]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => `${node.tagName}.${node.className}`)"""


def a_week(number: int) -> Past:
    """A round with its three anchors, for everyone and two populations."""
    pulse = a_pulse(dimensions=[POPULATION])
    asked = tuple(one for one in pulse.question_set.questions if one.anchor)
    round_ = a_round(pulse, OPENS + 7 * number * DAY).model_copy(
        update={"questions": asked, "dimensions": ("population",)}
    )
    counts = {ALL: (120 + number, 159), WORKERS: (45 + number, 70), OTHERS: (75, 89)}
    answered = {ALL: (159, 469), WORKERS: (70, 129), OTHERS: (89, 340)}
    return past(round_, answered, {question.id: counts for question in asked})


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of three rounds and one a year before."""
    report = compose(autumn(a_week(-52), *map(a_week, range(3))), made=date(2027, 1, 4))
    written = tmp_path_factory.mktemp("report") / "report.html"
    written.write_text(html_page(report), encoding="utf-8")
    return written


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, file: Path) -> AsyncIterator[Page]:
    opened = await browser.new_page(viewport=DESK)
    await opened.goto(file.as_uri())
    yield opened
    await opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
async def test_axe_finds_nothing(
    page: Page, size: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    """Of all that axe knows to look for, nothing is wrong, be it wide or narrow, light or dark."""
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await page.emulate_media(color_scheme=scheme)
    found = await Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


async def test_axe_would_find_a_fault(page: Page) -> None:
    """A heading that is too pale is found."""
    await page.evaluate(PALE)
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == ["color-contrast"]


async def test_only_tables_are_scrolled_sideways(page: Page) -> None:
    """At 320 pixels everything fits, but tables, which scroll by themselves."""
    await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert await page.evaluate(BEYOND) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_the_first_key_leads_past_the_contents(page: Page) -> None:
    """Tab shows a link, Enter takes it to the report."""
    await page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the report")
    await expect(link).to_be_focused()
    await expect(link).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()


async def test_charts_are_drawn_and_told(page: Page) -> None:
    """Each picture came up, and says in words what it shows."""
    pictures = await page.get_by_role("img").all()
    assert len(pictures) == 3
    for picture in pictures:
        assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert "Line chart, from 24 November to 8 December" in (
            await picture.get_attribute("alt") or ""
        )
