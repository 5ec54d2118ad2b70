"""An admin changes a pulse in chat, and sees before it is in force what will become of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

import pytest
from support.council import (
    ADMIN,
    CLOSES,
    LEADERS,
    OPENS,
    PUBLISHES,
    STAFF,
    people,
)
from support.setting_up import (
    ADMINS,
    NIGHT,
    NORTH,
    SECOND,
    SOUTH,
    STEPS,
    at_home,
    begin,
    fill,
    step,
    words,
)
from support.world import Running, World, answer

from bot.sandbox import Person
from bot.slack.blocks import set_up
from storage.model import FOR_EVER, Pulse, Source


@pytest.fixture
async def running(here: World) -> AsyncIterator[Running]:
    """The bot with a pulse that was set up in chat."""
    async with here.running(admins=(ADMIN, ADMINS)) as running:
        await fill(await begin(here), *STEPS, {})
        yield running


async def change(here: World, person: str = ADMIN) -> Person:
    """An admin before all of the pulse, to change it."""
    admin = await at_home(here, person)
    await admin.press_in_home(set_up.CHANGE, "weekly-pulse")
    return admin


async def pulse(running: Running) -> Pulse:
    [found] = await running.bot.pulses.wanted()
    return found


async def test_what_holds_at_once_is_told_so(here: World, running: Running) -> None:
    """A new time is told before it is put in force, and holds from the next round on."""
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "times")
    await fill(admin, {"opens": "11:30", "first": "2026-12-02"})
    said = words(admin)
    assert "Every Wednesday at 11:30 London time." in said
    assert "This holds from the next round on." in said
    await fill(admin, {})
    assert "changed as you read it" in words(admin)
    assert str((await pulse(running)).schedule.opens) == "Wednesday 11:30"


async def test_rounds_to_come_mind_a_pause(here: World, running: Running) -> None:
    """Beside the times stand the rounds that will open after it, or why none will for now."""
    paused = partial(running.bot.pulses.pause, "weekly-pulse", by=ADMIN)
    await paused(datetime(2026, 12, 10, tzinfo=UTC), was=None)
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "times")
    assert "Opens Tuesday 15 December at 10:00" in words(admin)
    assert "Opens Tuesday 8 December" not in words(admin)
    await paused(FOR_EVER, was=datetime(2026, 12, 10, tzinfo=UTC))
    again = await change(here)
    await again.press_in_modal(set_up.SHOW, "times")
    assert "It pauses until somebody resumes it." in words(again)


async def test_a_pulse_sent_as_it_stands_changes_nothing(here: World, running: Running) -> None:
    """Steps that are sent without a change lead back, and the start says that nothing differs."""
    before = await pulse(running)
    admin = await change(here)
    for one in ("questions", "groups", "times", "channels"):
        await admin.press_in_modal(set_up.SHOW, one)
        await fill(admin, {})
        assert step(admin) == "summary"
    await fill(admin, {})
    assert "Nothing is different" in words(admin)
    assert await pulse(running) == before
    assert await running.bot.setting_up.begun() == ()


async def test_a_threshold_changed_while_a_round_is_open_says_from_when_it_holds(
    here: World, running: Running
) -> None:
    """Staff are told first, and where; the round that comes next still goes by the old one."""
    await running.tick(OPENS)
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "channels")
    await fill(admin, {"threshold": "12"})
    said = words(admin)
    assert "Figures will be shown for at least 12 people; until then it is 8." in said
    assert "Staff are told of this first, in #all-staff, and it holds from the round of" in said
    assert "Tuesday 8 December on. The round of Tuesday 1 December still goes by" in said
    await fill(admin, {})
    await running.tick()
    assert [one.pulse.threshold for one in await running.bot.pulses.announced()] == [12]
    assert "will change from Tuesday 8 December on" in here.posted(STAFF)[-1].text
    assert [one.threshold for one in await running.bot.pulses.all()] == [8]


async def test_groups_are_changed_and_keep_what_they_are_called(
    here: World, running: Running
) -> None:
    """A group that is taken out goes, one that is added comes, and the others stay as they were."""
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "groups")
    await fill(admin, {"lines-0-0": "The north\nThe south\nNights"})
    await admin.press_in_modal(set_up.SHOW, "people")
    await fill(admin, {"groups-0-0": [SOUTH, NIGHT], "channels-0": ["C0CLINIC"]}, {}, {})
    team = (await pulse(running)).dimension("team")
    assert [(one.id, one.name) for one in team.groups] == [
        ("south-locality", "The south"),
        ("night-team", "Nights"),
        ("memory-clinic", "Memory clinic"),
    ]


async def test_a_change_made_meanwhile_is_not_overwritten(here: World, running: Running) -> None:
    """The window says so and shows both changes; what one has not touched stays the other's."""
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "channels")
    await fill(admin, {"contact": "Ask Jo."})
    before = await pulse(running)
    theirs = before.model_copy(update={"support": "The helpline.", "contact": "Ask Sam."})
    await running.bot.pulses.change(theirs, was=before, by=SECOND)
    await fill(admin, {})
    said = words(admin)
    assert "Somebody else changed this pulse meanwhile, so nothing was put in force." in said
    assert "Where to turn for support: The helpline." in said
    assert "Whom to ask: Ask Jo." in said
    assert await pulse(running) == theirs
    await fill(admin, {})
    assert await pulse(running) == theirs.model_copy(update={"contact": "Ask Jo."})


async def test_two_admins_change_one_pulse_together(here: World, running: Running) -> None:
    """The second meets what the first has changed, before any of it is in force."""
    first = await change(here)
    await first.press_in_modal(set_up.SHOW, "channels")
    await fill(first, {"contact": "Ask Jo."})
    second = await change(here, SECOND)
    assert "Whom to ask: Ask Jo." in words(second)
    await first.press_in_modal(set_up.SHOW, "questions")
    await fill(first, {"name": "Renamed"})
    await fill(second, {})
    assert "Somebody else has gone on with this meanwhile" in words(second)
    assert 'It will be called "Renamed".' in words(second)
    assert (await pulse(running)).name == "Weekly pulse"


async def test_a_group_that_is_gone_is_told_when_its_people_are_looked_at(
    here: World, running: Running
) -> None:
    """Its name stands there with what to do, and the pulse can be changed without it."""
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=True)
    admin = await change(here)
    assert step(admin) == "people"
    assert f"Night team named the user group {NIGHT}, which is gone in Slack" in words(admin)
    await fill(admin, {}, {}, {})
    groups = (await pulse(running)).dimension("team").groups
    assert [one.people for one in groups] == [
        (Source(usergroup=NORTH),),
        (Source(usergroup=SOUTH),),
    ]


async def test_a_channel_that_the_bot_left_is_told_before_anything_is_put_in_force(
    here: World, running: Running
) -> None:
    """A channel that served when it was chosen, and does not any more, can be chosen anew."""
    workspace = here.sandbox.workspace
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "questions")
    await fill(admin, {"name": "Renamed"})
    left = tuple(m for m in workspace.channels[LEADERS].members if m != workspace.bot_user)
    workspace.change_channel(LEADERS, members=left)
    await fill(admin, {})
    assert step(admin) == "channels"
    assert f'Found "<#{LEADERS}>", which is no channel that the bot can see' in words(admin)
    assert "invite the bot to" in words(admin)
    await fill(admin, {"leadership": STAFF}, {})
    assert (await pulse(running)).leadership == STAFF


async def test_a_pulse_that_has_ended_is_not_changed(here: World, running: Running) -> None:
    """A window about it says so, whatever it was about to do."""
    admin = await change(here)
    await admin.press_in_modal(set_up.SHOW, "times")
    await running.bot.pulses.end("weekly-pulse", was=await pulse(running), by=SECOND)
    await fill(admin, {"opens": "11:00"})
    assert "has ended meanwhile" in words(admin)
    assert await running.bot.pulses.all() == []


async def test_past_response_makes_the_forecast(here: World, running: Running) -> None:
    """Once a round is published, its response takes the place of the assumed rate."""
    await running.tick(OPENS)
    for one in people(1, 52):
        await answer(here.person(one), {"workload-manageable": "often"})
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    admin = await change(here)
    assert "in a usual week, if 93% answer" in words(admin)


async def test_people_are_looked_up_before_they_are_needed(here: World) -> None:
    """Once Home was shown, opening a pulse does not ask who is there, which can take long."""
    async with here.running():
        await fill(await begin(here), *STEPS, {})
    async with here.running():
        calls = here.sandbox.web_api.calls
        before = calls["users.list", "ok"]
        admin = await at_home(here)
        async with asyncio.timeout(5):
            while calls["users.list", "ok"] == before:  # noqa: ASYNC110 - a call sets no event
                await asyncio.sleep(0)
        before = calls["users.list", "ok"]
        await admin.press_in_home(set_up.CHANGE, "weekly-pulse")
        assert "Asks 56 people." in words(admin)
        assert calls["users.list", "ok"] == before
