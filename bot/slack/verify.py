"""Finds out whether token, scopes and channels are as they must be."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.resources import files
from typing import NamedTuple

import yaml

from bot.errors import StaffPulseError
from bot.slack.client import Client
from bot.slack.refusal import in_plain_words, refuse_unjoined, usable, with_app_token
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


class SignedIn(NamedTuple):
    """What Slack says of a bot token.

    Attributes:
        workspace: the name and the address of where its app is installed.
        scopes: those that the app was granted.
        now: what time it is at Slack, to the second; None where it does not tell.
    """

    workspace: str
    scopes: frozenset[str]
    now: datetime | None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The scopes that the bot needs and was not granted."""
        return tuple(scope for scope in needed_scopes() if scope not in self.scopes)

    @property
    def spare(self) -> tuple[str, ...]:
        """The scopes that it was granted and does not need."""
        return tuple(sorted(self.scopes.difference(needed_scopes())))


async def sign_in(client: Client) -> SignedIn:
    """Ask what a bot token is good for; Refused where Slack does not take it."""
    with in_plain_words("the bot token"):
        answer = await client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = (scope.strip() for scope in headers.get("x-oauth-scopes", "").split(","))
    return SignedIn(
        workspace=f"{answer.get('team')} ({answer.get('url')})",
        scopes=frozenset(scope for scope in granted if scope),
        now=_instant(headers.get("date", "")),
    )


async def verify(client: Client) -> None:
    """Return if the bot can do its work; StaffPulseError for a token or scope to mend."""
    missing = (await sign_in(client)).lacking
    if not _OPTIONAL.keys() >= {*missing}:
        raise lacking(missing)
    for scope in missing:
        log.warning("%s", lacking([scope]))


async def verify_channels(client: Client, channels: Mapping[str, Key]) -> None:
    """Return if the bot can use all these channels; Misnamed for the first that it cannot.

    Args:
        client: with the bot token.
        channels: the ids of those that the bot posts to or reads the members of, each with the
            key that names it.
    """
    for channel, key in channels.items():
        with named_by(key):
            await verify_channel(client, channel)


async def verify_channel(client: Client, channel: str) -> None:
    """Return if the bot is in a channel that is in use; Unusable otherwise."""
    with usable(channel), in_plain_words(f"channel {channel}"):
        found = (await client.conversations_info(channel=channel))["channel"]
    refuse_unjoined(channel, found)


async def verify_app_token(client: Client, token: str) -> None:
    """Return if Slack would open Socket Mode with an app token; Refused otherwise.

    Slack answers with an address for a connection, which is not opened, and so takes none away
    from the bot that runs: https://docs.slack.dev/reference/methods/apps.connections.open
    """
    with with_app_token():
        await client.apps_connections_open(app_token=token)


def lacking(scopes: Sequence[str]) -> StaffPulseError:
    """The sentence that names scopes which are not there, and what is lost if that is little."""
    said = (
        f"The Slack app lacks the scope{'s' if scopes[1:] else ''} {', '.join(scopes)}: add what "
        f"is missing under OAuth & Permissions, or paste manifest.yaml again, and reinstall the "
        f"app."
    )
    lost = _OPTIONAL.get(scopes[0]) if len(scopes) == 1 else None
    return StaffPulseError(f"{lost}: {said}" if lost else said)


def _instant(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None
