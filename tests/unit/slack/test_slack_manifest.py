from importlib.resources import files

import yaml

from bot.slack.blocks import kit
from bot.slack.listeners.commands import COMMAND
from bot.slack.verify import needed_scopes

TEXT = files("bot.slack").joinpath("manifest.yaml").read_text("utf-8")


def test_each_scope_event_and_command_stands_with_its_reason() -> None:
    """The line above every scope, event and command is a comment."""
    lines = [line.strip() for line in TEXT.splitlines()]
    for name in (*needed_scopes(), "app_home_opened", "command: /pulse"):
        assert lines[lines.index(f"- {name}") - 1].startswith("# ")


def test_the_app_can_do_what_the_bot_does() -> None:
    """Home, messages, buttons and Socket Mode are on, and people need not write to the bot."""
    manifest = yaml.safe_load(TEXT)
    home = manifest["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["settings"]["socket_mode_enabled"]
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == [COMMAND]
    assert manifest["display_information"]["name"] == kit.TITLE
    assert len(manifest["display_information"]["description"]) <= 140
