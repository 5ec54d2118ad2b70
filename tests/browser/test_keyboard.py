import pytest
from playwright.async_api import expect
from support.visitor import SLOWEST, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOCUSED = """() => {
  const node = document.activeElement;
  const shows = (one) => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const { top, bottom, left, right } = node.getBoundingClientRect();
  return {
    name: (node.ariaLabel || node.innerText || node.value || node.placeholder || "").trim(),
    seen: node === document.body || (bottom > 0 && right > 0 && top < innerHeight
      && left < innerWidth && (shows(node) || shows(node.closest(".choice")))),
  };
}"""

MOST_STOPS = 60


async def go(visitor: Visitor, name: str, *, key: str = "Tab") -> None:
    """Go on with that key until the focus is on what begins with that name."""
    passed = []
    for _ in range(MOST_STOPS):
        await visitor.page.keyboard.press(key)
        focused = await visitor.page.evaluate(FOCUSED)
        assert focused["seen"], f"the focus is on {focused['name']!r}, and cannot be seen"
        if focused["name"].startswith(name):
            return
        passed.append(focused["name"][:40])
    raise AssertionError(f"{name!r} is not among {passed}")


async def test_the_visit_with_the_keyboard_alone(visit: Visit) -> None:
    """Being asked, answering, moving time and reading the digest take no pointer."""
    visitor = await visit()
    await answers(visitor)
    await moves_time(visitor)
    await reads_the_digest(visitor)


async def answers(visitor: Visitor) -> None:
    keys, window = visitor.page.keyboard, visitor.window
    await expect(visitor.newest).to_contain_text("short questions")
    await go(visitor, "Skip to the conversation")
    await keys.press("Enter")
    await go(visitor, "Answer")
    await keys.press("Enter")
    await expect(window).to_be_visible()

    questions = window.get_by_role("radiogroup")
    await go(visitor, "always")
    await keys.press("Space")
    await keys.press("ArrowDown")
    await expect(questions.first.get_by_role("radio", name="Often")).to_be_checked()
    await go(visitor, "Send")
    await keys.press("Enter")
    await expect(window).to_contain_text("Your answers are in the group totals now")
    await keys.press("Escape")
    await expect(window).to_be_hidden()
    await expect(visitor.newest.get_by_role("button", name="Answer", exact=True)).to_be_focused()


async def moves_time(visitor: Visitor) -> None:
    await go(visitor, "Next step", key="Shift+Tab")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.due).to_contain_text("closes", timeout=SLOWEST)
    await expect(visitor.bar.get_by_role("button", name="Next step")).to_be_focused()


async def reads_the_digest(visitor: Visitor) -> None:
    keys = visitor.page.keyboard
    await go(visitor, "FR")
    await keys.press("Enter")
    await expect(visitor.me).to_contain_text("Leader")
    await go(visitor, "asc-leadership")
    await keys.press("Space")
    await keys.press("Enter")
    await expect(visitor.messages.get_by_role("article")).to_have_count(12)
    await visitor.page.get_by_role("region", name="Messages", exact=True).focus()
    await go(visitor, "2 replies")
    await keys.press("Enter")
    await expect(visitor.thread).to_contain_text("Team: how many answered")
    await go(visitor, "Close")
    await keys.press("Enter")
    await expect(visitor.thread).to_be_hidden()
