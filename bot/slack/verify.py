"""Finds out at the start whether token, scopes and channels are as they must be."""

import logging
from collections.abc import Mapping, Sequence
from importlib.resources import files

import yaml

from bot.errors import StaffPulseError
from bot.slack.client import Client
from bot.slack.refusal import in_plain_words, refuse_unjoined, usable
from bot.usecases.audiences import Key, named_by

log = logging.getLogger(__name__)

_OPTIONAL = {
    "files:write": "Digests go without charts and files",
    "files:read": "Question sets are not taken from files in chat",
}
"""How the bot does its work without these scopes, since an older app may not have them yet."""


def needed_scopes() -> tuple[str, ...]:
    """The scopes that the app manifest asks for, and the bot uses."""
    manifest = yaml.safe_load(files("bot.slack").joinpath("manifest.yaml").read_text("utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])


async def verify(client: Client, channels: Mapping[str, Key]) -> None:
    """Return if the bot can do its work.

    Args:
        client: with the bot token.
        channels: the ids of those that the bot posts to or reads the members of, each with the
            key that names it.

    Raises:
        Misnamed: the first channel that the bot cannot use.
        StaffPulseError: the token or a scope that a person must mend.
    """
    with in_plain_words("the bot token"):
        answer = await client.auth_test()
    granted = {scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",")}
    missing = [scope for scope in needed_scopes() if scope not in granted]
    if not _OPTIONAL.keys() >= {*missing}:
        raise _lacking(missing)
    for scope in missing:
        log.warning("%s", StaffPulseError(f"{_OPTIONAL[scope]}: {_lacking([scope])}"))
    for channel, key in channels.items():
        with named_by(key):
            await _verify_channel(client, channel)


def _lacking(scopes: Sequence[str]) -> StaffPulseError:
    return StaffPulseError(
        f"The Slack app lacks the scope{'s' if scopes[1:] else ''} {', '.join(scopes)}: add what "
        f"is missing under OAuth & Permissions, or paste manifest.yaml again, and reinstall the "
        f"app."
    )


async def _verify_channel(client: Client, channel: str) -> None:
    with usable(channel), in_plain_words(f"channel {channel}"):
        found = (await client.conversations_info(channel=channel))["channel"]
    refuse_unjoined(channel, found)
