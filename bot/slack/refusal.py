"""What Slack answered when it did not do what it was asked, in words for who can mend it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError

from bot.errors import StaffPulseError
from bot.usecases.audiences import Unusable

_CODE = re.compile(r"[a-z_:,. ]{1,100}")

_NO_GROUP = "which is no user group that Slack knows; check the id, or bring the user group back"

# https://docs.slack.dev/reference/methods/chat.postMessage lists the errors.
_UNUSABLE = {
    "not_in_channel": "which the bot is not in; invite the bot to the channel with /invite",
    "channel_not_found": (
        "which is no channel that the bot can see; check the id, and if the channel is private "
        "invite the bot to it with /invite"
    ),
    "is_archived": "which is archived; bring it back in Slack or name another channel",
    "no_such_subteam": _NO_GROUP,
    "subteam_not_found": _NO_GROUP,
    "paid_teams_only": "which cannot be read on this Slack plan; name a channel instead",
}
"""What is wrong with a channel or a user group, after its name, and what to do."""

_SIGN_IN = (
    "Slack does not take the bot token ({code}): set SLACK_BOT_TOKEN to the Bot User OAuth Token"
)
_PERSON = "Slack cannot send to this person any more ({code})"
_SHAPE = "Slack refused the message itself ({code}): please report this as a fault of Staff Pulse"
_OTHER = (
    "Slack refused what was asked about {about} ({code}): try again, and if it stays so please "
    "report this as a fault of Staff Pulse"
)
_NO_FILES = (
    "Slack does not take files here ({code}): ask whoever runs the workspace to let the Staff "
    "Pulse app upload files"
)
_SENTENCES = {
    "missing_scope": (
        "The Slack app lacks the scope {needed}: add it under OAuth & Permissions, or paste "
        "manifest.yaml again, and reinstall the app"
    ),
    "invalid_auth": _SIGN_IN,
    "not_authed": _SIGN_IN,
    "account_inactive": _SIGN_IN,
    "token_revoked": _SIGN_IN,
    "token_expired": _SIGN_IN,
    "not_allowed_token_type": _SIGN_IN,
    "messages_tab_disabled": (
        "The Slack app may not send direct messages: turn on its Messages Tab under App Home"
    ),
    "ratelimited": "Slack asks the bot to wait: try again in a minute",
    "user_not_found": _PERSON,
    "users_not_found": _PERSON,
    "user_disabled": _PERSON,
    "cannot_dm_bot": _PERSON,
    "user_not_visible": _PERSON,
    "invalid_blocks": _SHAPE,
    "invalid_blocks_format": _SHAPE,
    "invalid_arguments": _SHAPE,
    "msg_too_long": _SHAPE,
    "msg_blocks_too_long": _SHAPE,
    "no_text": _SHAPE,
    "file_uploads_disabled": _NO_FILES,
    "file_uploads_except_images_disabled": _NO_FILES,
    "file_upload_size_restricted": _NO_FILES,
    "file_type_not_allowed": _NO_FILES,
    "storage_limit_reached": _NO_FILES,
    "metadata_too_large": _SHAPE,
    "invalid_metadata_format": _SHAPE,
}

_APP_TOKEN = {"missing_scope", *(code for code, said in _SENTENCES.items() if said == _SIGN_IN)}
"""What Slack says of an app token that does not do."""


class Refused(StaffPulseError):
    """Slack did not do what it was asked.

    Attributes:
        code: Slack's own word, or "" where there was no answer.
        permanent: nothing that a person can mend would make this very request succeed.
        retry_after: seconds that Slack asks us to wait, if it said so.
        unusable: the channel or user group itself is gone, archived or closed to the bot.
        lasting: it stays so until a person changes the app or the workspace.
        nobody: there is no such person, or none whom the bot can see.
        unanswered: Slack was not reached, has trouble of its own, or is asked too often.
    """

    def __init__(self, said: str, *, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{said}.")
        self.code = code
        self.permanent = _SENTENCES.get(code) in {_PERSON, _SHAPE}
        self.retry_after = retry_after
        self.unusable = code in _UNUSABLE
        self.lasting = code == "missing_scope" or _SENTENCES.get(code) in {_NO_FILES, _SHAPE}
        self.nobody = _SENTENCES.get(code) == _PERSON
        self.unanswered = code in {"", "ratelimited"}


@contextmanager
def in_plain_words(about: str) -> Iterator[None]:
    """Turn what the SDK raises into Refused, without the payloads that its errors carry.

    Args:
        about: what was asked for, such as "channel C0123"; never a person.
    """
    try:
        yield
    except SlackClientError as error:
        raise _refused(getattr(error, "response", None), about) from None
    except (ClientError, TimeoutError, OSError) as error:
        raise Refused(
            f"Slack could not be reached ({type(error).__name__}): check that this machine can "
            f"reach it, and HTTPS_PROXY and SLACK_API_URL where they are set"
        ) from None


@contextmanager
def with_app_token() -> Iterator[None]:
    """Turn what the SDK raises over Socket Mode into Refused, and tell of a bad app token."""
    try:
        with in_plain_words("the Socket Mode connection"):
            yield
    except Refused as refused:
        if refused.code in _APP_TOKEN:
            raise Refused(
                f"Slack does not take the app token ({refused.code}): set SLACK_APP_TOKEN to an "
                f"app-level token with the scope connections:write",
                code=refused.code,
            ) from None
        raise


@contextmanager
def usable(id_: str) -> Iterator[None]:
    """Raise Unusable where Slack refuses the very channel or user group that a pulse names."""
    try:
        yield
    except Refused as refused:
        if refused.unusable:
            raise unusable(id_, refused.code) from None
        raise


def refuse_unjoined(called: str, found: Mapping[str, Any]) -> None:
    """Raise Unusable for a channel that is archived, or that the bot is not in.

    Args:
        called: its id or name, whichever the person knows it by.
        found: the channel as Slack describes it.
    """
    for wrong, code in (
        (found.get("is_archived"), "is_archived"),
        (not found.get("is_member"), "not_in_channel"),
    ):
        if wrong:
            raise unusable(called, code)


def unusable(id_: str, code: str) -> Unusable:
    """What is wrong with a channel or a user group, by Slack's own word for it."""
    return Unusable(f'found "{id_}", {_UNUSABLE[code]}')


def _refused(response: object, about: str) -> Refused:
    data = getattr(response, "data", None)
    answer = data if isinstance(data, dict) else {}
    code = _word(answer.get("error"))
    if not code:
        return Refused(
            f"Slack has trouble of its own (status {_status(response)}): wait and try again"
        )
    if code in _UNUSABLE:
        return Refused(f"Slack refused {about}, {_UNUSABLE[code]}", code=code)
    needed = _word(answer.get("needed")) or "that it needs"
    said = _SENTENCES.get(code, _OTHER).format(about=about, code=code, needed=needed)
    return Refused(said, code=code, retry_after=_retry_after(response, code))


def _word(found: object) -> str:
    """What Slack answered, where it has the look of an error's code or of scopes; else nothing."""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else ""


def _status(response: object) -> object:
    # The SDK hands on aiohttp's response where the body is no JSON, its own otherwise.
    return getattr(response, "status_code", getattr(response, "status", "unknown"))


def _retry_after(response: object, code: str) -> float | None:
    if code != "ratelimited":
        return None
    header = str(getattr(response, "headers", {}).get("Retry-After", ""))
    return float(header) if header.isdecimal() else 30.0
