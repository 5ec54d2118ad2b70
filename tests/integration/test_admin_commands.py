"""What `/pulse` does for admins."""

import pytest
from support.council import ADMIN, OPENS
from support.looking_after import read
from support.world import Running, World

from bot.sandbox import Refuse
from storage.model import FOR_EVER, Pulse

PERSON = "UPERSON001"


async def typed(here: World, text: str, person: str = ADMIN) -> str:
    """What a person is shown after `/pulse` with that text; "" where nothing is."""
    outcome = await here.person(person).command("/pulse", text)
    assert outcome.accepted
    return "\n".join(one.words for one in outcome.messages)


async def two(running: Running, weekly: tuple[Pulse, ...]) -> None:
    """Put a second pulse in force, which asks something else."""
    [first] = weekly
    asked = first.question_set.model_dump(mode="json") | {"id": "another"}
    asked["questions"][0]["wording"] = "How often could you take a break in the last week?"
    changes = {"id": "other", "name": "Other  pulse", "question_set": asked}
    second = Pulse.model_validate(first.model_dump() | changes)
    await running.bot.pulses.change(second, was=None, by=ADMIN)
    await running.tick()


async def test_status_is_the_console_in_short(here: World, running: Running) -> None:
    """Each pulse with what comes next, and whether all is well; nothing to press."""
    words = await typed(here, "status")
    assert "*Weekly pulse*\nOpens next on Tuesday 24 November at 10:00" in words
    assert "Nothing waits to be sent." in words
    assert "not something we know" in await typed(here, "status weekly")


async def test_help_names_what_is_for_admins_to_admins(here: World, running: Running) -> None:
    """Everybody else has the list without it."""
    assert "`/pulse skip` leaves the next round out" in await typed(here, "help")
    assert "admins" not in await typed(here, "help", PERSON)


async def test_the_only_pulse_is_previewed_and_skipped_at_once(
    here: World, running: Running
) -> None:
    """A window opens and nothing is written; skipping asks first."""
    admin = here.person(ADMIN)
    assert await typed(here, "preview") == ""
    assert read(admin).startswith("Preview: ")
    assert await typed(here, "skip") == ""
    assert "The round of Tuesday 24 November at 10:00 will not be asked" in read(admin)
    await admin.submit()
    assert read(admin).startswith("Done: ")
    assert admin.home is not None
    assert "Opens next on Tuesday 1 December at 10:00" in admin.home.words


@pytest.mark.parametrize("name", ["other", "OTHER PULSE", "other pulse"])
async def test_one_of_several_is_named(
    here: World, running: Running, weekly: tuple[Pulse, ...], name: str
) -> None:
    """By its id or by its name, however it is typed."""
    await two(running, weekly)
    admin = here.person(ADMIN)
    assert await typed(here, f"preview {name}") == ""
    assert "How often could you take a break" in str(admin.modal and admin.modal.blocks)
    assert await typed(here, f"skip {name}") == ""
    assert "*Other  pulse*" in read(admin)


async def test_of_several_it_is_asked_which_is_meant(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """The menu names them all, and choosing one opens its window."""
    await two(running, weekly)
    admin = here.person(ADMIN)
    for text, action_id in (("preview", "console-preview"), ("skip", "console-act")):
        [shown] = (await admin.command("/pulse", text)).messages
        menu = shown.blocks[0]["accessory"]
        named = {one["text"]["text"]: one["value"] for one in menu["options"]}
        assert list(named) == ["Other  pulse", "Weekly pulse"]
        await admin.press(shown, action_id, named["Weekly pulse"])
        assert "*Weekly pulse*" in read(admin) or "Weekly pulse" in str(admin.modal)


async def test_what_is_not_there_is_said(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """An unknown name, no round to skip, and no pulse at all each have their words."""
    assert "We know no such pulse.\n`weekly`: Weekly pulse" in await typed(here, "skip monthly")
    await running.bot.pulses.end("weekly", was=weekly[0], by=ADMIN)
    assert "No pulse is in force." in await typed(here, "preview")
    assert "No pulse is in force." in await typed(here, "status")


async def test_a_pulse_that_pauses_has_no_round_to_skip(here: World, running: Running) -> None:
    """It can still be previewed: as it would ask if it did not pause."""
    await running.bot.pulses.pause("weekly", FOR_EVER, was=None, by=ADMIN)
    assert "No round is to come that could be skipped." in await typed(here, "skip")
    assert await typed(here, "preview") == ""
    assert read(here.person(ADMIN)).startswith("Preview: ")


async def test_a_window_that_does_not_open_is_said(here: World, running: Running) -> None:
    """In a bad moment the admin reads so, and the next try serves."""
    here.sandbox.faults.order("views.open", Refuse("internal_error"))
    assert "try again in a few minutes" in await typed(here, "skip")
    assert await typed(here, "skip") == ""


async def test_everybody_is_told_when_pulses_ask_next(here: World, running: Running) -> None:
    """With nothing open, whoever types it reads when, and on which break they are.

    Whom a pulse would ask is not looked up: in a large workspace that outlasts a command.
    """
    for person in (PERSON, ADMIN):
        assert (
            "*Weekly pulse* asks its people next on Tuesday 24 November at 10:00."
            in await typed(here, "", person)
        )
    await typed(here, "pause 2026-12-24", PERSON)
    assert "we ask you nothing before Thursday 24 December 2026" in await typed(here, "", PERSON)
    await running.tick(OPENS)
    words = await typed(here, "", PERSON)
    assert "*Weekly pulse* is open until Thursday 26 November at 16:00." in words
    assert "next on" not in words
