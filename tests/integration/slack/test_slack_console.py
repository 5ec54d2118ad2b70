"""The console in a bad moment: what admins read, and that nothing seems done that was not."""

from typing import TYPE_CHECKING, NoReturn

import pytest
from slack_bolt.async_app import AsyncApp

from bot.errors import StaffPulseError
from bot.sandbox import Sandbox
from bot.slack.dispatch import dispatch
from storage.errors import NotRecorded

if TYPE_CHECKING:
    from tests.integration.slack.conftest import Desk

ASHA = "U0ASHA"
AIM = "pause weekly 0123456789abcdef"
TROUBLES = {
    "disk": NotRecorded("the disk is full"),
    "chat": StaffPulseError("Slack does not tell who is in the group"),
}
PRESSES = ("console-act", "console-preview", "console-changes")


class Broken:
    """A console and a change log that cannot be read or written now."""

    def __init__(self, trouble: Exception) -> None:
        self._trouble = trouble

    async def pulse(self, *_: object) -> NoReturn:
        raise self._trouble

    async def paper(self, *_: object) -> NoReturn:
        raise self._trouble

    async def latest(self, *_: object, **__: object) -> NoReturn:
        raise self._trouble

    async def look(self) -> NoReturn:
        raise self._trouble


class Everybody:
    """Everybody is an admin."""

    async def include(self, person: str) -> bool:
        return True

    async def admit(self, person: str) -> bool:
        return True


@pytest.fixture(params=TROUBLES.values(), ids=TROUBLES)
def desk(request: pytest.FixtureRequest, desk: "Desk") -> "Desk":
    desk.admins = Everybody()
    desk.console = desk.changes = Broken(request.param)
    return desk


@pytest.mark.parametrize("action_id", PRESSES)
async def test_a_window_says_that_nothing_was_done(
    sandbox: Sandbox, app: AsyncApp, action_id: str
) -> None:
    """Whatever an admin presses, a window opens, and asks to try again."""
    value = "weekly" if action_id == "console-preview" else AIM
    action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value}
    trigger = sandbox.workspace.triggers.issue(ASHA)
    press = {"type": "block_actions", "user": {"id": ASHA}, "trigger_id": trigger}
    answer = await dispatch(
        app, mode="socket_mode", body=press | {"actions": [action]}, headers=None
    )
    assert answer.status == 200
    modal = sandbox.person(ASHA).modal
    assert modal is not None
    assert modal.title == "Not done"
    assert "try again in a few minutes" in modal.words


async def test_a_form_says_that_it_was_not_done(sandbox: Sandbox, app: AsyncApp) -> None:
    """An act that is not kept is not confirmed."""
    view = {
        "type": "modal",
        "callback_id": "console-asked",
        "private_metadata": AIM,
        "state": {"values": {}},
    }
    body = {"type": "view_submission", "user": {"id": ASHA}, "view": view}
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    assert "Not done" in answer.body


async def test_a_command_asks_to_try_again(sandbox: Sandbox, bot: object) -> None:
    """So does the console in short."""
    outcome = await sandbox.person(ASHA).command("/pulse", "status")
    assert "try again in a few minutes" in outcome.messages[0].words
