"""The quarterly report from chat: who gets it, that it comes once, and what is said if not."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from support.council import CLOSES, LEADER, LEADERS, OPENS, PUBLISHES, STAFF
from support.lines import withheld
from support.two_teams import ANSWERING, answered
from support.world import Running, World, read

from bot.errors import StaffPulseError
from bot.printer import Printer
from bot.sandbox import Message, Refuse
from bot.settings import Folders
from bot.usecases.quarterlies import Quarterlies, Reply
from questions.loader import load_shipped
from storage.model import Pulse

PRACTITIONER = ANSWERING[0]
COMING = "We are making it; it comes as a direct message in a minute, to you alone."
SECRET = "UPERSON001 said often"
FORBIDDEN = "The quarterly report is for members of the leadership channel"


@pytest.fixture
async def published(here: World, running: Running) -> AsyncIterator[World]:
    """The world once a digest stands in both channels; the bot runs."""
    await running.tick(OPENS)
    await answered(here)
    await running.tick(CLOSES)
    await running.tick(PUBLISHES)
    yield here
    await running.bot.quarterlies.ended()


async def pressed(here: World, person: str, message: Message) -> str:
    """What somebody reads after they pressed the button below a digest."""
    somebody = here.person(person)
    await somebody.press(message, "quarterly-report")
    assert somebody.modal is not None
    return somebody.modal.words


async def typed(here: World, person: str) -> str:
    """What somebody, and only they, are shown after `/pulse report`."""
    outcome = await here.person(person).command("/pulse", "report")
    [shown] = outcome.messages
    assert shown.only_for == person
    return shown.text


def came(here: World, person: str) -> Sequence[Message]:
    """What the bot wrote to somebody about reports."""
    messages = here.person(person).direct_messages()
    return [one for one in messages if one.files or "quarterly report" in one.text]


def files(here: World, message: Message) -> dict[str, bytes]:
    standing = here.sandbox.workspace.files.standing
    return {standing[one].name: standing[one].bytes for one in message.files}


async def test_it_comes_to_who_pressed_and_to_nobody_else(
    published: World, running: Running
) -> None:
    """The leader hears at once that it comes, and then has it for Word and for the browser."""
    before = {channel: len(published.posted(channel)) for channel in (LEADERS, STAFF)}
    kept = read(published.folders)
    [digest] = published.posted(LEADERS)
    assert COMING in await pressed(published, LEADER, digest)
    await running.bot.quarterlies.ended()
    said, brought = came(published, LEADER)
    assert said.text.startswith(
        "The quarterly report of Weekly pulse on the 13 weeks up to the newest digest, 26 August "
        "to 24 November 2026: one file for Word and one for the browser."
    )
    found = files(published, brought)
    assert set(found) == {"weekly-report-2026-11-24.docx", "weekly-report-2026-11-24.html"}
    word = Document(BytesIO(found["weekly-report-2026-11-24.docx"]))
    assert word.paragraphs[0].text == "How staff find their work: Weekly pulse"
    assert "of 26 answered" in found["weekly-report-2026-11-24.html"].decode().replace(
        "\u00a0", " "
    )
    assert not [one for one in ANSWERING if came(published, one)]
    assert before == {channel: len(published.posted(channel)) for channel in (LEADERS, STAFF)}
    assert read(published.folders) == kept


async def test_it_is_never_on_a_disk(
    published: World, running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be put down for a moment, it comes all the same, so no kill leaves it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    assert [len(one.files) for one in came(published, LEADER)] == [0, 2]


async def test_it_can_be_typed(published: World, running: Running) -> None:
    """`/pulse report` does the same for whoever leads."""
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    assert len(came(published, LEADER)) == 2


async def test_asked_twice_within_a_minute_it_comes_once(
    published: World, running: Running
) -> None:
    """The second press hears the same, and a minute later there is another report."""
    [digest] = published.posted(LEADERS)
    assert COMING in await pressed(published, LEADER, digest)
    await running.bot.quarterlies.ended()
    assert COMING in await pressed(published, LEADER, digest)
    await running.bot.quarterlies.ended()
    assert len(came(published, LEADER)) == 2
    published.clock.move_to(published.clock.now() + timedelta(minutes=1))
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    assert len(came(published, LEADER)) == 4


@dataclass
class SlowPrinter:
    """Has a report ready when it is told to, and remembers for which days it was asked."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    days: list[tuple[date, date]] = field(default_factory=list)

    async def report(self, pulse: str, *, first: date, last: date, made: date) -> dict[str, bytes]:
        self.days.append((first, last))
        await self.ready.wait()
        return {".html": b"<p>75%</p>"}


class Unforeseen(Exception):
    """What none of our own code raises, with a text that no log may hold."""


class Stumbling:
    """Fails as nobody foresaw."""

    async def report(self, pulse: str, *, first: date, last: date, made: date) -> dict[str, bytes]:
        raise Unforeseen(SECRET)


def made_by(printer: SlowPrinter | Stumbling, running: Running) -> Quarterlies:
    ports = running.ports
    return Quarterlies(
        pulses=ports.pulses,
        rounds=ports.rounds,
        directory=ports.directory,
        messenger=ports.messenger,
        printer=printer,
        clock=running.clock,
    )


async def test_nobody_waits_while_it_is_made(published: World, running: Running) -> None:
    """Asked again while it is still being made, also much later, it is made once."""
    printer = SlowPrinter()
    quarterlies = made_by(printer, running)
    assert await quarterlies.ask(LEADER) is Reply.COMING
    published.clock.move_to(published.clock.now() + timedelta(minutes=5))
    assert await quarterlies.ask(LEADER) is Reply.COMING
    assert came(published, LEADER) == []
    printer.ready.set()
    await quarterlies.ended()
    assert len(came(published, LEADER)) == 2
    assert printer.days == [(date(2026, 8, 26), date(2026, 11, 24))]


async def test_a_bot_that_stops_breaks_it_off(published: World, running: Running) -> None:
    """Nothing is brought after the bot has ended, and whoever asked can ask again."""
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.stop()
    await running.bot.quarterlies.ended()
    assert came(published, LEADER) == []


async def test_nobody_else_is_given_it(published: World, running: Running) -> None:
    """A practitioner who types it, or forges the press, reads a kind word and gets nothing."""
    assert (await typed(published, PRACTITIONER)).startswith(FORBIDDEN)
    [theirs], [digest] = published.posted(STAFF), published.posted(LEADERS)
    forged = replace(theirs, blocks=digest.blocks)
    assert FORBIDDEN in await pressed(published, PRACTITIONER, forged)
    await running.bot.quarterlies.ended()
    assert came(published, PRACTITIONER) == []
    assert came(published, LEADER) == []


async def test_before_the_first_digest_that_is_said(here: World, running: Running) -> None:
    """Without a digest there is nothing to make a report from."""
    assert (await typed(here, LEADER)).startswith("There is nothing to report yet")
    await running.bot.quarterlies.ended()
    assert came(here, LEADER) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("missing_scope", "lacks the scope"),
        ("file_uploads_disabled", "Slack does not take files here"),
    ],
)
async def test_where_slack_takes_no_files_it_is_said(
    published: World, running: Running, error: str, said: str
) -> None:
    """Whoever asked reads what to mend in the same place, and need not wait to ask again."""
    published.sandbox.faults.order("files.getUploadURLExternal", Refuse(error))
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    _, sorry = came(published, LEADER)
    assert sorry.text.startswith("Sorry, the quarterly report of Weekly pulse could not be brought")
    assert said in sorry.text
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    assert [bool(one.files) for one in came(published, LEADER)] == [False, False, False, True]


async def test_after_a_fault_that_is_said_and_can_be_asked_again(
    published: World, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asked does not wait in vain; the log says where it went wrong, and no more."""
    quarterlies = made_by(Stumbling(), running)
    for _ in range(2):
        assert await quarterlies.ask(LEADER) is Reply.COMING
        await quarterlies.ended()
    first, second = came(published, LEADER)
    assert first.text == second.text
    assert first.text.startswith("Sorry, the quarterly report of Weekly pulse could not be brought")
    assert "after a fault: Unforeseen in report (" in caplog.text
    assert withheld(caplog.records) == []
    assert SECRET not in first.text + caplog.text


async def test_while_slack_does_not_tell_who_leads_it_is_said(published: World) -> None:
    """Nobody gets a report on the strength of a list that could not be read."""
    published.sandbox.faults.order("conversations.members", Refuse("fatal_error"), times=2)
    assert "cannot look that up just now" in await typed(published, LEADER)
    [digest] = published.posted(LEADERS)
    assert "cannot make it just now" in await pressed(published, LEADER, digest)
    assert came(published, LEADER) == []


async def test_a_channel_that_is_broken_keeps_no_other_pulses_report_back(
    published: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """Who leads one pulse has its report while the other's channel is gone; nobody else has."""
    [pulse] = weekly
    questions = load_shipped("wolverhampton-2022")
    broken = {"id": "a-broken-one", "leadership": "C0GONE", "question_set": questions}
    await running.bot.pulses.apply((pulse.model_copy(update=broken), pulse))
    assert await typed(published, LEADER) == COMING
    await running.bot.quarterlies.ended()
    assert len(came(published, LEADER)) == 2
    assert "cannot look that up just now" in await typed(published, PRACTITIONER)


async def test_what_goes_wrong_with_the_making_is_said(tmp_path: Path) -> None:
    """The command's own sentence comes back to be told."""
    folders = Folders(data_dir=tmp_path / "data", key_dir=tmp_path / "keys")
    days = {"first": date(2026, 8, 26), "last": date(2026, 11, 24), "made": date(2026, 11, 30)}
    with pytest.raises(StaffPulseError, match="is not there; set STAFF_PULSE_DATA_DIR"):
        await Printer(folders).report("weekly", **days)
