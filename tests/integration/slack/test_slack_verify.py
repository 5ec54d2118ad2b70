import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StaffPulseError
from bot.sandbox import Sandbox
from bot.slack.client import connected
from bot.slack.verify import needed_scopes, verify, verify_channels
from bot.usecases.audiences import Key

LEADERSHIP = {"C0LEADERS": Key(pulse="weekly", path=("leadership",))}


async def test_a_bot_that_can_do_its_work_passes(sandbox: Sandbox, client: AsyncWebClient) -> None:
    """With token, scopes and channels as they must be, nothing is said."""
    await verify(client)
    await verify_channels(client, LEADERSHIP)


async def test_the_manifests_scopes_suffice() -> None:
    """A bot granted what the manifest asks for, and no more, passes."""
    async with (
        Sandbox(scopes=frozenset(needed_scopes())) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as client,
    ):
        sandbox.workspace.add_channel("C0LEADERS", name="leaders", private=True)
        await verify(client)
        await verify_channels(client, LEADERSHIP)


async def test_missing_scopes_are_all_named() -> None:
    """Every scope that is lacking stands in the sentence."""
    granted = frozenset(needed_scopes()) - {"users:read", "groups:history"}
    async with (
        Sandbox(scopes=granted) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as client,
    ):
        with pytest.raises(StaffPulseError, match="lacks the scopes users:read, groups:history"):
            await verify(client)


@pytest.mark.parametrize(
    ("scope", "lost"),
    [
        ("files:write", "Digests go without charts and files: "),
        ("files:read", "Question sets are not taken from files in chat: "),
    ],
)
async def test_an_app_from_before_files_is_told_and_works(
    caplog: pytest.LogCaptureFixture, scope: str, lost: str
) -> None:
    """Without the scopes for files the bot starts all the same, and its log says what is lost."""
    async with (
        Sandbox(scopes=frozenset(needed_scopes()) - {scope}) as sandbox,
        connected(sandbox.bot_token, sandbox.api_url) as client,
    ):
        await verify(client)
    [line] = caplog.messages
    assert line.startswith(f"{lost}The Slack app lacks the scope {scope}: ")


async def test_a_wrong_token_names_its_variable(sandbox: Sandbox) -> None:
    """A token that Slack does not take is one sentence."""
    async with connected("xoxb-wrong", sandbox.api_url) as client:
        with pytest.raises(StaffPulseError, match="SLACK_BOT_TOKEN"):
            await verify(client)


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (
            "C0NONE",
            "which is no channel that the bot can see; check the id, and if the channel is private "
            "invite the bot to it with /invite.",
        ),
        ("C0OTHER", "which the bot is not in; invite the bot to the channel with /invite."),
        ("C0OLD", "which is archived; bring it back in Slack or name another channel."),
    ],
)
async def test_a_channel_that_does_not_serve_is_named(
    sandbox: Sandbox, client: AsyncWebClient, channel: str, words: str
) -> None:
    """The sentence names the pulse, the key, the channel that was found, and what to do."""
    sandbox.workspace.add_channel("C0OTHER", name="other", bot=False)
    sandbox.workspace.add_channel("C0OLD", name="old", archived=True)
    team = Key(pulse="weekly", path=("dimensions", 0, "groups", 1, "people", 0, "channel"))
    with pytest.raises(StaffPulseError) as refused:
        await verify_channels(client, LEADERSHIP | {channel: team})
    assert str(refused.value) == (
        f'pulse "weekly", dimensions.1.groups.2.people.1.channel: found "{channel}", {words}'
    )
