"""The list of what was changed, as admins read it."""

from support.council import ADMIN, BEFORE
from support.looking_after import CHANGES, at_home, do, home, read
from support.world import Running, World

from bot.sandbox import Person, RateLimit
from bot.usecases.admins import REFUSED
from storage.model import Change, Pulse

EARLIER, NEWEST, DETAILS = "changes-earlier", "changes-newest", "change-details"


async def opened(here: World) -> Person:
    """An admin who has the list open."""
    admin = await at_home(here)
    await admin.press_in_home(CHANGES)
    assert admin.modal is not None
    return admin


def values(person: Person, action_id: str) -> list[str]:
    """What the buttons of that kind carry in the window on top."""
    assert person.modal is not None
    return [
        element["value"]
        for block in person.modal.blocks
        for element in (*block.get("elements", ()), block.get("accessory", {}))
        if element.get("action_id") == action_id
    ]


async def test_who_did_what_and_when_is_listed(here: World, running: Running) -> None:
    """The newest stands first; the command line and a refusal are told apart from a person."""
    await do(await at_home(here), "pause")
    await running.ports.change_log.write([Change(at=BEFORE, by=None, said=REFUSED)])
    words = read(await opened(here))
    told = [
        f"Monday 23 November 2026 at 09:00, by Staff Pulse itself\n{REFUSED}",
        f"Monday 23 November 2026 at 09:00, <@{ADMIN}>\nWeekly pulse was paused.",
        "on the command line\nWeekly pulse was put in force.",
        'on the command line\nThe question set "One question" was kept for the first time.',
    ]
    places = [words.index(one) for one in told]
    assert places == sorted(places)


async def test_details_show_before_and_after(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """Threshold, channel and a wording, each as it was and as it is, over the list."""
    [before] = weekly
    body = before.model_dump(mode="json")
    body["threshold"] = 9
    body["staff"] = "C0NORTH"
    body["question_set"]["questions"][0]["wording"] = "How was your week?"
    await running.bot.pulses.change(Pulse.model_validate(body), was=before, by=ADMIN)
    admin = await opened(here)
    newest, of_set, *_ = values(admin, DETAILS)
    await admin.press_in_modal(DETAILS, newest)
    assert len(admin.modals) == 2
    words = read(admin)
    assert "*Threshold*\nBefore: 5\nNow: 9" in words
    assert "*Staff channel*\nBefore: <#C0ALLSTAFF>\nNow: <#C0NORTH>" in words
    await admin.close_modal()
    await admin.press_in_modal(DETAILS, of_set)
    old = before.question_set.questions[0].wording
    assert (
        f'*Question "How was your week?", wording*\nBefore: {old}\nNow: How was your week?'
        in read(admin)
    )


async def test_entries_without_more_to_show_have_no_button(here: World, running: Running) -> None:
    """A pause and a refusal are told whole in their line."""
    await do(await at_home(here), "pause")
    await running.ports.change_log.write([Change(at=BEFORE, by=None, said=REFUSED)])
    assert len(values(await opened(here), DETAILS)) == 2  # the pulse and its question set


async def test_the_list_is_read_page_by_page(here: World, running: Running) -> None:
    """Earlier leads back to the first entry, Newest to the beginning, whatever came meanwhile."""
    log = running.ports.change_log
    await log.write([Change(at=BEFORE, by=ADMIN, said=f"Step {n:02}.") for n in range(45)])
    admin = await opened(here)
    assert "Step 44." in read(admin)
    assert "Step 24." not in read(admin)
    await log.write([Change(at=BEFORE, by=ADMIN, said="Another.")])
    await admin.press_in_modal(EARLIER)
    assert "Step 24." in read(admin)
    assert "Step 25." not in read(admin)
    await admin.press_in_modal(EARLIER)
    assert "was kept for the first time" in read(admin)
    assert values(admin, EARLIER) == []
    await admin.press_in_modal(NEWEST)
    assert "Another." in read(admin)


async def test_a_page_that_slack_refuses_can_be_asked_for_again(
    here: World, running: Running
) -> None:
    """In a bad moment the window stays as it is, and the next press serves."""
    log = running.ports.change_log
    await log.write([Change(at=BEFORE, by=ADMIN, said=f"Step {n:02}.") for n in range(21)])
    admin = await opened(here)
    here.sandbox.faults.order("views.update", RateLimit(30))
    await admin.press_in_modal(EARLIER)
    assert "Step 20." in read(admin)
    await admin.press_in_modal(EARLIER)
    assert "Step 00." in read(admin)


async def test_home_counts_the_entries_that_name_an_admin(here: World, running: Running) -> None:
    """It stands among what is held of them."""
    await do(await at_home(here), "pause")
    assert "names you in one entry" in home(await at_home(here))
