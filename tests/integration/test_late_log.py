"""The reader of the log on an evening when people answer: no line tells at what moment."""

import ast
import io
import logging
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.council import OPENS, ROUND
from support.patience import with_slacks_patience
from support.two_teams import OFTEN, answered
from support.world import ANSWER, Running, World, invitation, open_paper

import bot
from bot import logs
from bot.logs.lines import _Handler
from bot.sandbox import LoseAck, Refuse

HOUR = timedelta(hours=1)

WRITTEN = {"_log.debug", "_log.info", "_log.warning", "_log.error"}
BY_ADMINS = {"A question set was published."}
"""Not about anything that somebody who is asked can do."""

OF_THE_LINE = {
    "A link to Slack did not open: %s",
    "Slack is heard again.",
    "Slack is not heard, and is tried again and again: %s",
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What `staff-pulse run` would have written."""
    written = io.StringIO()
    handler = _Handler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    handler.close()


async def test_an_evening_of_answers_has_no_line_at_their_moments(
    here: World, running: Running, log: io.StringIO
) -> None:
    """What went wrong with them is told once the next hour has begun, with how often."""
    await running.tick(OPENS)
    logs.tell_late(OPENS)
    before = log.getvalue()
    here.sandbox.faults.order("interactive", LoseAck())
    here.sandbox.faults.order("views.open", Refuse("expired_trigger_id"), times=2)
    for person in ("UPERSON001", "UPERSON002"):
        pressing = here.person(person).press(invitation(here.person(person)), ANSWER)
        await with_slacks_patience(here, pressing)
    await not_recorded(here, "UPERSON003")
    await answered(here, ("UPERSON004", "UPERSON005"))
    logs.tell_late(OPENS + HOUR / 2)
    assert log.getvalue() == before
    logs.tell_late(OPENS + HOUR)
    told = log.getvalue().removeprefix(before).splitlines()
    assert [line.partition("Z ")[0] for line in told] == 2 * ["2026-11-24T11:00:00"]
    assert "WARNING bot.slack.windows: A window did not open: " in told[0]
    assert told[0].endswith("(2 times since the last hour)")
    assert "ERROR bot.slack.listeners.answering: A submission was not counted: " in told[1]
    assert told[1].endswith("(once since the last hour)")
    logs.tell_late(OPENS + 2 * HOUR)
    assert log.getvalue().removeprefix(before).splitlines() == told


async def not_recorded(here: World, person: str) -> None:
    """Somebody answers while the ballot box cannot be written."""
    await open_paper(here.person(person))
    other = sqlite3.connect(here.folders.data_dir / "boxes" / f"{ROUND}.box", isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        await here.person(person).submit(OFTEN)
    finally:
        other.close()


def test_what_is_left_over_is_told_at_the_end(log: io.StringIO) -> None:
    """A bot that is stopped tells what it has kept back."""
    [handler] = [one for one in logging.getLogger().handlers if isinstance(one, _Handler)]
    logging.getLogger("bot.slack.socket").warning("It was lost.", extra=logs.LATE)
    assert log.getvalue() == ""
    handler.close()
    assert "(once since the last hour)" in log.getvalue()


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    """What was kept back for a stream that is closed, or a full disk, is let go."""
    written = io.StringIO()
    handler = _Handler(written)
    handler.handle(logging.makeLogRecord({"name": "bot", "msg": "It was lost.", **logs.LATE}))
    written.close()
    handler.tell_late(OPENS)
    handler.tell_late(OPENS + HOUR)
    handler.close()


def test_every_line_about_what_people_send_is_late() -> None:
    """So it is with every line that is written on the way of a press, a window or an answer."""
    slack = Path(bot.__file__).parent / "slack"
    files = [
        *(slack / "listeners").glob("*.py"),
        *(slack / name for name in ("dispatch.py", "homes.py", "socket.py", "windows.py")),
    ]
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WRITTEN
    ]
    at_once = {
        ast.literal_eval(call.args[0])
        for call in calls
        if "logs.LATE" not in [ast.unparse(one.value) for one in call.keywords]
    }
    assert at_once == BY_ADMINS | OF_THE_LINE
