from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from support.views import views
from support.visitor import NARROW, WIDE, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

Rules = Mapping[str, Sequence[str]]

AXE = Axe().axe_script
EVERY_RULE: Rules = {"resultTypes": ["violations"]}
COLOURS_ONLY: Rules = {**EVERY_RULE, "runOnly": ["color-contrast"]}
RULES: Mapping[Literal["light", "dark"], Rules] = {"light": EVERY_RULE, "dark": COLOURS_ONLY}
"""The rest does not depend on what the person's machine prefers."""

SPOILT = """() => {
  document.querySelector(".bar img").removeAttribute("alt");
  document.querySelector("#me-heading").style.color = "#ccc";
}"""

# https://www.w3.org/WAI/WCAG22/Understanding/reflow: nothing to scroll sideways at 320 pixels.
NARROWEST = (320, 640)

# A browser that shows everything twice as large lays out half the pixels.
WIDE_AT_200_PERCENT = (WIDE[0] // 2, WIDE[1] // 2)

LOST_SIDEWAYS = """() => {
  const wide = (node) => node.scrollWidth > node.clientWidth + 1;
  const beyond = (node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return width > 1 && (right > innerWidth + 1 || left < -1);
  };
  const mayScroll = (node) => node.closest("pre");
  const seen = [...document.querySelectorAll("body *")].filter((node) =>
    node.checkVisibility() && !node.closest(".unseen, .skip") && !mayScroll(node));
  return seen
    .filter((node) => beyond(node) || (node.matches(".scroll, .rail, dialog") && wide(node)))
    .map((node) => `${node.tagName}.${node.className} ${node.textContent.slice(0, 40)}`);
}"""


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_nothing_grave(look: Visit, size: Sequence[int]) -> None:
    """No view has a serious or critical accessibility fault, in light or dark."""
    visitor = await look(size=size)
    await visitor.page.evaluate(AXE)
    faults = []
    async for view in views(visitor):
        for scheme, rules in RULES.items():
            await visitor.page.emulate_media(color_scheme=scheme)
            faults += [f"{view}, {scheme}: {fault}" for fault in await grave(visitor, rules)]
    assert faults == []


async def test_axe_would_find_a_fault(look: Visit) -> None:
    """A picture whose words were taken away and letters too pale are found."""
    visitor = await look()
    await visitor.page.evaluate(AXE)
    await visitor.page.evaluate(SPOILT)
    assert [fault.split(":")[0] for fault in await grave(visitor, EVERY_RULE)] == [
        "color-contrast",
        "image-alt",
    ]
    assert len(await grave(visitor, COLOURS_ONLY)) == 1


@pytest.mark.parametrize(
    "size", [NARROWEST, WIDE_AT_200_PERCENT], ids=["320 pixels", "200 percent"]
)
async def test_nothing_is_lost_sideways(look: Visit, size: Sequence[int]) -> None:
    """At 320 pixels, and twice as large, no view needs to be scrolled sideways."""
    visitor = await look(size=size)
    lost = []
    async for view in views(visitor):
        lost += [f"{view}: {what}" for what in await visitor.page.evaluate(LOST_SIDEWAYS)]
    assert lost == []


async def grave(visitor: Visitor, rules: Rules) -> list[str]:
    """What axe finds by these rules that is serious or critical."""
    found = await visitor.page.evaluate("rules => axe.run(document, rules)", rules)
    return [_told(one) for one in found["violations"] if one["impact"] in ("serious", "critical")]


def _told(violation: Mapping[str, Any]) -> str:
    where = "; ".join(node["html"][:120] for node in violation["nodes"])
    return f"{violation['id']}: {violation['help']}: {where}"
