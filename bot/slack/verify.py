"""Finds out at the start whether token, scopes and channels are as they must be."""

from collections.abc import Iterable
from importlib.resources import files

import yaml

from bot.errors import StaffPulseError
from bot.slack.client import Client
from bot.slack.refusal import in_plain_words


def needed_scopes() -> tuple[str, ...]:
    """The scopes that the app manifest asks for, and the bot uses."""
    manifest = yaml.safe_load(files("bot.slack").joinpath("manifest.yaml").read_text("utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])


async def verify(client: Client, channels: Iterable[str]) -> None:
    """Return if the bot can do its work.

    Args:
        client: with the bot token.
        channels: the ids of those that the bot posts to or reads the members of.

    Raises:
        StaffPulseError: the first thing that a person must mend, in one sentence.
    """
    with in_plain_words("the bot token"):
        answer = await client.auth_test()
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in needed_scopes() if scope not in granted]
    if missing:
        raise StaffPulseError(
            f"The Slack app lacks the scope{'s' if missing[1:] else ''} {', '.join(missing)}: add "
            f"what is missing under OAuth & Permissions, or paste manifest.yaml again, and "
            f"reinstall the app"
        )
    for channel in channels:
        await _verify_channel(client, channel)


async def _verify_channel(client: Client, channel: str) -> None:
    with in_plain_words(f"channel {channel}"):
        found = (await client.conversations_info(channel=channel))["channel"]
    if found.get("is_archived"):
        raise StaffPulseError(
            f"Channel {channel} is archived: bring it back in Slack or name another channel"
        )
    if not found.get("is_member"):
        raise StaffPulseError(
            f"The bot is not in channel {channel}: invite the bot to the channel with /invite"
        )
