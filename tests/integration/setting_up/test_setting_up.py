"""An admin sets up a first pulse in chat, from nothing."""

from collections.abc import AsyncIterator

import pytest
from support.council import ADMIN, LEADER, LEADERS, OPENS, STAFF
from support.setting_up import (
    ADMINS,
    CHANNELS,
    CLINIC,
    CONTACT,
    ELSEWHERE,
    NIGHT,
    NORTH,
    PEOPLE,
    QUESTIONS,
    SECOND,
    SOUTH,
    STEPS,
    SUPPORT,
    at_home,
    begin,
    fill,
    step,
    words,
)
from support.world import Running, World

from bot.sandbox import Refuse
from bot.slack.blocks import set_up
from bot.usecases.windows import Gone
from storage.model import Draft, DraftKind, Source


@pytest.fixture
async def running(here: World) -> AsyncIterator[Running]:
    async with here.running(admins=(ADMIN, ADMINS)) as running:
        yield running


async def test_a_first_pulse_is_set_up_in_six_windows(here: World, running: Running) -> None:
    """From the button to the start, and then its first round opens for those who were chosen."""
    admin = await begin(here)
    await fill(admin, *STEPS)
    assert await running.bot.pulses.all() == []
    outcome = await fill(admin, {})
    assert outcome.modal is not None
    assert outcome.modal.title == "Done"
    [pulse] = await running.bot.pulses.all()
    assert (pulse.id, pulse.name, pulse.leadership, pulse.staff) == (
        "weekly-pulse",
        "Weekly pulse",
        LEADERS,
        STAFF,
    )
    assert (pulse.support, pulse.contact, pulse.threshold) == (SUPPORT, CONTACT, 8)
    assert [group.people for group in pulse.dimension("team").groups] == [
        (Source(usergroup=one),) for one in (NORTH, SOUTH, NIGHT)
    ]
    await running.tick(OPENS)
    assert here.person("UPERSON001").direct_messages()
    assert not here.person("UPERSON060").direct_messages()


async def test_windows_tell_what_was_found_and_can_be_shown(here: World, running: Running) -> None:
    """People found, in none and in two; a small team has company, which the forecast tells."""
    admin = await begin(here)
    await fill(admin, QUESTIONS, PEOPLE)
    said = words(admin)
    assert "Asks 56 people." in said
    assert "1 person in several groups of Team (South locality, Night team)" in said
    assert '26 people in no group of Population, counted as "Everyone else"' in said
    assert "1 of 3 groups can be shown alone, the rest together: North locality" in said
    await fill(admin, {}, {})
    await admin.submit(CHANNELS)
    said = words(admin)
    assert "Every Tuesday at 10:00 London time, 56 people in 3 groups by team and 2 by" in said
    assert "#leaders" in said
    assert "Open until *Thursday 26 November at 16:00*" in said


@pytest.mark.parametrize(
    ("before", "filled", "field", "told"),
    [
        (0, {"name": "x" * 80, "question-set": "weekly"}, "name", "75 characters"),
        (0, {"name": " ", "question-set": "weekly"}, "name", "1 to 75 characters"),
        (1, {"groups-0-0": []}, "groups-0-0", "choose at least one user group or channel"),
        (1, {"channels-0": [ELSEWHERE]}, "channels-0", '"#elsewhere", which the bot is not in'),
        (1, {"channels-others": ["C0NONE"]}, "channels-others", "no channel that the bot can see"),
        (2, {"lines-0-0": "North\nSouth"}, "lines-0-0", "Found 2 lines for 3 groups"),
        (2, {"lines-0-0": "North\nSouth\nNorth"}, "lines-0-0", 'Found "North" twice'),
        (2, {"rest-1": ""}, "rest-1", "required"),
        (3, {"first": "2026-11-22"}, "first", "That day has passed"),
        (3, {"closes": "1", "closes-at": "09:00"}, "closes", "allowed is a time after reminds"),
        (3, {"publishes": "7", "publishes-at": "10:00"}, "publishes", "before the next round"),
        (4, {"leadership": ELSEWHERE}, "leadership", "invite the bot to the channel with /invite"),
        (4, {"threshold": "4"}, "threshold", "at least 5"),
    ],
)
async def test_what_cannot_be_taken_is_told_at_its_field(
    here: World,
    running: Running,
    *,
    before: int,
    filled: dict[str, str | list[str]],
    field: str,
    told: str,
) -> None:
    """The window stays where it is, and nothing comes of it."""
    admin = await begin(here)
    for one in STEPS[:before]:
        await fill(admin, one)
    at = step(admin)
    outcome = await admin.submit(STEPS[before] | filled if before == 4 else filled)
    assert told in outcome.errors[field], outcome
    assert step(admin) == at
    assert await running.bot.pulses.all() == []


async def test_a_group_that_vanished_is_told_at_its_field(here: World, running: Running) -> None:
    """A user group that goes between opening and sending is told, and the rest can be sent."""
    admin = await begin(here)
    await fill(admin, QUESTIONS)
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=True)
    outcome = await admin.submit(PEOPLE)
    assert f'"{NIGHT}", which is no user group that Slack knows' in outcome.errors["groups-0-0"]
    await fill(admin, {"groups-0-0": [NORTH, SOUTH]})
    assert step(admin) == "groups"


async def test_a_group_that_vanishes_before_the_start_is_named(
    here: World, running: Running
) -> None:
    """Nothing is put in force, and the window goes to where it can be mended."""
    admin = await begin(here)
    await fill(admin, *STEPS)
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=True)
    await fill(admin, {})
    assert await running.bot.pulses.all() == []
    assert step(admin) == "people"
    assert f'Night team: found "{NIGHT}", which is no user group' in words(admin)
    await fill(admin, {}, {}, {})
    [pulse] = await running.bot.pulses.all()
    assert [group.name for group in pulse.dimension("team").groups] == [
        "North locality",
        "South locality",
    ]


async def test_one_goes_back_and_what_was_sent_stands(here: World, running: Running) -> None:
    """Back shows the step before as it was sent, and sending it anew leads on."""
    admin = await begin(here)
    await fill(admin, QUESTIONS | {"name": "Our pulse"}, PEOPLE)
    await admin.press_in_modal(set_up.SHOW, "people")
    assert step(admin) == "people"
    await admin.press_in_modal(set_up.SHOW, "questions")
    assert admin.modal is not None
    assert admin.modal.values["name"]["name"]["value"] == "Our pulse"
    await fill(admin, {})
    assert step(admin) == "groups"


async def test_names_areas_and_neighbours_are_tried_before_they_are_sent(
    here: World, running: Running
) -> None:
    """What was filled in shows what it does, keeps standing, and is kept once it is sent."""
    admin = await begin(here)
    await fill(admin, QUESTIONS, PEOPLE)
    lines = "North / Days\nSouth\nNights / Days"
    await admin.press_in_modal("lines-0-0", lines)
    await admin.press_in_modal(set_up.LOOK)
    assert "together: North and Nights" in words(admin)
    await fill(admin, {"called-0": "Service", "neighbour-0-2": "south-locality"})
    await fill(admin, {}, CHANNELS, {})
    [pulse] = await running.bot.pulses.all()
    team = pulse.dimension("team")
    assert team.name == "Service"
    assert [(one.name, one.area, one.neighbour) for one in team.groups] == [
        ("North", "Days", None),
        ("South", None, None),
        ("Nights", "Days", "south-locality"),
    ]


async def test_a_wrong_try_is_told_and_stays(here: World, running: Running) -> None:
    """Looking at what cannot be taken says why, and nothing is kept of it."""
    admin = await begin(here)
    await fill(admin, QUESTIONS, PEOPLE, {})
    await admin.press_in_modal("first", "2026-11-01")
    await admin.press_in_modal(set_up.LOOK)
    assert "That day has passed" in words(admin)
    await admin.press_in_modal("first", "2026-12-02")
    await admin.press_in_modal(set_up.LOOK)
    assert "Opens Wednesday 2 December at 10:00, reminds Thursday 3 December" in words(admin)


async def test_a_draft_outlives_a_restart_and_another_admin_goes_on(here: World) -> None:
    """What was begun is offered, at the step that was reached, with all that was filled in."""
    async with here.running(admins=(ADMIN, ADMINS)):
        admin = await begin(here)
        await fill(admin, QUESTIONS | {"name": "Our pulse"}, PEOPLE)
        await admin.close_modal()
    async with here.running(admins=(ADMIN, ADMINS)) as again:
        other = await at_home(here, SECOND)
        assert other.home is not None
        assert "*Our pulse* is being set up" in other.home.words
        await other.press_in_home(set_up.GO_ON)
        assert step(other) == "groups"
        await fill(other, {}, {}, CHANNELS, {})
        [pulse] = await again.bot.pulses.all()
        assert pulse.name == "Our pulse"
        assert await again.bot.setting_up.begun() == ()


async def test_nothing_is_kept_of_a_window_that_was_only_opened(
    here: World, running: Running
) -> None:
    """Whoever closes the first window without sending it leaves nothing behind."""
    admin = await begin(here)
    await admin.close_modal()
    assert await running.bot.setting_up.begun() == ()


async def test_the_second_of_two_admins_is_told(here: World, running: Running) -> None:
    """What the second sends from an older window is not kept, and how it stands is shown."""
    first, second = await begin(here), here.person(SECOND)
    await fill(first, QUESTIONS)
    await at_home(here, SECOND)
    await second.press_in_home(set_up.GO_ON)
    await fill(first, PEOPLE)
    await fill(second, {"groups-0-0": [SOUTH]})
    assert "Somebody else has gone on with this meanwhile" in words(second)
    assert step(second) == "groups"
    assert "Night team" in words(second)


async def test_sending_a_step_twice_is_sending_it_once(here: World, running: Running) -> None:
    """The same step once more, as after a lost acknowledgement, leads on as the first did."""
    admin = await begin(here)
    for one in STEPS:
        await fill(admin, one)
        before = step(admin)
        await admin.submit_again()
        assert step(admin) == before
        assert "meanwhile" not in words(admin)
    await fill(admin, {})
    await admin.submit_again()
    assert "started or thrown away" in words(admin)
    assert len(await running.bot.pulses.all()) == 1


async def test_a_draft_is_thrown_away(here: World, running: Running) -> None:
    """From its summary, after which no window of it does anything."""
    admin = await begin(here)
    await fill(admin, *STEPS)
    await admin.press_in_modal(set_up.DISCARD)
    assert "thrown away" in words(admin)
    await admin.submit_again()
    assert await running.bot.setting_up.begun() == ()
    assert await running.bot.pulses.all() == []


async def test_only_admins_set_up_pulses(here: World, running: Running) -> None:
    """Whoever is none is refused, whatever they have got hold of, and no name is remembered."""
    admin = await begin(here)
    await fill(admin, QUESTIONS)
    other, home = here.person(LEADER), admin.home
    assert home is not None
    here.sandbox.workspace.views.publish(LEADER, dict(home.content))
    for button in (set_up.BEGIN, set_up.GO_ON):
        await other.press_in_home(button)
        assert "so nothing was done or changed" in words(other)
    view = admin.modal
    assert view is not None
    here.sandbox.workspace.views.open(LEADER, dict(view.content))
    await other.press_in_modal(set_up.SHOW, "questions")
    assert "so nothing was done or changed" in words(other)
    here.sandbox.workspace.views.open(LEADER, dict(view.content))
    await other.submit(PEOPLE)
    assert "so nothing was done or changed" in words(other)
    log = await running.ports.change_log.latest(9)
    assert [one.by for one in log] == [None]
    assert LEADER not in log[0].model_dump_json()


async def test_a_pulse_that_would_ask_the_same_people_is_refused(
    here: World, running: Running
) -> None:
    """The same question to people of another pulse is told in words, and nothing is kept."""
    admin = await begin(here)
    await fill(admin, *STEPS, {})
    await at_home(here)
    await admin.press_in_home(set_up.BEGIN)
    await fill(admin, QUESTIONS | {"name": "Another"}, PEOPLE, {}, {}, CHANNELS)
    assert "would ask 56 people the same question" in words(admin)
    await fill(admin, {})
    assert "would ask 56 people the same question" in words(admin)
    assert step(admin) == "summary"
    assert len(await running.bot.pulses.all()) == 1


async def test_channels_make_groups_where_slack_has_no_user_groups(
    here: World, running: Running
) -> None:
    """Each channel chosen becomes a group that is called after it."""
    here.sandbox.workspace.paid = False
    admin = await begin(here)
    await fill(admin, QUESTIONS)
    assert "This Slack has no user groups" in words(admin)
    await fill(admin, {"channels-0": [CLINIC], "channels-others": [STAFF]})
    assert "Asks 61 people" in words(admin)
    await fill(admin, {}, {}, CHANNELS, {})
    [pulse] = await running.bot.pulses.all()
    [group] = pulse.dimension("team").groups
    assert (group.id, group.name) == ("memory-clinic", "Memory clinic")
    assert pulse.audience == (Source(channel=STAFF),)


async def test_more_user_groups_than_a_menu_holds_come_in_several(
    here: World, running: Running
) -> None:
    """Beyond a hundred there is another menu, and what is chosen in each is taken."""
    for number in range(120):
        here.sandbox.workspace.add_usergroup(
            f"S0T{number:03}", handle=f"t{number:03}", name=f"T{number:03}", members=["UPERSON001"]
        )
    admin = await begin(here)
    await fill(admin, QUESTIONS, {"groups-0-0": [NORTH], "groups-0-1": ["S0T119"]})
    assert "North locality" in words(admin)
    assert "T119" in words(admin)


async def test_trouble_with_slack_keeps_what_was_typed(here: World, running: Running) -> None:
    """While Slack does not tell who is there, that is said, and the draft stays as it was."""
    admin = await begin(here)
    await fill(admin, QUESTIONS)
    here.sandbox.faults.order("usergroups.list", Refuse("fatal_error"))
    await fill(admin, PEOPLE)
    assert "could not be looked up just now" in words(admin)
    [begun] = await running.bot.setting_up.begun()
    assert begun.name == "Weekly pulse"


async def test_questions_are_looked_at_before_there_is_a_name(
    here: World, running: Running
) -> None:
    """Choosing another set shows its questions at once, and complains about nothing yet."""
    admin = await begin(here)
    await admin.press_in_modal("name", "")
    await admin.press_in_modal("question-set", "health-check")
    said = words(admin)
    assert "Every round asks:" in said
    assert "take turns" not in said
    assert "Please" not in said


@pytest.mark.parametrize(
    "carried",
    [
        "",
        "new-1",
        "new-1 1 nowhere",
        "new-1 x people",
        "../keys 1 people",
        "new-unknown 7 people",
        "change-nothing 0 people",
        "new-1 0 summary",
    ],
)
async def test_a_forged_window_does_nothing(here: World, running: Running, carried: str) -> None:
    """Whatever it says that it is about, it is told to be out of date, and nothing is kept."""
    admin = await begin(here)
    view = admin.modal
    assert view is not None
    forged = dict(view.content) | {"private_metadata": carried}
    here.sandbox.workspace.views.update(view, forged)
    outcome = await admin.submit(QUESTIONS)
    assert outcome.accepted
    assert await running.bot.setting_up.begun() == ()
    assert await running.bot.pulses.all() == []


async def test_a_window_about_other_groups_does_nothing(here: World, running: Running) -> None:
    """A window that lacks what there is to fill in is out of date, and takes nothing away."""
    admin = await begin(here)
    await fill(admin, QUESTIONS, PEOPLE)
    view = admin.modal
    assert view is not None
    blocks = [one for one in view.blocks if not str(one["block_id"]).endswith("-1")]
    here.sandbox.workspace.views.update(view, dict(view.content) | {"blocks": blocks})
    await fill(admin, {})
    assert "out of date" in words(admin)
    await at_home(here)
    await admin.press_in_home(set_up.GO_ON)
    assert "Population: names and areas" in words(admin)


async def test_two_new_pulses_of_one_name_are_two(here: World, running: Running) -> None:
    """Whoever starts the second is told, and the first stays as it was put in force."""
    first, second = await begin(here), await at_home(here, SECOND)
    await second.press_in_home(set_up.BEGIN)
    await fill(first, *STEPS)
    others = {"name": "Weekly pulse", "question-set": "wolverhampton-2022"}
    await fill(second, others, {"channels-others": [CLINIC]}, {}, {}, CHANNELS)
    await fill(first, {})
    before = await running.bot.pulses.wanted()
    await fill(second, {})
    assert "Somebody else put a pulse in force meanwhile, so this one was not." in words(second)
    await fill(second, {})
    assert [one.id for one in await running.bot.pulses.wanted()] == [
        "weekly-pulse",
        "weekly-pulse-2",
    ]
    assert before[0] in await running.bot.pulses.wanted()


async def test_a_group_that_another_pulse_lacks_is_none_of_this_one(
    here: World, running: Running
) -> None:
    """A pulse can be set up while a user group of another is gone, and both ask the same."""
    await fill(await begin(here), *STEPS, {})
    here.sandbox.workspace.change_usergroup(NIGHT, disabled=True)
    here.sandbox.workspace.change_channel(
        CLINIC, members=(here.sandbox.workspace.bot_user, "UPERSON060")
    )
    admin = await begin(here)
    await fill(admin, QUESTIONS | {"name": "Clinic"}, {"channels-others": [CLINIC]}, {}, {})
    await admin.submit(CHANNELS)
    assert step(admin) == "summary"
    await fill(admin, {})
    assert [one.name for one in await running.bot.pulses.wanted()] == ["Clinic", "Weekly pulse"]


async def test_a_draft_of_questions_is_no_pulse_to_go_on_with(
    here: World, running: Running
) -> None:
    """A press that names one is told that it is over, and the draft stays."""
    drafts = running.ports.drafts
    kept = Draft(id="questions-mine", kind=DraftKind.QUESTIONS, revision=1, body="{}")
    await drafts.keep(kept)
    with pytest.raises(Gone):
        await running.bot.setting_up.go_on("questions-mine")
    assert await drafts.get("questions-mine") == kept
