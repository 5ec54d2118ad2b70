"""Who is in the Slack workspace, in its user groups and in its channels."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.slack.client import Client
from bot.slack.refusal import Refused, in_plain_words, refuse_unjoined, usable
from bot.survey.roster import Person, UserGroup
from storage.model import Source

# So many are taken, and 200 are advised: https://docs.slack.dev/reference/methods/users.list
_PAGE, _SMALL_PAGE = 1000, 200
_TOO_LARGE = frozenset({"", "limit_required"})
"""What is answered where a page may have been too large; nothing in time, perhaps."""

_WAITS = 20
_LABEL = 75

# https://docs.slack.dev/reference/methods/usergroups.list
_NO_USER_GROUPS = "paid_teams_only"

_Method = Callable[..., Awaitable[AsyncSlackResponse]]

# Slack's own helper is not marked as a bot.
_SLACKBOT = "USLACKBOT"


class Directory:
    """Reads people and memberships, waiting as long as Slack asks.

    Args:
        heard: called whenever Slack has answered, since a large workspace is read for minutes.
    """

    def __init__(
        self, client: Client, clock: Clock, *, heard: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._clock = clock
        self._heard = heard

    async def people(self) -> Mapping[str, Person]:
        """Everyone in the workspace, by id; Refused where Slack does not tell."""
        users = self._pages("the list of people", self._client.users_list, "members")
        return {user["id"]: _person(user) async for user in users}

    async def members(self, source: Source) -> Sequence[str]:
        """The ids of a source's members; Unusable where the bot cannot read that source."""
        with usable(str(source.usergroup or source.channel)):
            if source.usergroup is not None:
                return await self._of_usergroup(source.usergroup)
            found = self._pages(
                f"channel {source.channel}",
                self._client.conversations_members,
                "members",
                channel=source.channel,
            )
            return [str(person) async for person in found]

    async def person(self, person: str) -> Person | None:
        """The person of that id; None where Slack knows none, or does not let the bot see them."""
        try:
            answer = await self._ask("a person", self._client.users_info, user=person)
        except Refused as refused:
            if refused.nobody:
                return None
            raise
        return _person(answer["user"])

    async def usergroups(self) -> Sequence[UserGroup]:
        """The user groups in use, by name; none on a Slack plan that has none."""
        try:
            answer = await self._ask(
                "the user groups", self._client.usergroups_list, include_users=True
            )
        except Refused as refused:
            if refused.code == _NO_USER_GROUPS:
                return ()
            raise
        found = (
            UserGroup(id=one["id"], name=one["name"][:_LABEL], people=tuple(one["users"]))
            for one in answer["usergroups"]
        )
        return sorted(found, key=lambda group: group.name.casefold())

    async def channel(self, channel: str) -> str:
        """The name of a channel that the bot is in; Unusable where it is in none of that id."""
        with usable(channel):
            answer = await self._ask(
                f"channel {channel}", self._client.conversations_info, channel=channel
            )
        name = str(answer["channel"]["name"])
        refuse_unjoined(f"#{name}", answer["channel"])
        return name

    async def _of_usergroup(self, usergroup: str) -> Sequence[str]:
        # This method has no cursor: https://docs.slack.dev/reference/methods/usergroups.users.list
        answer = await self._ask(
            f"user group {usergroup}", self._client.usergroups_users_list, usergroup=usergroup
        )
        return [str(person) for person in answer["users"]]

    async def _pages(
        self, about: str, method: _Method, field: str, **arguments: object
    ) -> AsyncIterator[Any]:
        cursor, page = "", _PAGE
        while True:
            given = arguments | ({"cursor": cursor} if cursor else {})
            try:
                answer = await self._ask(about, method, limit=page, **given)
            except Refused as refused:
                if page == _SMALL_PAGE or refused.code not in _TOO_LARGE:
                    raise
                page = _SMALL_PAGE
                continue
            for one in answer[field]:
                yield one
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _ask(self, about: str, method: _Method, **given: object) -> AsyncSlackResponse:
        for _ in range(_WAITS):
            try:
                with in_plain_words(about):
                    answer = await method(**given)
            except Refused as refused:
                if refused.retry_after is None:
                    raise
                self._heard()
                wait = timedelta(seconds=refused.retry_after)
                await self._clock.sleep_until(self._clock.now() + wait)
            else:
                self._heard()
                return answer
        raise Refused(
            f"Slack kept asking the bot to wait for {about}: try again in a few minutes",
            code="ratelimited",
        )


def _person(user: Mapping[str, Any]) -> Person:
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
    absent = ("deleted", "is_bot", "is_workflow_bot", "is_stranger")
    counts = user["id"] != _SLACKBOT and not any(user.get(one) for one in absent)
    return Person(id=user["id"], guest=guest, counts=counts)
