from typing import TYPE_CHECKING

from bot.sandbox import Refuse, Sandbox
from storage.errors import NotRecorded

if TYPE_CHECKING:
    from tests.integration.slack.conftest import Bot

ASHA, CARYS = "U0ASHA", "U0CARYS"


async def test_home_says_what_is_held(sandbox: Sandbox, bot: "Bot") -> None:
    """Somebody on the roster reads their place, their groups, and that a mark may exist."""
    asha = sandbox.person(ASHA)
    await asha.open_home()
    words = asha.home.words
    assert "people asked for *The weekly pulse*, in North &amp; East, Social workers." in words
    assert "until Thursday 26 November at 16:00" in words
    assert "We never look up whether you have one" in words


async def test_home_is_the_same_before_and_after_answering(sandbox: Sandbox, bot: "Bot") -> None:
    """Nothing on the Home tab depends on whether the person has answered."""
    asha = sandbox.person(ASHA)
    await asha.open_home()
    before = asha.home.words
    await asha.press(await bot.invite(ASHA), "answer")
    await asha.submit({"manageable": "often"})
    await asha.open_home()
    assert asha.home.words == before


async def test_home_says_when_nothing_is_held(sandbox: Sandbox, bot: "Bot") -> None:
    """Somebody on no roster reads that nothing is held, and that there is no digest yet."""
    carys = sandbox.person(CARYS)
    await carys.open_home()
    assert "Nothing: no questions are open for you." in carys.home.words
    assert "There is none for you to read yet." in carys.home.words


async def test_a_break_can_be_taken_and_ended(sandbox: Sandbox, bot: "Bot") -> None:
    """Choosing a day pauses until then; Ask me again ends it; both are shown at once."""
    asha = sandbox.person(ASHA)
    await asha.open_home()
    await asha.press_in_home("pause-until", "2026-12-07")
    assert "before Monday 7 December 2026" in asha.home.words
    await asha.press_in_home("ask-again")
    assert "You have not asked for a break" in asha.home.words
    assert bot.rounds.settings[ASHA].paused_until is None


async def test_never_ask_me_is_kept_and_can_be_undone(sandbox: Sandbox, bot: "Bot") -> None:
    """Never ask me is shown as kept, and only then its undoing stands in its place."""
    asha = sandbox.person(ASHA)
    await asha.open_home()
    await asha.press_in_home("never-ask")
    assert bot.rounds.settings[ASHA].never
    assert "You asked us never to ask you" in asha.home.words
    assert "Never ask me" not in asha.home.words
    await asha.press_in_home("ask-again")
    assert not bot.rounds.settings[ASHA].never
    assert "Never ask me" in asha.home.words


async def test_a_setting_that_is_not_kept_is_not_confirmed(sandbox: Sandbox, bot: "Bot") -> None:
    """When a setting cannot be kept, a window says so."""
    asha = sandbox.person(ASHA)
    await asha.open_home()
    bot.rounds.trouble = NotRecorded("the disk is full")
    await asha.press_in_home("never-ask")
    assert asha.modal.title == "Not recorded"
    assert "You have not asked for a break" in asha.home.words


async def test_home_says_when_it_cannot_be_read(sandbox: Sandbox, bot: "Bot") -> None:
    """When what is held cannot be read, the Home tab asks to come back."""
    asha = sandbox.person(ASHA)
    bot.rounds.trouble = NotRecorded("the disk is full")
    await asha.open_home()
    assert "Please look again in a few minutes." in asha.home.words


async def test_a_home_that_slack_refuses_does_no_harm(sandbox: Sandbox, bot: "Bot") -> None:
    """After a refusal the next opening shows the tab."""
    asha = sandbox.person(ASHA)
    sandbox.faults.order("views.publish", Refuse("internal_error"))
    assert (await asha.open_home()).accepted
    assert asha.home is None
    await asha.open_home()
    assert "What we hold about you now" in asha.home.words
