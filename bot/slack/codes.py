"""What Slack's error codes mean, in words for who can mend it, and what they do to a message.

https://docs.slack.dev/reference/methods/chat.postMessage lists most of them.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from storage.model import Unsent


class Kind(StrEnum):
    """What is wrong, and so what becomes of a message.

    PASSING passes by itself, and a message is tried again. APP is for somebody to mend in the app
    or the workspace, and PLACE in a channel or user group; until then the message is tried again.
    PERSON, MESSAGE and THREAD stay as they are, and the message is given up. FILES is a message
    without its file.
    """

    PASSING = "passing"
    APP = "app"
    PLACE = "place"
    PERSON = "person"
    MESSAGE = "message"
    THREAD = "thread"
    FILES = "files"


class Code(NamedTuple):
    """What an error code means.

    Attributes:
        kind: what is wrong.
        said: a sentence without its stop, to which {code}, {about} and {needed} may be put; of a
            PLACE what follows its name.
        unsent: why a message is given up that meets it; of a PLACE only one to a person is.
    """

    kind: Kind
    said: str
    unsent: Unsent | None = None


TROUBLE = "Slack has trouble of its own ({code}): wait and try again"
OTHER = Code(
    Kind.PASSING,
    "Slack refused what was asked about {about} ({code}): try again, and if it stays so please "
    "report this as a fault of Staff Pulse",
)
"""What any code means that is not in the table."""

_SIGN_IN = (
    "Slack does not take the bot token ({code}): set SLACK_BOT_TOKEN to the Bot User OAuth Token"
)
_NOT_ALLOWED = (
    "The workspace does not let the Slack app do this ({code}): ask whoever runs the workspace to "
    "allow the Staff Pulse app"
)
_PERSON = "Slack cannot send to this person any more ({code})"
_SHAPE = "Slack refused the message itself ({code}): please report this as a fault of Staff Pulse"
_NO_GROUP = "which is no user group that Slack knows; check the id, or bring the user group back"
_NO_FILES = (
    "Slack does not take files here ({code}): ask whoever runs the workspace to let the Staff "
    "Pulse app upload files"
)
_RESTRICTED = (
    "in which only some may post; let the Staff Pulse app post there in the channel's settings"
)

LIMITED = frozenset({"ratelimited", "rate_limited"})


def _each(kind: Kind, said: str, codes: Iterable[str]) -> Iterator[tuple[str, Code]]:
    unsent = Unsent.REFUSED if kind is Kind.MESSAGE else None
    return ((code, Code(kind, said, unsent)) for code in codes)


CODES = dict(
    chain(
        _each(Kind.PASSING, "Slack asks the bot to wait: try again in a minute", LIMITED),
        _each(
            Kind.PASSING,
            TROUBLE,
            (
                "fatal_error",
                "internal_error",
                "message_limit_exceeded",
                "org_login_required",
                "request_timeout",
                "service_unavailable",
                "team_added_to_org",
            ),
        ),
        _each(
            Kind.APP,
            _SIGN_IN,
            (
                "account_inactive",
                "invalid_auth",
                "not_allowed_token_type",
                "not_authed",
                "token_expired",
                "token_revoked",
            ),
        ),
        _each(
            Kind.APP,
            _NOT_ALLOWED,
            (
                "access_denied",
                "accesslimited",
                "enterprise_is_restricted",
                "no_permission",
                "team_access_not_granted",
                "two_factor_setup_required",
            ),
        ),
        _each(
            Kind.MESSAGE,
            _SHAPE,
            (
                "invalid_arguments",
                "invalid_blocks",
                "invalid_blocks_format",
                "invalid_metadata_format",
                "metadata_too_large",
                "msg_blocks_too_long",
                "msg_too_long",
                "no_text",
                "too_many_attachments",
            ),
        ),
        _each(
            Kind.FILES,
            _NO_FILES,
            (
                "file_type_not_allowed",
                "file_upload_size_restricted",
                "file_uploads_disabled",
                "file_uploads_except_images_disabled",
                "storage_limit_reached",
            ),
        ),
        _each(Kind.PLACE, _NO_GROUP, ("no_such_subteam", "subteam_not_found")),
    )
) | {
    "missing_scope": Code(
        Kind.APP,
        "The Slack app lacks the scope {needed}: add it under OAuth & Permissions, or paste "
        "manifest.yaml again, and reinstall the app",
    ),
    "messages_tab_disabled": Code(
        Kind.APP,
        "The Slack app may not send direct messages: turn on its Messages Tab under App Home",
    ),
    "user_disabled": Code(Kind.PERSON, _PERSON, Unsent.LEFT),
    "user_not_found": Code(Kind.PERSON, _PERSON, Unsent.UNKNOWN),
    "users_not_found": Code(Kind.PERSON, _PERSON, Unsent.UNKNOWN),
    "user_not_visible": Code(Kind.PERSON, _PERSON, Unsent.UNKNOWN),
    "cannot_dm_bot": Code(Kind.PERSON, _PERSON, Unsent.CLOSED),
    "not_in_channel": Code(
        Kind.PLACE,
        "which the bot is not in; invite the bot to the channel with /invite",
        Unsent.UNKNOWN,
    ),
    "channel_not_found": Code(
        Kind.PLACE,
        "which is no channel that the bot can see; check the id, and if the channel is private "
        "invite the bot to it with /invite",
        Unsent.UNKNOWN,
    ),
    "is_archived": Code(
        Kind.PLACE,
        "which is archived; bring it back in Slack",
        Unsent.LEFT,
    ),
    "restricted_action": Code(Kind.PLACE, _RESTRICTED, Unsent.CLOSED),
    "restricted_action_read_only_channel": Code(Kind.PLACE, _RESTRICTED, Unsent.CLOSED),
    "restricted_action_thread_only_channel": Code(Kind.PLACE, _RESTRICTED, Unsent.CLOSED),
    "restricted_action_non_threadable_channel": Code(
        Kind.PLACE,
        "in which nobody may answer under a message; allow that in the channel's settings",
        Unsent.CLOSED,
    ),
    "ekm_access_denied": Code(
        Kind.PLACE,
        "in which those who run the workspace have stopped messages; ask them to allow them again",
    ),
    "paid_teams_only": Code(
        Kind.PLACE,
        "which cannot be read on this Slack plan; name a channel instead",
    ),
    "restricted_action_thread_locked": Code(
        Kind.THREAD, "The thread is locked ({code}), so nothing more is put there", Unsent.NO_THREAD
    ),
    "thread_not_found": Code(
        Kind.THREAD,
        "The message is gone under which something was to be put ({code})",
        Unsent.NO_THREAD,
    ),
}
"""The codes that we know."""

SIGN_IN = frozenset(
    {"missing_scope", *(code for code, one in CODES.items() if one.said == _SIGN_IN)}
)
"""What Slack says of a token that does not do."""
