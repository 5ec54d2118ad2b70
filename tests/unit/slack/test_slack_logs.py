import logging
from collections.abc import Iterator

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    names = ("bot", "questions", "storage")
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_our_own_words_are_one_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A record of ours is one line with its time, level, place and words."""
    logs.set_up("INFO")
    logging.getLogger("bot.delivery").info("Sent %d messages\nand rested", 3)
    line = capsys.readouterr().err
    assert line.endswith("Z INFO bot.delivery: Sent 3 messages and rested\n")
    assert line.count("\n") == 1


def test_the_level_is_that_of_our_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing of ours is written; the scheduler is heard from ERROR on."""
    logs.set_up("ERROR")
    logging.getLogger("bot.delivery").warning("ours")
    logging.getLogger("apscheduler.scheduler").info("quiet")
    logging.getLogger("apscheduler.scheduler").error("a job failed")
    assert "a job failed" in capsys.readouterr().err
    logging.getLogger("storage.outbox").warning("ours")
    assert capsys.readouterr().err == ""


def test_other_libraries_are_not_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    """What another library says may hold what passed through it, so only its name stands there."""
    logs.set_up("DEBUG")
    logging.getLogger("asyncio").error("Task was destroyed: U0ASHA answered often")
    line = capsys.readouterr().err
    assert "ERROR asyncio: (details withheld)" in line
    assert "U0ASHA" not in line


def test_an_exception_is_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an exception the message is left out, since it may hold an input."""
    logs.set_up("INFO")
    try:
        raise KeyError("U0ASHA")  # noqa: TRY301
    except KeyError:
        logging.getLogger("bot.tick").exception("A step failed")
    line = capsys.readouterr().err
    assert "A step failed [KeyError in test_an_exception_is_its_type_and_place (" in line
    assert "U0ASHA" not in line


@pytest.mark.parametrize(
    "name",
    [
        "slack_bolt",
        "slack_bolt.AsyncApp",
        "slack_sdk.socket_mode",
        "websockets.client",
        "aiosqlite",
    ],
)
def test_what_prints_payloads_stays_silent(name: str) -> None:
    """Even where the root is asked for everything, libraries that print payloads do not."""
    logs.set_up("DEBUG")
    logging.getLogger().setLevel(logging.DEBUG)
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
