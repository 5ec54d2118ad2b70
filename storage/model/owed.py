"""Messages owed."""

from pydantic import AwareDatetime

from questions.model import Value


class Owed(Value):
    """A message owed: written with the step that owes it, gone or marked once it is sent.

    Attributes:
        key: names the message once for all, such as "weekly-2026-11-24/digest/C0123".
        recipient: a person's or a channel's id.
        body: the message in survey terms, as JSON.
        reply_to: the key of the message in whose thread it belongs.
        thread: what names that message in the channel, once it stands there.
        since: it cannot stand in its channel from before this instant.
        tries: how often it was about to be sent, refusals for being too fast left out.
        due: not before this instant.
        refused: since when its channel refuses it, if it does.
    """

    key: str
    round: str | None
    recipient: str
    to_person: bool
    body: str
    reply_to: str | None = None
    thread: str | None = None
    since: AwareDatetime
    tries: int = 0
    due: AwareDatetime
    refused: AwareDatetime | None = None
