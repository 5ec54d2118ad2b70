"""Payloads of the console from people without the right, and forged ones: nothing comes of them."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from support.council import ADMIN, BEFORE, LEADER, ONE_QUESTION, OPENS, ROUND, pulses
from support.looking_after import at_home, offered, read
from support.two_teams import COUNCIL
from support.world import Running, World, in_force, world

from bot.slack.dispatch import dispatch
from bot.usecases.admins import REFUSED
from storage.model import State

PERSON, STRANGER = "UPERSON001", "U0OTHERWORKSPACE"
SEEN = "0123456789abcdef"
pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTS = ("pause", "resume", "skip", "cancel", "end")


def press(person: str, action_id: str, trigger: str, **carried: object) -> dict[str, Any]:
    action = {"type": "button", "block_id": "b", "action_id": action_id} | carried
    view = {"id": "V0HOME", "hash": "1.a"}
    return {
        "type": "block_actions",
        "user": {"id": person},
        "trigger_id": trigger,
        "view": view,
        "actions": [action],
    }


def form(person: str, carried: object, values: object) -> dict[str, Any]:
    view = {
        "type": "modal",
        "callback_id": "console-asked",
        "private_metadata": carried,
        "state": {"values": values},
    }
    return {"type": "view_submission", "user": {"id": person}, "view": view}


async def send(running: Running, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a payload is acknowledged with."""
    answer = await dispatch(running.bot.app, mode="socket_mode", body=dict(body), headers=None)
    assert answer.status == 200
    return json.loads(answer.body) if answer.body else {}


async def untouched(running: Running) -> None:
    """Nothing happened: the round is open, the pulse in force, and nobody is remembered."""
    assert [one.id for one in await running.ports.rounds.in_state(State.OPEN)] == [ROUND]
    [standing] = await running.bot.pulses.standing()
    assert standing.paused_until is None
    entries = await running.ports.change_log.latest(99)
    assert {one.by for one in entries} == {None}
    assert {one.said for one in entries if "kept" not in one.said} <= {
        REFUSED,
        "Weekly pulse was put in force.",
    }


async def refusals(running: Running) -> int:
    """How often the change log remembers that somebody was refused, each time without detail."""
    found = [one for one in await running.ports.change_log.latest(99) if one.said == REFUSED]
    assert {(one.by, one.about, one.before, one.after) for one in found} <= {(None, "", "", "")}
    return len(found)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, Running]]:
    """The bot with a round open, one for all tests, since nothing that they do changes anything."""
    folder = tmp_path_factory.mktemp("asking")
    weekly = pulses(ONE_QUESTION, folder)
    async with world(COUNCIL, folder, BEFORE) as here, in_force(here, weekly) as running:
        await running.tick(OPENS)
        yield here, running


@pytest.fixture
def here(both: tuple[World, Running]) -> World:
    """The world, in which nobody has a window open, and an hour passes between two tests."""
    here, _ = both
    for person in (ADMIN, PERSON, LEADER):
        here.sandbox.workspace.views.clear(person)
    here.clock.move_to(here.clock.now() + timedelta(hours=1))
    return here


@pytest.fixture
def asking(both: tuple[World, Running]) -> Running:
    return both[1]


@pytest.mark.parametrize("person", [PERSON, LEADER, STRANGER])
@pytest.mark.parametrize("act", ACTS)
async def test_who_is_no_admin_does_nothing_by_a_form(
    here: World, asking: Running, person: str, act: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Even with everything that an admin's form carries; the log remembers it without detail."""
    before = await refusals(asking)
    shown = offered(await at_home(here))["end"].removeprefix("end")
    answer = await send(asking, form(person, f"{act}{shown}", {}))
    assert answer["view"]["title"]["text"] == "For admins"
    await untouched(asking)
    assert await refusals(asking) == before + 1
    assert person not in caplog.text


@pytest.mark.parametrize(
    "action_id",
    ["console-act", "console-preview", "console-changes", "change-details", "changes-earlier"],
)
async def test_who_is_no_admin_sees_nothing_by_a_press(
    here: World, asking: Running, action_id: str
) -> None:
    """Whatever they press that admins press, a window says that it is for admins."""
    before = await refusals(asking)
    value = offered(await at_home(here))["end"] if action_id == "console-act" else "1"
    trigger = here.sandbox.workspace.triggers.issue(PERSON)
    await send(asking, press(PERSON, action_id, trigger, value=value))
    person = here.person(PERSON)
    if person.modal is not None:  # what belongs into an open window is only refused
        assert person.modal.title == "For admins"
    else:
        assert action_id in {"change-details", "changes-earlier"}
    await untouched(asking)
    assert await refusals(asking) == before + 1


@pytest.mark.parametrize("action_id", ["console-more", "changes-newest", "console-preview"])
async def test_no_button_shows_the_console_to_others(
    here: World, asking: Running, action_id: str
) -> None:
    """A forged press shows whoever sent it their own Home at most."""
    trigger = here.sandbox.workspace.triggers.issue(PERSON)
    await send(asking, press(PERSON, action_id, trigger, value="0"))
    shown = here.person(PERSON).home
    assert shown is None or "Looking after" not in shown.words


@pytest.mark.parametrize(
    "value",
    [
        "",
        "end",
        "end weekly",
        "end weekly 0",
        f"explode weekly {SEEN}",
        f"end ../../keys {SEEN}",
        f"END weekly {SEEN}",
        f"end weekly {SEEN} more",
        "x" * 3_000,
        7,
        ["end"],
        {"act": "end"},
        None,
    ],
)
async def test_what_an_admin_never_was_offered_does_nothing(
    here: World, asking: Running, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    """A value that is none of ours opens no form, and as a form it is not acted upon."""
    await at_home(here)
    trigger = here.sandbox.workspace.triggers.issue(ADMIN)
    await send(asking, press(ADMIN, "console-act", trigger, value=value))
    await send(asking, press(ADMIN, "console-act", trigger, selected_option={"value": value}))
    answer = await send(asking, form(ADMIN, value, {}))
    assert answer["view"]["title"]["text"] in {"Out of date", "Not recorded"}
    assert ADMIN not in caplog.text
    await untouched(asking)


@pytest.mark.parametrize("pulse", ["weekly", "other"])
@pytest.mark.parametrize("act", ACTS)
async def test_an_act_for_what_never_was_there_is_out_of_date(
    here: World, asking: Running, act: str, pulse: str
) -> None:
    """A made-up fingerprint, or another pulse, is answered as anything that has changed."""
    await at_home(here)
    answer = await send(asking, form(ADMIN, f"{act} {pulse} {SEEN}", {}))
    assert answer["view"]["title"]["text"] == "It has changed"
    trigger = here.sandbox.workspace.triggers.issue(ADMIN)
    await send(asking, press(ADMIN, "console-act", trigger, value=f"{act} {pulse} {SEEN}"))
    assert read(here.person(ADMIN)).startswith("It has changed: ")
    await untouched(asking)


async def test_what_was_not_offered_is_not_done(here: World, asking: Running) -> None:
    """A pulse that does not pause is not resumed, whatever the form says it saw."""
    shown = offered(await at_home(here))["end"].removeprefix("end")
    answer = await send(asking, form(ADMIN, f"resume{shown}", {}))
    assert answer["view"]["title"]["text"] == "It has changed"
    await untouched(asking)


@pytest.mark.parametrize(
    "values",
    [
        [1, 2],
        {"until": []},
        {"until": {"until": {"selected_date": "soon"}}},
        {"until": {"until": {"selected_date": 5}}},
    ],
)
async def test_a_day_of_a_wrong_type_pauses_nothing(
    here: World, asking: Running, values: object
) -> None:
    """A form whose day is none says that nothing was recorded."""
    shown = offered(await at_home(here))["pause"]
    answer = await send(asking, form(ADMIN, shown, values))
    assert answer["view"]["title"]["text"] == "Not recorded"
    await untouched(asking)


@pytest.mark.parametrize("value", ["", "-1", "x", "10000000000", "weekly/../.."])
@pytest.mark.parametrize(
    "action_id", ["console-more", "console-preview", "changes-earlier", "change-details"]
)
async def test_a_forged_place_shows_nothing_amiss(
    here: World, asking: Running, action_id: str, value: str
) -> None:
    """Numbers and names that are none of ours are put away quietly or told to be out of date."""
    admin = await at_home(here)
    trigger = here.sandbox.workspace.triggers.issue(ADMIN)
    await send(asking, press(ADMIN, action_id, trigger, value=value))
    assert admin.modal is None or admin.modal.title in {"Out of date", "Preview"}
    await untouched(asking)
