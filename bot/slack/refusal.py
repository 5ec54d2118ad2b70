"""What Slack answered when it did not do what it was asked, in words for who can mend it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Self

from aiohttp import ClientError, ClientSSLError
from slack_sdk.errors import SlackClientError

from bot.errors import StaffPulseError
from bot.pace import LONGEST_PAUSE
from bot.slack.codes import CODES, LIMITED, OTHER, SIGN_IN, TROUBLE, Kind
from bot.usecases.audiences import Unusable

_CODE = re.compile(r"[a-z_:,. ]{1,100}")


class Refused(StaffPulseError):
    """Slack did not do what it was asked.

    Attributes:
        code: Slack's own word, or "" where there was no answer.
        retry_after: seconds that Slack asks us to wait, if it said so.
        unsent: why a message that meets this is given up; None where it is tried again.
        unusable: the channel or user group itself is gone, archived or closed to the bot.
        lasting: it stays so until a person changes the app or the workspace.
        nobody: there is no such person, or none whom the bot can see.
        unanswered: Slack was not reached, has trouble of its own, or is asked too often.
    """

    def __init__(self, said: str, *, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{said}.")
        kind, _, self.unsent = CODES.get(code, OTHER)
        self.code = code
        self.retry_after = retry_after
        self.unusable = kind is Kind.PLACE
        self.lasting = code == "missing_scope" or kind in {Kind.FILES, Kind.MESSAGE}
        self.nobody = kind is Kind.PERSON
        self.unanswered = code in {"", *LIMITED}

    @classmethod
    def for_now(cls, seconds: float) -> Self:
        """What Slack would answer to a call that comes too soon, by so many seconds."""
        code = "ratelimited"
        return cls(CODES[code].said, code=code, retry_after=seconds)


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
    except ClientSSLError as error:
        raise Refused(
            f"The certificate of Slack's server is not trusted here ({type(error).__name__}): "
            f"check the machine's date and SLACK_API_URL, and where a gateway opens encrypted "
            f"traffic name its certificate in SSL_CERT_FILE"
        ) from None
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
        if refused.code in SIGN_IN:
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
    besides = " or name another channel" if code == "is_archived" else ""
    return Unusable(f'found "{id_}", {CODES[code].said}{besides}')


def _refused(response: object, about: str) -> Refused:
    data = getattr(response, "data", None)
    answer = data if isinstance(data, dict) else {}
    code, seconds = _word(answer.get("error")), retry_after(response)
    if not code:
        return Refused(TROUBLE.format(code=f"status {_status(response)}"), retry_after=seconds)
    kind, said, _ = CODES.get(code, OTHER)
    if kind is Kind.PLACE:
        return Refused(f"Slack refused {about}, {said}", code=code)
    needed = _word(answer.get("needed")) or "that it needs"
    said = said.format(about=about, code=code, needed=needed)
    return Refused(said, code=code, retry_after=seconds)


def _word(found: object) -> str:
    """What Slack answered, where it has the look of an error's code or of scopes; else nothing."""
    return found if isinstance(found, str) and _CODE.fullmatch(found) else ""


def _status(response: object) -> object:
    # The SDK hands on aiohttp's response where the body is no JSON, its own otherwise.
    return getattr(response, "status_code", getattr(response, "status", "unknown"))


def retry_after(response: object) -> float | None:
    """How many seconds Slack asks to wait: half a minute where it limits and does not say.

    No more than are waited at a time, whatever stands there.
    """
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if code not in LIMITED and _status(response) != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    header = str(getattr(response, "headers", {}).get("Retry-After", ""))
    return min(float(header), LONGEST_PAUSE.total_seconds()) if header.isdecimal() else 30.0
