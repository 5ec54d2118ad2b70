import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.files import Files
from bot.sandbox.records import (
    Account,
    Channel,
    Guest,
    Json,
    Message,
    UserGroup,
    elements_of,
)
from bot.sandbox.triggers import Triggers
from bot.sandbox.views import Views

BOT = Account(id="U0PULSEBOT", name="staff_pulse", real_name="Staff Pulse", bot=True)
SLACKBOT = Account(id="USLACKBOT", name="slackbot")


class Workspace:
    """People, channels, user groups, files, messages, modals and Home tabs, as they stand now.

    `changes` counts how often something became different; `last_ts` (in microseconds) and
    `last_id` are what the newest timestamp and id were made of.
    """

    team_id = "T0SANDBOX"
    team_name = "Sandbox"
    team_domain = "sandbox"
    app_id = "A0PULSE"
    bot_id = "B0PULSE"
    bot_user = BOT.id

    def __init__(self, clock: Clock, *, paid: bool = True, patience: Clock | None = None) -> None:
        self.clock = clock
        self.paid = paid
        self.people: dict[str, Account] = {SLACKBOT.id: SLACKBOT, BOT.id: BOT}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.triggers = Triggers(patience or clock)
        self.files = Files(clock, self.new_id)
        self.views = Views(self.new_id, self.new_hash, self.changed)
        self._posted: defaultdict[str, dict[str, Message]] = defaultdict(dict)
        self._whispered: defaultdict[str, list[Message]] = defaultdict(list)
        self.last_ts = 0
        self.last_id = 0
        self.changes = 0
        self._waiting: list[tuple[Callable[[], object], asyncio.Future[None]]] = []

    def add_person(
        self,
        person: str,
        *,
        name: str | None = None,
        real_name: str = "",
        title: str = "",
        tz: str = "Europe/London",
        guest: Guest = Guest.NO,
        deleted: bool = False,
        bot: bool = False,
        stranger: bool = False,
        admin: bool = False,
    ) -> Account:
        """Add a person (or another bot) under the id `person`."""
        account = Account(
            id=person,
            name=name or person.lower(),
            real_name=real_name,
            title=title,
            tz=tz,
            guest=guest,
            deleted=deleted,
            bot=bot,
            stranger=stranger,
            admin=admin,
        )
        self.people[person] = account
        self.changed()
        return account

    def add_channel(
        self,
        channel: str,
        *,
        name: str,
        members: Iterable[str] = (),
        private: bool = False,
        archived: bool = False,
        bot: bool = True,
    ) -> Channel:
        """Add a channel under the id `channel`; `bot` says whether our bot is a member."""
        everybody = (*members, self.bot_user) if bot else tuple(members)
        self.channels[channel] = Channel(
            id=channel,
            name=name,
            members=everybody,
            private=private,
            archived=archived,
            created=int(self.clock.now().timestamp()),
        )
        self.changed()
        return self.channels[channel]

    def add_usergroup(
        self,
        usergroup: str,
        *,
        handle: str,
        name: str | None = None,
        members: Iterable[str] = (),
        disabled: bool = False,
    ) -> UserGroup:
        """Add a user group under the id `usergroup`."""
        group = UserGroup(
            id=usergroup,
            handle=handle,
            name=name or handle,
            members=tuple(members),
            disabled=disabled,
        )
        self.usergroups[usergroup] = group
        return group

    def change_person(self, person: str, **changes: Any) -> None:  # noqa: ANN401
        """Change fields of an `Account`, as in `change_person("U1", deleted=True)`."""
        self.people[person] = replace(self.people[person], **changes)
        self.changed()

    def change_channel(self, channel: str, **changes: Any) -> None:  # noqa: ANN401
        """Change fields of a `Channel`, as in `change_channel("C1", archived=True)`."""
        self.channels[channel] = replace(self.channels[channel], **changes)
        self.changed()

    def change_usergroup(self, usergroup: str, **changes: Any) -> None:  # noqa: ANN401
        """Change fields of a `UserGroup`, as in `change_usergroup("S1", members=("U1",))`."""
        self.usergroups[usergroup] = replace(self.usergroups[usergroup], **changes)

    def direct_channel(self, person: str) -> Channel:
        """Return the direct message between our bot and a person, opening it the first time."""
        channel = f"D{person}"
        if channel not in self.channels:
            self.channels[channel] = Channel(
                id=channel,
                name="directmessage",
                members=(person, self.bot_user),
                private=True,
                created=int(self.clock.now().timestamp()),
                direct_to=person,
            )
        return self.channels[channel]

    def messages(self, channel: str) -> tuple[Message, ...]:
        """Return what stands in a channel, threads left out, newest last."""
        return tuple(m for m in self._posted[channel].values() if not m.is_reply)

    def replies(self, channel: str, ts: str) -> tuple[Message, ...]:
        """Return what stands in the thread under a message, the message itself left out."""
        found = self._posted[channel].values()
        return tuple(m for m in found if m.thread_ts == ts and m.is_reply)

    def message(self, channel: str, ts: str) -> Message | None:
        """Return one message, in a thread or not."""
        return self._posted[channel].get(ts)

    def everything(self) -> tuple[Message, ...]:
        """Return every message that stands or was shown, those of one place oldest first."""
        places = [*(m.values() for m in self._posted.values()), *self._whispered.values()]
        return tuple(message for place in places for message in place)

    def forget_messages(self) -> None:
        """Take every message away."""
        self._posted.clear()
        self._whispered.clear()
        self.changed()

    def whispers(self, person: str) -> tuple[Message, ...]:
        """Return the ephemeral messages that one person was shown, newest last."""
        return tuple(self._whispered[person])

    def post(self, message: Message) -> Message:
        """Put a message in its channel, or show it to the one person it is for."""
        if message.only_for is not None:
            self._whispered[message.only_for].append(message)
        else:
            self._posted[message.channel][message.ts] = message
        self.changed()
        return message

    def replace_message(self, message: Message) -> None:
        """Put a message in the place of the one with the same ts, wherever that stands."""
        if message.only_for is None:
            self._posted[message.channel][message.ts] = message
        else:
            shown = self._whispered[message.only_for]
            shown[:] = [message if old.ts == message.ts else old for old in shown]
        self.changed()

    def remove_message(self, message: Message) -> None:
        """Take a message away."""
        if message.only_for is None:
            self._posted[message.channel].pop(message.ts, None)
        else:
            shown = self._whispered[message.only_for]
            shown[:] = [old for old in shown if old.ts != message.ts]
        self.changed()

    def new_ts(self) -> str:
        """Return the next message timestamp, unique and rising even on a clock that stands."""
        now = self.clock.now()
        self.last_ts = max(round(now.timestamp() * 1_000_000), self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def new_hash(self) -> str:
        """Return a view hash, the shape of Slack's: seconds, a dot, eight characters."""
        return f"{int(self.clock.now().timestamp())}.{self.new_id('').lower():>08}"

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else in this workspace has."""
        self.last_id += 1
        return f"{prefix}{self.last_id:08X}"

    def name_parts(self, blocks: Iterable[Json]) -> None:
        """Give every block and every interactive element the id that the bot left out."""
        for block in blocks:
            block.setdefault("block_id", self.new_id("b"))
            for element in elements_of(block):
                if element.get("type") not in {"image", "plain_text", "mrkdwn"}:
                    element.setdefault("action_id", self.new_id("a"))

    async def until(self, holds: Callable[[], object]) -> None:
        """Return when a condition on this state holds, looking again after every change."""
        if not holds():
            future = asyncio.get_running_loop().create_future()
            self._waiting.append((holds, future))
            await future

    def changed(self) -> None:
        """Tell those who wait in `until` that something is different now."""
        self.changes += 1
        waiting, self._waiting = self._waiting, []
        for holds, future in waiting:
            if future.done():
                continue
            if holds():
                future.set_result(None)
            else:
                self._waiting.append((holds, future))

    def now(self) -> datetime:
        """Return the workspace's time."""
        return self.clock.now()
