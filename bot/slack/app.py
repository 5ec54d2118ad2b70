"""The Bolt app: what people send us, led to its listeners."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import logs
from bot.slack.blocks import outcome
from bot.slack.client import Client
from bot.slack.homes import Homes
from bot.slack.listeners import actions as actions_listeners
from bot.slack.listeners import (
    answering,
    change_log,
    commands,
    home,
    quarterly,
    question_sets,
    set_forms,
    set_up,
)
from bot.slack.listeners import console as console_listeners
from bot.slack.listeners.admin_commands import AdminCommands
from bot.slack.listeners.own_commands import OwnCommands
from bot.slack.listeners.set_windows import SetWindows
from bot.slack.once import Once
from bot.slack.payloads import Press
from bot.slack.serves import ForAdmins, ForEverybody, ForLeaders
from bot.slack.windows import show

App = AsyncApp
"""What the rest of the bot calls it."""


def build(
    client: Client, *, everybody: ForEverybody, leaders: ForLeaders, admins: ForAdmins
) -> App:
    """The app with all its listeners; `bot.slack.dispatch` hands it what arrives.

    Each acknowledgement waits for its listener, so that it means what it says. Who sent a payload
    is proved before it comes here: by the app token of Socket Mode, or by the signature that
    `bot.slack.http` checks.
    """
    logs.pin()
    app = App(
        name="staff-pulse",
        client=client,
        authorize=_one_workspace(client),
        logger=logging.getLogger("slack_bolt"),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.middleware(Once())
    app.error(_raise_again)
    homes = Homes(client=client, rounds=everybody.rounds, console=admins.console)
    _serve_everybody(app, client, homes, everybody)
    actions_listeners.register(app, client=client, actions=leaders.actions)
    quarterly.register(app, client=client, quarterlies=leaders.quarterlies)
    _serve_admins(app, client, homes, admins)
    commands.register(
        app,
        pulses=admins.pulses,
        digests=everybody.digests,
        quarterlies=leaders.quarterlies,
        own=OwnCommands(
            openings=everybody.openings, preferences=everybody.preferences, homes=homes
        ),
        of_admins=AdminCommands(client=client, admins=admins.admins, console=admins.console),
    )
    app.action(re.compile(".*"))(_out_of_date(client))
    return app


def _serve_everybody(app: App, client: Client, homes: Homes, everybody: ForEverybody) -> None:
    answering.register(app, client=client, rounds=everybody.rounds)
    home.register(app, client=client, homes=homes, preferences=everybody.preferences)


def _serve_admins(app: App, client: Client, homes: Homes, admins: ForAdmins) -> None:
    who = admins.admins
    console_listeners.register(app, client=client, homes=homes, admins=who, console=admins.console)
    change_log.register(app, client=client, admins=who, changes=admins.changes)
    set_up.register(app, client=client, homes=homes, setting_up=admins.setting_up, admins=who)
    windows = SetWindows(client=client, homes=homes, admins=who, sets=admins.question_sets)
    question_sets.register(app, windows=windows, reviews=admins.set_reviews)
    set_forms.register(app, windows=windows, reviews=admins.set_reviews)


def _one_workspace(client: Client) -> Callable[[], Awaitable[AuthorizeResult]]:
    # Bolt would otherwise ask auth.test before the first payload, and acknowledge that payload
    # with an apology where Slack does not answer: a submission would seem to be counted.
    known = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=client.token)

    async def authorize() -> AuthorizeResult:
        return known

    return authorize


async def _raise_again(error: Exception) -> None:
    # Everything that goes wrong is met in one place, bot.slack.dispatch.
    raise error


def _out_of_date(client: Client) -> Callable[..., Awaitable[None]]:
    async def answer(ack: AsyncAck, body: dict[str, Any]) -> None:
        await show(client, Press.read(body), outcome.out_of_date())
        await ack()

    return answer
