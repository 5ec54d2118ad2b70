import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.sandbox.errors import ApiError
from bot.sandbox.records import Account, Channel, Json, View
from bot.sandbox.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a Web API method: its arguments, and what its token may do.

    Arguments come from a query string or form (all text) or from JSON; the readers here take
    both.
    """

    workspace: Workspace
    arguments: Mapping[str, object]
    scopes: frozenset[str]

    def text(self, name: str) -> str:
        """Return an argument as text, empty when it is missing."""
        value = self.arguments.get(name)
        if value is None:
            return ""
        if isinstance(value, str | int):
            return str(value)
        raise ApiError("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])

    def needed(self, name: str) -> str:
        """Return an argument as text; raise ApiError when it is missing."""
        value = self.text(name)
        if not value:
            raise ApiError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """Return an argument as a yes or no, no when it is missing."""
        return str(self.arguments.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, default: int, *, most: int) -> int:
        """Return an argument as a number from 1 to `most`."""
        try:
            value = int(self.text(name) or default)
        except ValueError:
            value = 0
        if not 1 <= value <= most:
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return value

    def structure(self, name: str, refusal: str) -> object:
        """Return an argument as JSON, None when it is missing; raise ApiError `refusal`."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError:
            raise ApiError(refusal) from None

    def require(self, scope: str) -> None:
        """Raise ApiError `missing_scope` unless the token has a scope."""
        if scope not in self.scopes:
            raise ApiError("missing_scope", needed=scope)

    def person(self, person: str) -> Account:
        """Return a person; raise ApiError when there is none such."""
        account = self.workspace.people.get(person)
        if account is None:
            raise ApiError("user_not_found")
        return account

    def channel(self, reading: str) -> Channel:
        """Return the conversation named by `channel`, once the token may do `reading` there.

        `reading` is the second half of a scope: "read" or "history". A private channel without
        our bot is not found, as in Slack.
        """
        found = self.workspace.channels.get(self.needed("channel"))
        if found is None:
            raise ApiError("channel_not_found")
        self.require(f"{family(found)}:{reading}")
        if found.private and self.workspace.bot_user not in found.members:
            raise ApiError("channel_not_found")
        return found

    def view(self) -> View:
        """Return the open view named by `view_id` or `external_id`."""
        found = self.workspace.views.find(
            view_id=self.text("view_id"), external_id=self.text("external_id")
        )
        if found is None:
            raise ApiError("not_found")
        return found


def family(channel: Channel) -> str:
    """Return the first half of the scopes that a conversation falls under."""
    if channel.direct_to is not None:
        return "im"
    return "groups" if channel.private else "channels"


def page(items: Sequence[T], call: Call, *, default: int = 100) -> tuple[Sequence[T], str]:
    """Return the part of a list that `cursor` and `limit` ask for, and the next cursor or ""."""
    cursor = call.text("cursor")
    start = 0
    if cursor:
        number = cursor.removeprefix("next:")
        if number == cursor or not number.isdigit() or int(number) >= len(items):
            raise ApiError("invalid_cursor")
        start = int(number)
    end = start + call.number("limit", default, most=1000)
    return items[start:end], (f"next:{end}" if end < len(items) else "")


def paged(name: str, shapes: Sequence[Json], next_cursor: str) -> Json:
    """Return the answer of a method that lists: the items under a name, and the cursor."""
    return {name: list(shapes), "response_metadata": {"next_cursor": next_cursor}}
