import logging
from typing import TYPE_CHECKING

import pytest
from support.pulse import a_pulse

from bot.sandbox import Sandbox
from bot.survey.promise import paragraphs
from storage.errors import NotRecorded

if TYPE_CHECKING:
    from tests.integration.slack.conftest import Bot

ASHA, LEADERS = "U0ASHA", "C0LEADERS"


async def _typed(sandbox: Sandbox, text: str) -> str:
    """What a person is shown, and only they, after `/pulse` with that text."""
    outcome = await sandbox.person(ASHA).command("/pulse", text)
    assert outcome.accepted
    [shown] = outcome.messages
    assert shown.only_for == ASHA
    return shown.words


async def test_the_promise_is_shown_whole(sandbox: Sandbox, bot: "Bot") -> None:
    """`/pulse privacy` shows the promise in its own words, the threshold, and whom to ask."""
    bot.rounds.pulses = [a_pulse(threshold=12, contact="Priya & Jo")]
    words = await _typed(sandbox, "privacy")
    assert all(paragraph in words for paragraph in paragraphs(12))
    assert "Weekly pulse, shown for at least 12 people: Priya &amp; Jo" in words


async def test_thresholds_that_differ_are_told_by_pulse(sandbox: Sandbox, bot: "Bot") -> None:
    """The promise holds for every pulse, and each pulse's own threshold stands below."""
    bot.rounds.pulses = [a_pulse(threshold=10), a_pulse(id="b", name="Yearly", threshold=6)]
    words = await _typed(sandbox, "privacy")
    assert all(paragraph in words for paragraph in paragraphs(6))
    assert "Weekly pulse, shown for at least 10 people:" in words
    assert "Yearly, shown for at least 6 people:" in words


async def test_the_promise_can_be_read_where_nobody_is_asked(sandbox: Sandbox, bot: "Bot") -> None:
    """Without a pulse in force, the promise stands with the lowest threshold there can be."""
    words = await _typed(sandbox, "privacy")
    assert all(paragraph in words for paragraph in paragraphs(5))
    assert "The people who run Staff Pulse where you work." in words


async def test_it_is_found_however_it_is_typed(sandbox: Sandbox, bot: "Bot") -> None:
    """Capitals and spaces do not matter, and in a channel nobody else sees the answer."""
    sandbox.workspace.change_channel(LEADERS, members=(ASHA,))
    outcome = await sandbox.person(ASHA).command("/pulse", "  PRIVACY ", channel=LEADERS)
    assert "Our promise" in outcome.messages[0].words
    assert sandbox.workspace.messages(LEADERS) == ()
    assert [one.channel for one in sandbox.person(ASHA).whispers()] == [LEADERS]


async def test_help_lists_what_there_is(sandbox: Sandbox, bot: "Bot") -> None:
    """`/pulse help` says what can be typed, and where Home is; nothing that is for admins."""
    words = await _typed(sandbox, "help")
    assert "`/pulse privacy` shows how your answers stay anonymous" in words
    assert "Home" in words
    assert "admins" not in words


async def test_what_is_open_can_be_answered_from_the_command(sandbox: Sandbox, bot: "Bot") -> None:
    """`/pulse` alone shows the open round with its button, the same after answering."""
    asha = sandbox.person(ASHA)
    [shown] = (await asha.command("/pulse")).messages
    assert "*The weekly pulse* is open until Thursday 26 November at 16:00." in shown.words
    await asha.press(shown, "answer")
    await asha.submit({"manageable": "often"})
    assert bot.rounds.ballots[ASHA] == {"manageable": "often"}
    assert await _typed(sandbox, "") == shown.words


async def test_nothing_open_is_said_kindly(sandbox: Sandbox, bot: "Bot") -> None:
    """Who is on no open list reads that there is nothing to do."""
    bot.rounds.open = False
    assert "so there is nothing to do" in await _typed(sandbox, "")


@pytest.mark.parametrize("day", ["2026-12-24", "24/12/2026", "24 December 2026"])
async def test_a_break_is_taken_by_command(sandbox: Sandbox, bot: "Bot", day: str) -> None:
    """A day is understood as people write it, what is kept is said, and Home shows it."""
    assert "we ask you nothing before Thursday 24 December 2026" in await _typed(
        sandbox, f"pause {day}"
    )
    home = sandbox.person(ASHA).home
    assert home is not None
    assert "before Thursday 24 December 2026" in home.words


async def test_a_break_is_chosen_where_it_was_asked_for(sandbox: Sandbox, bot: "Bot") -> None:
    """The day and the buttons stand in the answer, and a window says what was chosen."""
    asha = sandbox.person(ASHA)
    [shown] = (await asha.command("/pulse", "pause")).messages
    await asha.press(shown, "pause-until", "2026-12-24")
    assert asha.modal is not None
    assert "before Thursday 24 December 2026" in asha.modal.words
    await asha.press(shown, "never-ask")
    assert "You asked us never to ask you" in asha.modal.words


@pytest.mark.parametrize("day", ["2026-11-24", "2020-01-01", "1/1/0001"])
async def test_a_day_that_has_begun_ends_no_break(sandbox: Sandbox, bot: "Bot", day: str) -> None:
    """Typed or chosen, it changes nothing, and the person is told so."""
    assert "That day is not to come any more" in await _typed(sandbox, f"pause {day}")
    asha = sandbox.person(ASHA)
    [shown] = (await asha.command("/pulse", "pause")).messages
    await asha.press(shown, "pause-until", "2020-01-01")
    assert asha.modal is not None
    assert "That day is not to come any more" in asha.modal.words
    assert bot.rounds.settings == {}


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "31/11/2026", "24.12.2026", "never"])
async def test_what_is_no_day_is_told_in_words(sandbox: Sandbox, bot: "Bot", day: str) -> None:
    """What was typed is not repeated, and how to type a day is."""
    words = await _typed(sandbox, f"pause {day}")
    assert "could not read that as a day, so nothing was changed" in words
    assert bot.rounds.settings == {}


@pytest.mark.parametrize("text", ["status", "preview", "skip", "skip weekly"])
async def test_what_is_for_admins_is_refused_kindly(
    sandbox: Sandbox, bot: "Bot", text: str
) -> None:
    """Whoever is no admin reads so, and nothing is shown or opened."""
    assert "This is for the admins of Staff Pulse" in await _typed(sandbox, text)
    assert sandbox.person(ASHA).modal is None


async def test_anything_else_meets_a_kind_word(
    sandbox: Sandbox, bot: "Bot", caplog: pytest.LogCaptureFixture
) -> None:
    """What is no command is neither repeated nor logged, and the list follows."""
    caplog.set_level(logging.DEBUG)
    words = await _typed(sandbox, "I cannot cope")
    assert words.startswith("Sorry, that is not something we know. What you typed is not kept.")
    assert "`/pulse help` shows this list." in words
    bot.rounds.trouble = NotRecorded("the disk is full")
    await _typed(sandbox, "privacy")
    lines = [r.getMessage() for r in caplog.records if not r.name.startswith("bot.sandbox")]
    assert lines
    assert [line for line in lines if "cope" in line or ASHA in line] == []


@pytest.mark.parametrize("text", ["digest", "trend workload"])
async def test_who_may_read_nothing_is_told_kindly(sandbox: Sandbox, bot: "Bot", text: str) -> None:
    """Where there is nothing to read, or nothing for this person, the words are the same."""
    assert (await _typed(sandbox, text)).startswith("There is no digest for you to read yet.")


async def test_in_a_bad_moment_it_asks_to_try_again(sandbox: Sandbox, bot: "Bot") -> None:
    """When the database cannot be read, the person is told so, and the next try serves."""
    bot.rounds.trouble = NotRecorded("the disk is full")
    for text in ("privacy", "digest"):
        assert "try again in a few minutes" in await _typed(sandbox, text)
    bot.rounds.trouble = None
    assert "Our promise" in await _typed(sandbox, "privacy")
