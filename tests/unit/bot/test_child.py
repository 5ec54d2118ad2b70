import json

import pytest

from bot import child

_PRINTED = ("-c", "import json, os; print(json.dumps(dict(os.environ)))")


async def test_a_process_is_told_none_of_the_bots_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the bot's environment it has where things are, and besides only what it is to be told."""
    monkeypatch.setenv("STAFF_PULSE_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    ended = await child.run(*_PRINTED, seconds=60, told={"STAFF_PULSE_DATA_DIR": "/data"})
    environment = json.loads(ended.out)
    assert {"PATH", "TMPDIR", "STAFF_PULSE_DATA_DIR"} <= set(environment)
    assert (environment["TMPDIR"], environment["STAFF_PULSE_DATA_DIR"]) == ("/elsewhere", "/data")
    assert "xoxb-1" not in ended.out.decode()
