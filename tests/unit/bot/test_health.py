from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.health import FRESH, NotWell, beat, check, stop

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "heartbeat.json"


def test_a_fresh_heartbeat_of_a_connected_bot_is_well(path: Path) -> None:
    """A heartbeat is well up to the last moment of its freshness."""
    beat(path, connected=True, now=NOW)
    check(path, NOW + FRESH)


def test_an_old_heartbeat_is_not_well(path: Path) -> None:
    """A bot that stopped beating is stuck or gone, and the sentence says since when."""
    beat(path, connected=True, now=NOW)
    with pytest.raises(NotWell, match="181 seconds old"):
        check(path, NOW + FRESH + timedelta(seconds=1))


def test_a_bot_without_slack_is_not_well(path: Path) -> None:
    """A running bot that nobody can reach is not well."""
    beat(path, connected=False, now=NOW)
    with pytest.raises(NotWell, match="not connected to Slack"):
        check(path, NOW)


def test_a_later_beat_replaces_an_earlier_one(path: Path) -> None:
    """Only the last heartbeat counts, and nothing else is left in the folder."""
    beat(path, connected=False, now=NOW)
    beat(path, connected=True, now=NOW + FRESH * 2)
    check(path, NOW + FRESH * 2)
    assert list(path.parent.iterdir()) == [path]


def test_no_heartbeat_is_not_well(path: Path) -> None:
    """Before the bot has started there is no heartbeat."""
    with pytest.raises(NotWell, match="has not started"):
        check(path, NOW)


@pytest.mark.parametrize("content", ["", "{}", '{"at": "2026-11-24T10:00:00", "connected": true}'])
def test_a_spoilt_heartbeat_is_not_well(path: Path, content: str) -> None:
    """A file that is no heartbeat is said to be unreadable, without a traceback."""
    path.write_text(content)
    with pytest.raises(NotWell, match="cannot be read"):
        check(path, NOW)


def test_a_bot_that_was_ended_is_not_well(path: Path) -> None:
    """Ending leaves no heartbeat that would still pass for a while; it may be done again."""
    beat(path, connected=True, now=NOW)
    check(path, NOW)
    for _ in range(2):
        stop(path)
        with pytest.raises(NotWell, match="There is no heartbeat"):
            check(path, NOW)
