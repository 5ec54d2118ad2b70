"""The console: what admins see, and what comes of what they do there."""

from datetime import timedelta

import pytest
from support.acting import WHAT, asked, recorded, two_leaders
from support.council import (
    ADMIN,
    CLOSES,
    LEADERS,
    NEXT_OPENS,
    OPENS,
    PUBLISHES,
    ROUND,
    STAFF,
)
from support.looking_after import ask, at_home, do, home, offered, read
from support.two_teams import OFTEN
from support.world import ANSWER, Running, World, answer, invitation

from bot.sandbox import Refuse
from bot.survey import notices
from storage.model import FOR_EVER, Pulse, State

PERSON = "UPERSON001"
DAY = timedelta(days=1)


async def last(running: Running) -> str:
    """The newest sentence of the change log."""
    [entry] = await running.ports.change_log.latest(1)
    return f"{entry.by}: {entry.said}"


async def open_rounds(running: Running) -> list[str]:
    return [one.id for one in await running.ports.rounds.in_state(State.OPEN)]


async def test_admins_alone_see_the_console(here: World, running: Running) -> None:
    """It stands above what is held; everybody else has the tab as it was."""
    words = home(await at_home(here))
    assert words.index("Looking after Staff Pulse") < words.index("What we hold about you now")
    assert "Opens next on Tuesday 24 November at 10:00" in words
    assert "closing Thursday 26 November at 16:00, digest Monday 30 November at 09:00" in words
    assert "One question: 1 question, all a round, asked by Weekly pulse" in words
    assert "Nothing waits to be sent." in words
    for person in (PERSON, "UPERSON900"):
        assert "Looking after" not in home(await at_home(here, person))


async def test_the_console_shows_a_round_and_never_who_answers_it(
    here: World, running: Running
) -> None:
    """An open round is shown until when, the same before and after somebody has answered."""
    await running.tick(OPENS)
    before = home(await at_home(here))
    assert "Open until Thursday 26 November at 16:00; its digest comes on Monday 30" in before
    assert "Opens next on Tuesday 1 December at 10:00" in before
    await answer(here.person(PERSON), OFTEN)
    assert home(await at_home(here)) == before


async def test_a_pulse_is_paused_until_a_day(here: World, running: Running) -> None:
    """What will happen is said, then done, remembered with the name, and shown."""
    admin = await at_home(here)
    await ask(admin, "pause")
    assert "Nobody is sent a message about it." in read(admin)
    await admin.submit({"until": "2026-11-30"})
    assert read(admin).startswith("Done: ")
    assert "Paused until Monday 30 November at 00:00." in home(admin)
    await running.tick(OPENS)
    assert await open_rounds(running) == []
    assert await last(running) == (
        f"{ADMIN}: Weekly pulse was paused until Monday 30 November at 00:00."
    )
    await running.tick(NEXT_OPENS)
    assert await open_rounds(running) == ["weekly-2026-12-01"]


async def test_a_pulse_is_paused_until_it_is_resumed(here: World, running: Running) -> None:
    """Without a day it pauses for ever; resumed, it asks from its next day on."""
    admin = await at_home(here)
    await do(admin, "pause")
    assert "Paused until somebody resumes it." in home(admin)
    assert "Opens next" not in home(admin)
    await running.tick(OPENS + DAY)
    await do(admin, "resume")
    assert "Opens next on Tuesday 1 December at 10:00" in home(admin)
    assert await last(running) == f"{ADMIN}: Weekly pulse was resumed."


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01", "9999-12-31"])
async def test_a_pause_needs_a_day_to_come(here: World, running: Running, day: str) -> None:
    """A day that has passed comes back at its field, and nothing is done."""
    admin = await at_home(here)
    await ask(admin, "pause")
    outcome = await admin.submit({"until": day})
    assert outcome.errors == {"until": "Please choose a day after today, or none."}
    assert "Paused" not in home(admin)


async def test_the_next_round_is_skipped(here: World, running: Running) -> None:
    """The channels are named before and told after, and the week after is asked."""
    admin = await at_home(here)
    await ask(admin, "skip")
    said = read(admin)
    assert "The round of Tuesday 24 November at 10:00 will not be asked" in said
    assert f"channel, <#{LEADERS}>, and the staff channel, <#{STAFF}>, are told" in said
    await admin.submit()
    assert "Opens next on Tuesday 1 December at 10:00" in home(admin)
    await running.tick(OPENS)
    assert await open_rounds(running) == []
    [told] = here.posted(STAFF)
    assert "there are no questions on Tuesday 24 November" in told.text


async def test_an_open_round_is_cancelled(here: World, running: Running) -> None:
    """Box and key go unread, both channels hear of it, and a late answer meets a kind word."""
    await running.tick(OPENS)
    await answer(here.person(PERSON), OFTEN)
    admin = await at_home(here)
    await ask(admin, "cancel")
    assert "*Every answer that was given to it is destroyed, unread by anyone*" in read(admin)
    await admin.submit()
    assert "Open until" not in home(admin)
    assert [*here.folders.key_dir.glob("*.key")] == []
    assert [*here.folders.data_dir.rglob("*.box*")] == []
    await running.tick()
    for channel in (LEADERS, STAFF):
        assert [notices.CALLED_OFF in one.text for one in here.posted(channel)] == [True]
    late = here.person("UPERSON002")
    await late.press(invitation(late), ANSWER)
    assert read(late).startswith("These have closed: ")
    assert (await last(running)).startswith(f"{ADMIN}: The open round of Weekly pulse")


async def test_invitations_that_wait_go_with_a_cancelled_round(
    here: World, running: Running
) -> None:
    """Nobody is invited to what is over; until it is, the console says since when they wait."""
    running.clock.move_to(OPENS)
    await running.bot.steps.advance()
    admin = await at_home(here)
    assert "Messages wait to be sent, since Tuesday 24 November at 10:00." in home(admin)
    await do(admin, "cancel")
    await running.bot.delivery.drain()
    assert all(not here.person(f"UPERSON{n:03}").direct_messages() for n in range(1, 27))


async def test_a_pulse_is_ended(here: World, running: Running) -> None:
    """No other round opens, the open one goes on to its digest, and the console is empty."""
    await running.tick(OPENS)
    admin = await at_home(here)
    await ask(admin, "end")
    assert "The round that is open goes on until Thursday 26 November at 16:00" in read(admin)
    await admin.submit()
    assert "*No pulse is in force*" in home(admin)
    assert "It has ended, and asks nothing after that." in home(admin)
    for instant in (CLOSES, PUBLISHES, NEXT_OPENS):
        await running.tick(instant)
    assert "Weekly pulse" not in home(await at_home(here)).partition("What we hold")[0]
    assert len(here.posted(STAFF)) == 1
    assert await open_rounds(running) == []
    assert await last(running) == f"{ADMIN}: Weekly pulse was ended."


async def test_the_open_round_of_a_pulse_that_ended_can_be_cancelled(
    here: World, running: Running
) -> None:
    """It stays on Home until its last round is over, with that one thing to do."""
    await running.tick(OPENS)
    admin = await at_home(here)
    await ask(admin, "end")
    await admin.submit()
    await ask(admin, "cancel")
    await admin.submit()
    await running.tick()
    assert await open_rounds(running) == []
    for channel in (LEADERS, STAFF):
        [told] = here.posted(channel)
        assert "called off" in told.text
        assert "The next questions come as usual" not in told.text


async def test_a_change_to_come_is_shown_and_withdrawn_with_the_pulse(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """An announced threshold stands in the console; ending the pulse says that staff hear of it."""
    await running.tick(OPENS)
    [before] = weekly
    higher = before.model_copy(update={"threshold": 9})
    await running.bot.pulses.change(higher, was=before, by=ADMIN)
    await running.tick()
    admin = await at_home(here)
    assert "A change that staff are told of holds from Tuesday 8 December" in home(admin)
    await ask(admin, "end")
    assert "Staff are told that the change which they read about will not come." in read(admin)
    await admin.submit()
    await running.tick()
    assert "will not happen" in here.posted(STAFF)[-1].text


@pytest.mark.parametrize("act", ["pause", "skip", "cancel", "end"])
async def test_what_was_seen_long_ago_is_not_acted_upon(
    here: World, running: Running, act: str
) -> None:
    """A menu and a window that show another round than there is now do nothing, and say so."""
    await running.tick(OPENS)
    admin = await at_home(here)
    stale = offered(admin)[act]
    await ask(admin, act)
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    await running.tick(NEXT_OPENS)
    entries = await running.ports.change_log.latest(9)
    await admin.submit()
    assert read(admin).startswith("It has changed: ")
    assert "Open until Thursday 3 December at 16:00" in home(admin)
    await admin.close_modal()
    put_back(here, stale)
    await admin.press_in_home("console-act", stale)
    assert read(admin).startswith("It has changed: ")
    assert await running.ports.change_log.latest(9) == entries
    assert await open_rounds(running) == ["weekly-2026-12-01"]


def put_back(here: World, value: str) -> None:
    """Put a menu back on the admin's Home tab as it stood earlier."""
    option = {"text": {"type": "plain_text", "text": "Earlier"}, "value": value}
    menu = {"type": "overflow", "action_id": "console-act", "options": [option]}
    block = {"type": "actions", "block_id": "earlier", "elements": [menu]}
    here.sandbox.workspace.views.publish(ADMIN, {"type": "home", "blocks": [block]})


async def test_of_two_admins_the_second_is_told(here: World, running: Running) -> None:
    """Both open the same window; who sends it second changes nothing, not even a third time."""
    first = await at_home(here)
    await ask(first, "pause")
    await running.bot.pulses.pause("weekly", FOR_EVER, was=None, by="U2")
    await first.submit({"until": "2026-12-01"})
    assert read(first).startswith("It has changed: ")
    await first.submit_again()
    assert await last(running) == "U2: Weekly pulse was paused."
    assert "Paused until somebody resumes it." in home(first)


async def test_a_form_sent_twice_is_done_once(here: World, running: Running) -> None:
    """Slack may deliver a form again: the second time nothing happens."""
    admin = await at_home(here)
    await do(admin, "skip")
    entries = await running.ports.change_log.latest(9)
    await admin.submit_again()
    assert await running.ports.change_log.latest(9) == entries
    await running.tick(OPENS)
    assert len(here.posted(STAFF)) == 1


async def test_a_preview_shows_what_is_asked_next(here: World, running: Running) -> None:
    """It is the window of those who are asked, marked, and whatever is sent counts nowhere."""
    admin = await at_home(here)
    await admin.press_in_home("console-preview", "weekly")
    assert admin.modal is not None
    assert admin.modal.title == "Preview"
    assert "*This is a preview.*" in admin.modal.words
    previewed = [block for block in admin.modal.blocks if block["type"] == "input"]
    await admin.submit(OFTEN)
    assert admin.modal is None
    await running.tick(OPENS)
    person = here.person(PERSON)
    await person.press(invitation(person), ANSWER)
    assert person.modal is not None
    assert [block for block in person.modal.blocks if block["type"] == "input"] == previewed
    count = await running.ports.boxes.turnout(ROUND)
    assert count.tallies[0].casts == 0


async def test_a_round_that_cannot_open_says_why(here: World, running: Running) -> None:
    """The sentence that says what to mend stands in the console, until it is mended."""
    here.sandbox.faults.order("conversations.members", Refuse("channel_not_found"))
    await running.tick(OPENS)
    words = home(await at_home(here))
    assert "It should have opened on Tuesday 24 November at 10:00, and has not." in words
    assert "which is no channel that the bot can see" in words
    assert "1 round could not open yet" in words
    await running.tick()
    assert "should have opened" not in home(await at_home(here))


async def test_an_action_whose_day_has_come_is_shown(here: World, running: Running) -> None:
    """It stays there until leadership has said what became of it."""
    await two_leaders(here, running)
    await recorded(here, running)
    assert "Actions to look at again" not in home(await at_home(here))
    await asked(here, running)
    words = home(await at_home(here))
    assert "Actions to look at again" in words
    assert WHAT in words
