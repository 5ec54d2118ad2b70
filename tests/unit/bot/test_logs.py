import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot import logs
from bot.delivery import log as ours
from bot.errors import StaffPulseError
from storage.errors import NotRecorded
from storage.model import State

ROUND = "weekly-2026-11-24"
PERSON = "U0CANARY12"
TOKEN = "xoxb-123-canary"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, manager = logging.getLogger(), logging.Logger.manager
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    levels = {n: each.level for n, each in manager.loggerDict.items() if _is_logger(each)}
    hooks = (sys.excepthook, sys.unraisablehook)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raising
    sys.excepthook, sys.unraisablehook = hooks
    for name, each in manager.loggerDict.items():
        if _is_logger(each):
            each.setLevel(levels.get(name, logging.NOTSET))


def _is_logger(each: object) -> bool:
    return isinstance(each, logging.Logger)


def test_our_own_words_are_one_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A record of ours is one line with its time, level, place and words."""
    logs.set_up("INFO")
    ours.info("Sent %d messages\nand rested", 3)
    line = capsys.readouterr().err
    assert line.endswith("Z INFO bot.delivery: Sent 3 messages and rested\n")
    assert line.count("\n") == 1


def test_a_quoted_name_writes_no_line_and_moves_no_cursor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What a sentence of ours quotes stands in its one line, without what cannot be seen."""
    logs.set_up("INFO")
    forged = "x\r\n2026-11-24T10:00:00Z INFO bot.app: all is well\x1b[2J\u202e\u2028\x00"
    ours.warning("It waits: %s", StaffPulseError(f"found {forged}"))
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert written.strip("\n").isprintable()
    assert logs.plain(forged).isprintable()


def test_the_level_is_that_of_our_own_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Below the level nothing of ours is written; the scheduler is heard from ERROR on."""
    logs.set_up("ERROR")
    ours.warning("ours")
    logging.getLogger("apscheduler.scheduler").warning("quiet")
    logging.getLogger("storage.outbox").warning("ours")
    assert capsys.readouterr().err == ""
    logging.getLogger("apscheduler.scheduler").error("a job failed")
    assert "ERROR apscheduler" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        (ROUND, ROUND),
        (f"{ROUND}-1000", f"{ROUND}-1000"),
        (26, "26"),
        ("3.40.1", "3.40.1"),
        (datetime(2026, 11, 24, 10, tzinfo=UTC), "2026-11-24 10:00:00+00:00"),
        (State.OPEN, "open"),
        (KeyError, "KeyError"),
        (NotRecorded("The disk is full."), "The disk is full."),
        (KeyError(PERSON), "KeyError"),
        (FileNotFoundError(2, PERSON, PERSON), "FileNotFoundError, No such file or directory"),
        (OSError(PERSON), "OSError"),
        (StaffPulseError(f"{PERSON} sent {TOKEN}."), "(a member id) sent (a token)."),
        (PERSON, "(withheld)"),
        (TOKEN, "(withheld)"),
        ("often", "(withheld)"),
        ("I said that last week", "(withheld)"),
        (b"often", "(withheld)"),
        ([PERSON], "(withheld)"),
        (None, "(withheld)"),
    ],
    ids=str,
)
def test_only_declared_kinds_stand_in_a_line(
    capsys: pytest.CaptureFixture[str], argument: object, shown: str
) -> None:
    """Rounds, counts, instants, states, our own errors and types are shown, and nothing else."""
    logs.set_up("DEBUG")
    ours.warning("Seen: %s", argument)
    assert capsys.readouterr().err.endswith(f"bot.delivery: Seen: {shown}\n")


def test_no_subclass_says_what_its_kind_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    """What says something else when it is printed is not shown, even if it is a number."""

    class Talking(int):
        def __str__(self) -> str:
            return PERSON

    logs.set_up("DEBUG")
    ours.warning("Seen: %s", Talking(7))
    assert capsys.readouterr().err.endswith("bot.delivery: Seen: (withheld)\n")


def naively_formatted() -> None:
    ours.warning(f"{PERSON} answered often")


def naively_joined() -> None:
    ours.warning("Answered: " + PERSON)


def naively_given() -> None:
    ours.warning({"user": PERSON})


def wrongly_filled() -> None:
    ours.warning("%d answered", PERSON)


def one_too_many() -> None:
    ours.warning("Answered", PERSON)


def by_name() -> None:
    ours.warning("%(who)s answered", {"who": PERSON})


@pytest.mark.parametrize(
    "log",
    [naively_formatted, naively_joined, naively_given, wrongly_filled, one_too_many, by_name],
)
def test_words_made_of_data_are_withheld(
    capsys: pytest.CaptureFixture[str], log: Callable[[], None]
) -> None:
    """A message that does not stand in the code, or whose arguments do not fit it, is left out."""
    logs.set_up("DEBUG")
    log()
    said = capsys.readouterr()
    assert said.err.endswith("bot.delivery: (withheld)\n")
    assert PERSON not in said.out + said.err


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("asyncio", "asyncio"),
        ("slack_bolt.AsyncApp", "slack_bolt"),
        (f"websockets.{PERSON}", "websockets"),
        (PERSON, "another library"),
    ],
)
def test_other_libraries_are_not_quoted(
    capsys: pytest.CaptureFixture[str], name: str, shown: str
) -> None:
    """Of another library only its name stands there, even when it was made to say everything."""
    logs.set_up("DEBUG")
    other = logging.getLogger(name)
    other.setLevel(logging.DEBUG)
    other.info("%s answered %s", PERSON, "often")
    assert capsys.readouterr().err == ""
    other.error("Task was destroyed: %s answered often", PERSON)
    assert capsys.readouterr().err.endswith(f"Z ERROR {shown}: (details withheld)\n")


def test_an_exception_is_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an exception the message is left out, since it may hold an input."""
    logs.set_up("INFO")
    try:
        raise ExceptionGroup(PERSON, [KeyError(PERSON)])  # noqa: TRY301
    except ExceptionGroup:
        ours.exception("A step failed", stack_info=True)
    line = capsys.readouterr().err
    assert line.endswith("bot.delivery: A step failed [KeyError]\n")


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


FAULTS = {
    "raised": "raise ValueError(CANARY)",
    "raised by another": "try: {}[CANARY]\nexcept KeyError: raise ValueError(CANARY)",
    "in a thread": "import threading; threading.Thread(target=int, args=(CANARY,)).start()",
    "while being put away": (
        "class Fragile:\n def __del__(self): raise ValueError(CANARY)\ndel [Fragile()][0]"
    ),
    "a warning": "import warnings; warnings.warn(CANARY)",
    "of a task": (
        "import asyncio\n"
        "async def fail(): raise ValueError(CANARY)\n"
        "async def live():\n asyncio.create_task(fail()); await asyncio.sleep(0)\n"
        "asyncio.run(live(), debug=True)"
    ),
    "of a callback": (
        "import asyncio\n"
        "async def live():\n"
        " asyncio.get_running_loop().call_soon(int, CANARY); await asyncio.sleep(0)\n"
        "asyncio.run(live(), debug=True)"
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_python_itself_quotes_nothing(fault: str) -> None:
    """What Python prints of a fault by itself is a line of ours, with type and place alone."""
    canary = f"CANARY = '{PERSON}' + chr(32) * 0\n"
    set_up = "from bot import logs\nlogs.set_up('DEBUG')\n"
    told, naive = (
        subprocess.run(
            [sys.executable, "-X", "dev", "-c", before + canary + fault],
            capture_output=True,
            text=True,
            check=False,
        )
        for before in (set_up, "")
    )
    assert PERSON not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert any(level in told.stderr for level in (" WARNING ", " ERROR ", " CRITICAL "))
    assert PERSON in naive.stderr
