"""What Slack answered when it did not do what it was asked, in words for who can mend it."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError

from bot.errors import StaffPulseError

_SIGN_IN = (
    "Slack does not take the bot token ({code}): set SLACK_BOT_TOKEN to the Bot User OAuth Token"
)
_PERSON = "Slack cannot send to this person any more ({code})"
_SHAPE = "Slack refused the message itself ({code}): please report this as a fault of Staff Pulse"

# https://docs.slack.dev/reference/methods/chat.postMessage lists the errors.
_SENTENCES = {
    "not_in_channel": "The bot is not in {about}: invite the bot to the channel with /invite",
    "channel_not_found": (
        "Slack knows no {about} that the bot can see: check the id, and if the channel is private "
        "invite the bot to it with /invite"
    ),
    "is_archived": "{About} is archived: bring it back in Slack or name another channel",
    "no_such_subteam": "Slack knows no {about}: check the id, or bring the user group back",
    "subteam_not_found": "Slack knows no {about}: check the id, or bring the user group back",
    "missing_scope": (
        "The Slack app lacks the scope {needed}: add it under OAuth & Permissions, or paste "
        "manifest.yaml again, and reinstall the app"
    ),
    "paid_teams_only": "{About} cannot be read on this Slack plan: name a channel instead",
    "invalid_auth": _SIGN_IN,
    "not_authed": _SIGN_IN,
    "account_inactive": _SIGN_IN,
    "token_revoked": _SIGN_IN,
    "token_expired": _SIGN_IN,
    "not_allowed_token_type": _SIGN_IN,
    "messages_tab_disabled": (
        "The Slack app may not send direct messages: turn on its Messages Tab under App Home"
    ),
    "ratelimited": "Slack asks the bot to wait",
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
    "metadata_too_large": _SHAPE,
    "invalid_metadata_format": _SHAPE,
}


class Refused(StaffPulseError):
    """Slack did not do what it was asked.

    Attributes:
        code: Slack's own word, or "" where there was no answer.
        permanent: nothing that a person can mend would make this very request succeed.
        retry_after: seconds that Slack asks us to wait, if it said so.
    """

    def __init__(self, sentence: str, *, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.permanent = _SENTENCES.get(code) in {_PERSON, _SHAPE}
        self.retry_after = retry_after


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
        raise Refused(f"Slack could not be reached ({type(error).__name__})") from None


def _refused(response: object, about: str) -> Refused:
    data = getattr(response, "data", None)
    answer = data if isinstance(data, dict) else {}
    code = str(answer.get("error") or "")
    if not code:
        return Refused(f"Slack has trouble of its own (status {_status(response)})")
    sentence = _SENTENCES.get(code, "Slack refused what was asked about {about} ({code})").format(
        about=about,
        About=about[:1].upper() + about[1:],
        code=code,
        needed=answer.get("needed") or "that it needs",
    )
    return Refused(sentence, code=code, retry_after=_retry_after(response, code))


def _status(response: object) -> object:
    # The SDK hands on aiohttp's response where the body is no JSON, its own otherwise.
    return getattr(response, "status_code", getattr(response, "status", "unknown"))


def _retry_after(response: object, code: str) -> float | None:
    if code != "ratelimited":
        return None
    header = str(getattr(response, "headers", {}).get("Retry-After", ""))
    return float(header) if header.isdecimal() else 30.0
