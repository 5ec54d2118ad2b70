"""The scopes of the manifest and the methods of Slack's Web API that the code calls."""

import ast
from collections.abc import Iterator
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import bot
from bot.slack.verify import needed_scopes

# What each method needs of a bot's token: https://docs.slack.dev/reference/methods
SCOPES = {
    "apps_connections_open": set(),  # takes the app-level token
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_replies": {"channels:history", "groups:history"},
    "files_upload_v2": {"files:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}

BESIDE = {
    "commands": "app.command(",  # a slash command is answered
    "files:read": "session.get(where, headers=headers",  # a person's file is fetched
}
"""Scopes for what is no method, with the code that needs each."""

SOURCES = [*Path(bot.__file__).parent.rglob("*.py")]

PACED = "bot/slack/client.py"
"""Where every call is handed on, by the name that it has already."""


def called() -> Iterator[str]:
    """The methods of Slack's client that are named anywhere in the bot, its sandbox left out."""
    methods = {name for name in dir(AsyncWebClient) if "_" in name.strip("_")}
    for path in SOURCES:
        if "sandbox" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in methods:
                    yield node.attr


def test_every_method_that_is_called_has_its_scope() -> None:
    """A method that is newly called is written down here with what it needs of the manifest."""
    assert set(called()) - {"base_url", "api_call"} == SCOPES.keys()
    assert set().union(*SCOPES.values()) <= set(needed_scopes())


def test_every_scope_is_needed_by_a_call() -> None:
    """There is none in the manifest without which everything would still work."""
    assert set().union(*SCOPES.values(), BESIDE) == set(needed_scopes())
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert [scope for scope, line in BESIDE.items() if line not in code] == []


def test_no_method_is_called_by_name() -> None:
    """There is no way round the list: nothing hands Slack a method's name as text."""
    others = [path for path in SOURCES if not path.as_posix().endswith(PACED)]
    tree = [ast.parse(path.read_text(encoding="utf-8")) for path in others]
    names = {node.attr for one in tree for node in ast.walk(one) if isinstance(node, ast.Attribute)}
    assert names.isdisjoint({"api_call", "_sync_send", "_request", "async_request"})
