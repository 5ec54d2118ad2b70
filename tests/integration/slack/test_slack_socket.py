import asyncio
from typing import TYPE_CHECKING

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StaffPulseError
from bot.sandbox import Hold, Refuse, Sandbox
from bot.slack.socket import listening

if TYPE_CHECKING:
    from tests.integration.slack.conftest import Bot, FakeRounds, Invite


async def test_a_wrong_app_token_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """A token that Slack does not take is one sentence that names the variable."""
    with pytest.raises(StaffPulseError, match=r"app token .*SLACK_APP_TOKEN .*connections:write"):
        async with listening(app, "xapp-wrong"):
            pass


async def test_a_bot_token_in_its_place_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """So is the bot token where the app token belongs."""
    with pytest.raises(StaffPulseError, match="SLACK_APP_TOKEN"):
        async with listening(app, sandbox.bot_token):
            pass


async def test_a_line_that_does_not_open_is_given_up(sandbox: Sandbox, app: AsyncApp) -> None:
    """When Slack does not answer in the time given, the start fails with a sentence."""
    never = asyncio.Event()
    sandbox.faults.order("apps.connections.open", Hold(never))
    with pytest.raises(StaffPulseError, match="could not be reached"):
        async with listening(app, sandbox.app_token, start_within=0.2):
            pass
    never.set()


async def test_a_refused_line_is_said_so(sandbox: Sandbox, app: AsyncApp) -> None:
    """Any other refusal keeps Slack's own word."""
    sandbox.faults.order("apps.connections.open", Refuse("internal_error"))
    with pytest.raises(StaffPulseError, match="internal_error"):
        async with listening(app, sandbox.app_token):
            pass


async def test_the_line_says_whether_it_is_open(sandbox: Sandbox, app: AsyncApp) -> None:
    """It is connected while it listens, and not afterwards."""
    async with listening(app, sandbox.app_token) as line:
        assert await line.is_connected()
    assert not await line.is_connected()


async def test_a_new_line_is_taken_when_slack_asks(sandbox: Sandbox, bot: "Bot") -> None:
    """After Slack has asked to reconnect, people are still answered."""
    await sandbox.socket_mode.disconnect()
    asha = sandbox.person("U0ASHA")
    await sandbox.socket_mode.connected()
    await asha.press(await bot.invite("U0ASHA"), "answer")
    assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
    assert await bot.line.is_connected()


async def test_a_broken_line_is_opened_anew(
    sandbox: Sandbox, app: AsyncApp, invite: "Invite"
) -> None:
    """After the network has cut the line, it comes back by itself and people are answered."""
    async with listening(app, sandbox.app_token, check_every=0.05) as line:
        sandbox.socket_mode.cut()
        await sandbox.socket_mode.connected()
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
        assert await line.is_connected()


async def test_a_refused_new_line_is_tried_again(sandbox: Sandbox, app: AsyncApp) -> None:
    """When Slack refuses the new line at first, the next try opens it."""
    async with listening(app, sandbox.app_token, check_every=0.05):
        sandbox.faults.order("apps.connections.open", Refuse("internal_error"), times=3)
        sandbox.socket_mode.cut()
        await sandbox.socket_mode.connected()
        assert (await sandbox.person("U0ASHA").open_home()).accepted


async def test_what_arrived_is_answered_before_the_line_closes(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, rounds: "FakeRounds", invite: "Invite"
) -> None:
    """A submission under way when the program stops is still counted and thanked."""
    rounds.gate = asyncio.Event()
    async with listening(app, sandbox.app_token):
        asha = sandbox.person("U0ASHA")
        await asha.press(await invite("U0ASHA"), "answer")
        sending = asyncio.create_task(asha.submit({"manageable": "often"}))
        await rounds.casting.wait()
        asyncio.get_running_loop().call_later(0.1, rounds.gate.set)
    outcome = await sending
    assert outcome.modal.title == "Thank you"
    assert rounds.ballots == {"U0ASHA": {"manageable": "often"}}
