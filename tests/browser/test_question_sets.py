"""Admins work on question sets as a person would, on a phone."""

import pytest
from playwright.async_api import Locator, expect
from support.visitor import ADMIN, NARROW, PRACTITIONER, SLOWEST, Visit, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANGED = "How often was your workload about right in the last week?"


async def test_a_question_is_changed_and_asked_in_the_next_round(visit: Visit) -> None:
    """An admin words a question anew and publishes it; the next round asks it in these words."""
    admin, practitioner = await visit(size=NARROW), await visit()
    await opened(admin)
    await edited(admin, CHANGED)
    await expect(admin.window).to_contain_text("This is a draft.")
    await admin.window.get_by_role("button", name="Publish…").last.click()
    await expect(admin.window).to_contain_text("The trend begins anew")
    await expect(admin.window).to_contain_text("from the round of")
    await press(admin, "Publish")
    await expect(admin.window).to_contain_text("is published.")

    await practitioner.be(PRACTITIONER)
    asked = practitioner.messages.get_by_role("article").filter(has_text="short questions")
    await expect(asked).to_have_count(1)
    await practitioner.pass_time("Next week")
    await expect(asked).to_have_count(2, timeout=SLOWEST)
    await practitioner.press("Answer")
    await expect(practitioner.window).to_contain_text(CHANGED)


async def test_advice_comes_while_one_types(look: Visit) -> None:
    """What is typed letter by letter stays as it is, while the advice on it comes and goes."""
    admin = await look(size=NARROW)
    await opened(admin)
    await edit(admin)
    field = admin.window.get_by_label("What do you ask?")
    await field.fill("")
    await field.press_sequentially("How often was your work fair and clear?")
    await expect(admin.window).to_contain_text("There may be two ideas in it")
    await expect(field).to_have_value("How often was your work fair and clear?")
    await expect(field).to_be_focused()
    await field.press("Home")
    await field.press_sequentially("Say: ")
    await expect(field).to_have_value("Say: How often was your work fair and clear?")
    await field.fill("How often was your work fair?")
    await expect(admin.window).to_contain_text("Nothing to say against this wording.")
    await left(admin)


async def test_what_is_wrong_is_told_where_it_stands(look: Visit) -> None:
    """Eleven answers, and a question that is there already, stay typed and are told in words."""
    admin = await look(size=NARROW)
    await opened(admin)
    await press(admin, "Add a question")
    await press(admin, "Answers of your own")
    answers = admin.window.get_by_label("Which answers can people choose?")
    await answers.fill("\n".join(f"Answer {number}" for number in range(11)))
    await press(admin, "Use these")
    await expect(admin.window).to_contain_text("You gave 11 answers; 9 are the most")
    await expect(answers).to_have_value("\n".join(f"Answer {number}" for number in range(11)))
    await admin.page.keyboard.press("Escape")
    field = admin.window.get_by_label("What do you ask?")
    await expect(field).to_be_visible()
    await admin.window.get_by_label("How do people answer?").select_option(index=1)
    await admin.window.get_by_role("checkbox", name="Always").check()
    await field.fill("How often was your workload manageable in the last week?")
    await press(admin, "Keep")
    await expect(admin.window).to_contain_text("of this set asks it already")
    await admin.window.get_by_label("How do people answer?").select_option(index=2)
    await expect(admin.window.get_by_role("checkbox", name="Strongly agree")).to_be_visible()
    await expect(admin.window).to_contain_text("of this set asks it already")
    await field.fill("How often was your work fair and clear?")
    await expect(admin.window).to_contain_text("There may be two ideas in it")
    await expect(admin.window).not_to_contain_text("of this set asks it already")
    await left(admin)


async def test_an_empty_set_is_not_published(look: Visit) -> None:
    """A new set without a question says so when it is to be published."""
    admin = await look(size=NARROW)
    await home(admin)
    await press(admin, "New set")
    await admin.window.get_by_label("What is the set called?").fill("Nothing in it")
    await press(admin, "Begin")
    await expect(admin.window).to_contain_text("There is no question to ask yet.")
    await press(admin, "Publish…")
    await expect(admin.window).to_contain_text("Not ready yet")
    await left(admin)


async def test_escape_closes_one_window(look: Visit) -> None:
    """The Escape key closes the window on top and leaves the one below as it is."""
    admin = await look(size=NARROW)
    await opened(admin)
    await press(admin, "Add a question")
    await press(admin, "Answers of your own")
    windows = admin.page.get_by_role("dialog")
    await expect(windows).to_have_count(3)
    for left_open in (2, 1, 0):
        await admin.page.keyboard.press("Escape")
        await expect(windows).to_have_count(left_open)


async def test_one_stays_where_one_has_scrolled(look: Visit) -> None:
    """Moving the twelfth question leaves the window at it; another window is seen from its top."""
    admin = await look(size=NARROW)
    await opened(admin)
    moved = admin.window.get_by_text("12. In the last week there was someone")
    await admin.window.get_by_role("button", name="More").nth(9).click()
    await admin.window.get_by_role("button", name="Move down", exact=True).click()
    await expect(admin.window).to_contain_text("This is a draft.")
    await admin.window.get_by_role("button", name="More").nth(10).click()
    await admin.window.get_by_role("button", name="Move down", exact=True).click()
    await expect(moved).to_be_in_viewport()
    await admin.window.get_by_role("button", name="All sets").click()
    await expect(admin.window.get_by_text("What pulses ask.")).to_be_in_viewport()
    await left(admin)


async def test_a_set_comes_from_a_file(look: Visit) -> None:
    """A file that is no question set is told at its field, in the words of the loader."""
    admin = await look(size=NARROW)
    await home(admin)
    await press(admin, "From a file")
    file = {"name": "small.yaml", "mimeType": "text/yaml", "buffer": b"id: small\nask: 2\n"}
    await admin.window.get_by_label("Which file?").set_input_files(file)
    await expect(admin.window).to_contain_text("Chosen: small.yaml")
    await press(admin, "Read it")
    await expect(admin.window).to_contain_text("small.yaml, line 1: title: found no such key")
    await left(admin)


async def home(admin: Visitor) -> Locator:
    """Open the list of question sets."""
    await admin.be(ADMIN)
    await left(admin)
    await admin.open("Home")
    await admin.home.get_by_role("button", name="Question sets").click()
    await expect(admin.window).to_contain_text("What pulses ask.")
    return admin.window


async def opened(admin: Visitor) -> None:
    """Open the set that the pulse asks."""
    window = await home(admin)
    await window.get_by_role("button", name="Open").first.click()
    await expect(window).to_contain_text("a round asks")


async def edit(admin: Visitor) -> None:
    """Open the form of the first question."""
    await admin.window.get_by_role("button", name="More").first.click()
    await admin.window.get_by_role("button", name="Edit", exact=True).click()
    await expect(admin.window.get_by_label("What do you ask?")).to_be_visible()


async def edited(admin: Visitor, wording: str) -> None:
    """Give the first question other words."""
    await edit(admin)
    await admin.window.get_by_label("What do you ask?").fill(wording)
    await press(admin, "Keep")


async def press(admin: Visitor, label: str) -> None:
    """Press a button of the window on top."""
    await admin.window.get_by_role("button", name=label, exact=True).click()


async def left(admin: Visitor) -> None:
    """Close every window."""
    while await admin.page.get_by_role("dialog").count():
        before = await admin.page.get_by_role("dialog").count()
        await admin.page.keyboard.press("Escape")
        await expect(admin.page.get_by_role("dialog")).to_have_count(before - 1)
