from itertools import pairwise

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.clock import EagerClock
from bot.errors import StaffPulseError
from bot.health.state import FRESH
from bot.sandbox import Guest, HandClock, RateLimit, Refuse, Sandbox, ServerError
from bot.slack.client import connected
from bot.slack.directory import Directory
from storage.model import Source


@pytest.fixture
def clock() -> EagerClock:
    return EagerClock(HandClock())


@pytest.fixture
def directory(client: AsyncWebClient, clock: EagerClock) -> Directory:
    return Directory(client, clock)


async def test_bots_and_strangers_do_not_count_and_guests_do(
    sandbox: Sandbox, directory: Directory
) -> None:
    """Bots, Slackbot, deleted people and strangers cannot be asked; guests are told apart."""
    workspace = sandbox.workspace
    workspace.add_person("U0BOT", bot=True)
    workspace.add_person("U0GONE", deleted=True)
    workspace.add_person("U0STRANGER", stranger=True)
    workspace.add_person("U0MULTI", guest=Guest.MULTI)
    workspace.add_person("U0SINGLE", guest=Guest.SINGLE)
    people = await directory.people()
    counted = {person for person, found in people.items() if found.counts}
    assert counted == {"U0ASHA", "U0BEN", "U0CARYS", "U0MULTI", "U0SINGLE"}
    assert {person for person, found in people.items() if found.guest} == {"U0MULTI", "U0SINGLE"}
    assert not people["USLACKBOT"].counts


async def test_one_person_is_looked_up(sandbox: Sandbox, directory: Directory) -> None:
    """Somebody counts, somebody who left does not, and of nobody nothing is known."""
    sandbox.workspace.add_person("U0GONE", deleted=True)
    counts = {who: await directory.person(who) for who in ("U0ASHA", "U0GONE", "U0NOBODY")}
    assert {who: one and one.counts for who, one in counts.items()} == {
        "U0ASHA": True,
        "U0GONE": False,
        "U0NOBODY": None,
    }
    sandbox.faults.order("users.info", Refuse("fatal_error"))
    with pytest.raises(StaffPulseError):
        await directory.person("U0ASHA")


async def test_everyone_is_read_however_many(sandbox: Sandbox, directory: Directory) -> None:
    """People and channel members are read page by page to the end."""
    many = [f"U1{number:04}" for number in range(450)]
    for person in many:
        sandbox.workspace.add_person(person)
    sandbox.workspace.add_channel("C0ALL", name="all", members=many)
    assert set(many) <= set(await directory.people())
    members = await directory.members(Source(channel="C0ALL"))
    assert set(many) <= set(members)
    assert len(members) == len(set(members))


@pytest.mark.parametrize("fault", [Refuse("limit_required"), ServerError(504)])
async def test_pages_that_are_too_large_are_asked_for_smaller(
    sandbox: Sandbox, directory: Directory, fault: Refuse | ServerError
) -> None:
    """A thousand are asked for at a time, and 200 where Slack wants fewer or gives no answer."""
    people = {f"U1{number:04}" for number in range(450)}
    for person in people:
        sandbox.workspace.add_person(person)
    assert people <= set(await directory.people())
    assert sandbox.web_api.calls["users.list", "ok"] == 1
    sandbox.faults.order("users.list", fault)
    assert people <= set(await directory.people())
    assert sandbox.web_api.calls["users.list", "ok"] == 4


async def test_a_large_workspace_is_told_of_page_by_page(
    sandbox: Sandbox, client: AsyncWebClient, clock: EagerClock
) -> None:
    """Each page is a sign of life, and so is each time that Slack asks to wait."""
    for number in range(1_500):
        sandbox.workspace.add_person(f"U1{number:04}")
    sandbox.faults.order("users.list", RateLimit(retry_after=900))
    signs = [clock.now()]
    await Directory(client, clock, heard=lambda: signs.append(clock.now())).people()
    assert len(signs) == 4
    assert max(after - before for before, after in pairwise(signs)) < FRESH


async def test_a_user_group_is_read(sandbox: Sandbox, directory: Directory) -> None:
    """The members of a user group are its people."""
    sandbox.workspace.add_usergroup("S0NORTH", handle="north", members=["U0ASHA", "U0BEN"])
    assert list(await directory.members(Source(usergroup="S0NORTH"))) == ["U0ASHA", "U0BEN"]


async def test_it_waits_as_long_as_slack_asks(
    sandbox: Sandbox, directory: Directory, clock: EagerClock
) -> None:
    """After 429 it goes on once the time that Slack named has passed."""
    began = clock.now()
    sandbox.faults.order("users.list", RateLimit(retry_after=30), times=2)
    assert "U0ASHA" in await directory.people()
    assert (clock.now() - began).total_seconds() == 60


async def test_it_does_not_wait_for_ever(sandbox: Sandbox, directory: Directory) -> None:
    """When Slack only ever asks to wait, that is said."""
    sandbox.faults.order("users.list", RateLimit(retry_after=1), times=20)
    with pytest.raises(StaffPulseError, match="kept asking the bot to wait"):
        await directory.people()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source(usergroup="S0NONE"), 'Found "S0NONE", which is no user group that Slack knows'),
        (Source(channel="C0NONE"), 'Found "C0NONE", which is no channel that the bot can see'),
    ],
)
async def test_a_missing_source_is_named(directory: Directory, source: Source, words: str) -> None:
    """A group or channel that is not there is named, with what to do."""
    with pytest.raises(StaffPulseError, match=words):
        await directory.members(source)


@pytest.mark.parametrize(
    ("method", "error", "words"),
    [
        (
            "conversations.members",
            "not_in_channel",
            r"which the bot is not in; invite the bot .*\.$",
        ),
        ("conversations.members", "missing_scope", r"lacks the scope .*reinstall the app\.$"),
        ("conversations.members", "invalid_auth", "does not take the bot token"),
    ],
)
async def test_what_slack_refuses_says_what_to_mend(
    sandbox: Sandbox, directory: Directory, method: str, error: str, words: str
) -> None:
    """Each refusal is a sentence for who can mend it."""
    sandbox.faults.order(method, Refuse(error))
    with pytest.raises(StaffPulseError, match=words):
        await directory.members(Source(channel="C0LEADERS"))


async def test_user_groups_need_a_paid_plan(client: AsyncWebClient, clock: EagerClock) -> None:
    """On a plan without user groups the sentence offers channels instead."""
    async with (
        Sandbox(paid=False) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as free,
    ):
        with pytest.raises(
            StaffPulseError, match=r'"S0NORTH", which cannot be read .*name a channel'
        ):
            await Directory(free, clock).members(Source(usergroup="S0NORTH"))


async def test_trouble_of_slacks_own_is_said(sandbox: Sandbox, directory: Directory) -> None:
    """A server error is told apart from anything that could be mended here."""
    sandbox.faults.order("users.list", ServerError(502), times=2)
    with pytest.raises(StaffPulseError, match=r"trouble of its own \(status 502\): wait"):
        await directory.people()


async def test_user_groups_are_listed_with_their_people(
    sandbox: Sandbox, directory: Directory
) -> None:
    """Those in use come by name with whom they hold; those switched off do not come."""
    sandbox.workspace.add_usergroup("S0SOUTH", handle="south", name="South", members=["U0ASHA"])
    sandbox.workspace.add_usergroup("S0EAST", handle="east", name="east", members=[])
    sandbox.workspace.add_usergroup("S0OLD", handle="old", disabled=True)
    found = [(group.id, group.name, group.people) for group in await directory.usergroups()]
    assert found == [("S0EAST", "east", ()), ("S0SOUTH", "South", ("U0ASHA",))]


async def test_a_plan_without_user_groups_lists_none(clock: EagerClock) -> None:
    """Where the plan has no user groups there are none to choose, and nothing is wrong."""
    async with (
        Sandbox(paid=False) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as free,
    ):
        assert await Directory(free, clock).usergroups() == ()


async def test_user_groups_that_cannot_be_listed_are_trouble(
    sandbox: Sandbox, directory: Directory
) -> None:
    """Any other refusal of Slack's is told."""
    sandbox.faults.order("usergroups.list", Refuse("fatal_error"))
    with pytest.raises(StaffPulseError, match="trouble of its own"):
        await directory.usergroups()


async def test_a_channel_is_told_by_name_where_the_bot_is_in_it(
    sandbox: Sandbox, directory: Directory
) -> None:
    """Its name, or what to do where the bot cannot work in it, by the name that people know."""
    assert await directory.channel("C0LEADERS") == "leaders"
    sandbox.workspace.add_channel("C0OTHER", name="other", bot=False)
    sandbox.workspace.add_channel("C0OLD", name="old", archived=True)
    for channel, words in {
        "C0OTHER": 'Found "#other", which the bot is not in; invite the bot',
        "C0OLD": 'Found "#old", which is archived',
        "C0NONE": 'Found "C0NONE", which is no channel that the bot can see',
    }.items():
        with pytest.raises(StaffPulseError, match=words):
            await directory.channel(channel)
