from datetime import UTC, datetime
from typing import Any

import pytest

from bot.demo.clock import HandClock
from bot.demo.reading import read
from bot.sandbox import Message, Workspace

CHANNEL = "C0STAFF"


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(HandClock(datetime(2026, 11, 24, tzinfo=UTC)))


def _post(workspace: Workspace, *texts: str, thread: str | None = None) -> str:
    message = Message(
        channel=CHANNEL,
        ts=workspace.new_ts(),
        user="U0BOT",
        text="for notifications",
        blocks=tuple(map(_section, texts)),
        thread_ts=thread,
    )
    return workspace.post(message).ts


def test_a_post_is_read_with_its_thread_below_it(workspace: Workspace) -> None:
    """Blocks are paragraphs, replies stand under their own message, earlier posts are left out."""
    _post(workspace, "Last week")
    first = _post(workspace, "Headline", "More")
    _post(workspace, "Next")
    _post(workspace, "Teams", thread=first)
    assert read(workspace, CHANNEL, since=1) == (
        "Headline\n\nMore\n\n--- in the thread ---\n\nTeams\n\nNext\n"
    )


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("*Team*\n*North & South*", "Team\nNorth & South"),
        ("R&amp;D &lt;3", "R&D <3"),
        ("2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c"),
    ],
)
def test_markup_is_read_as_it_is_seen(workspace: Workspace, marked: str, seen: str) -> None:
    """Bold loses its stars, escaped characters are themselves, other stars stay."""
    _post(workspace, marked)
    assert read(workspace, CHANNEL, since=0) == f"{seen}\n"
