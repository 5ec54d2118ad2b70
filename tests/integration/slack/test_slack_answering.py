import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.sandbox import DeliverTwice, LoseAck, Person, Refuse, Sandbox, ServerError
from bot.survey.promise import paragraphs
from storage.errors import BoxBroken, BoxLost, NotRecorded

if TYPE_CHECKING:
    from tests.integration.slack.conftest import Bot

ASHA, BEN, CARYS = "U0ASHA", "U0BEN", "U0CARYS"


async def _opened(sandbox: Sandbox, bot: "Bot", person: str) -> Person:
    someone = sandbox.person(person)
    await someone.press(await bot.invite(person), "answer")
    return someone


async def test_an_answer_is_counted_and_thanked(sandbox: Sandbox, bot: "Bot") -> None:
    """A person presses Answer, chooses, sends, and reads thanks and where to turn."""
    asha = await _opened(sandbox, bot, ASHA)
    outcome = await asha.submit({"manageable": "often", "breaks": "does-not-apply"})
    assert outcome.accepted
    assert bot.rounds.ballots == {ASHA: {"manageable": "often", "breaks": "does-not-apply"}}
    assert outcome.modal.title == "Thank you"
    assert outcome.modal.submit is None
    assert "0800 000 000 &amp; ask for Jo" in outcome.modal.words


async def test_the_window_shows_the_promise_first_and_nothing_is_chosen(
    sandbox: Sandbox, bot: "Bot"
) -> None:
    """The promise stands around the questions, whole, and no option is preselected."""
    asha = await _opened(sandbox, bot, ASHA)
    words = asha.modal.words
    answers, *rest = paragraphs(8)
    assert words.index(answers) < words.index("manage your workload")
    assert all(words.index("manage your workload") < words.index(one) for one in rest)
    chosen = [
        one["selected_option"] for inputs in asha.modal.values.values() for one in inputs.values()
    ]
    assert chosen in ([], [None, None])


async def test_every_question_may_be_skipped(sandbox: Sandbox, bot: "Bot") -> None:
    """A window sent empty is taken with thanks."""
    asha = await _opened(sandbox, bot, ASHA)
    outcome = await asha.submit({})
    assert outcome.modal.title == "Thank you"
    assert bot.rounds.ballots == {ASHA: {}}


async def test_sending_twice_counts_once_and_hears_the_same(sandbox: Sandbox, bot: "Bot") -> None:
    """The second submission reads word for word like the first."""
    asha = await _opened(sandbox, bot, ASHA)
    first = await asha.submit({"manageable": "never"})
    second = await asha.submit_again()
    assert first.modal.words == second.modal.words
    assert bot.rounds.casts == 2
    assert bot.rounds.ballots == {ASHA: {"manageable": "never"}}


async def test_a_lost_acknowledgement_accuses_nobody(sandbox: Sandbox, bot: "Bot") -> None:
    """A submission delivered again because its acknowledgement was lost is thanked as well."""
    asha = await _opened(sandbox, bot, ASHA)
    sandbox.faults.order("interactive", LoseAck())
    outcome = await asha.submit({"manageable": "often"})
    assert outcome.modal.title == "Thank you"
    assert bot.rounds.casts == 2


async def test_a_press_delivered_twice_is_done_once(sandbox: Sandbox, bot: "Bot") -> None:
    """A redelivered press is acknowledged and does nothing."""
    invitation = await bot.invite(ASHA)
    sandbox.faults.order("interactive", DeliverTwice())
    asha = sandbox.person(ASHA)
    await asha.press(invitation, "not-this-week")
    await sandbox.workspace.until(lambda: asha.modal)
    assert bot.rounds.declined == [ASHA]
    assert len(asha.modals) == 1


async def test_nothing_is_asked_of_slack_before_an_answer_is_counted(
    sandbox: Sandbox, bot: "Bot"
) -> None:
    """A submission is counted and thanked even while Slack's own methods fail."""
    sandbox.faults.order("auth.test", ServerError(500), times=10)
    asha = await _opened(sandbox, bot, ASHA)
    assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
    assert bot.rounds.ballots == {ASHA: {"manageable": "often"}}


async def test_many_answer_at_once(sandbox: Sandbox, bot: "Bot") -> None:
    """Of two hundred people who answer together, each is thanked and counted once."""
    people = [f"U1{number:03}" for number in range(200)]
    bot.rounds.asked.update(people)
    for person in people:
        sandbox.workspace.add_person(person)

    async def answer(person: str) -> str:
        someone = await _opened(sandbox, bot, person)
        return (await someone.submit({"manageable": "often"})).modal.title

    assert set(await asyncio.gather(*map(answer, people))) == {"Thank you"}
    assert set(bot.rounds.ballots) == set(people)
    assert bot.rounds.casts == len(people)


async def test_the_invitation_stays_as_it_is(sandbox: Sandbox, bot: "Bot") -> None:
    """Nothing in the direct message tells later who has answered or declined."""
    asha = sandbox.person(ASHA)
    invitation = await bot.invite(ASHA)
    await asha.press(invitation, "answer")
    await asha.submit({"manageable": "often"})
    await asha.press(invitation, "not-this-week")
    assert asha.direct_messages() == (invitation,)
    assert asha.whispers() == ()


async def test_after_closing_the_window_does_not_open(sandbox: Sandbox, bot: "Bot") -> None:
    """Answer in an old invitation says kindly that it is closed."""
    invitation = await bot.invite(ASHA)
    bot.rounds.open = False
    asha = sandbox.person(ASHA)
    await asha.press(invitation, "answer")
    assert asha.modal.title == "These have closed"
    assert asha.modal.submit is None


async def test_a_late_submission_is_told_so(sandbox: Sandbox, bot: "Bot") -> None:
    """A window opened in time and sent too late is not counted, and says so."""
    asha = await _opened(sandbox, bot, ASHA)
    bot.rounds.open = False
    outcome = await asha.submit({"manageable": "often"})
    assert outcome.modal.title == "These have closed"
    assert bot.rounds.ballots == {}


async def test_someone_who_was_not_asked_reads_a_kind_word(sandbox: Sandbox, bot: "Bot") -> None:
    """A person off the roster is told so, and nothing is counted."""
    carys = await _opened(sandbox, bot, CARYS)
    assert carys.modal.title == "Not on this list"
    assert bot.rounds.casts == 0


@pytest.mark.parametrize(
    ("trouble", "title"),
    [
        (NotRecorded("the disk is full"), "Not recorded"),
        (BoxLost("the key is gone"), "Sorry"),
        (BoxBroken("marks and tally disagree"), "Sorry"),
    ],
)
async def test_what_is_not_kept_is_not_thanked_for(
    sandbox: Sandbox, bot: "Bot", trouble: Exception, title: str
) -> None:
    """When the box does not take an answer, the person reads that it was not recorded."""
    asha = await _opened(sandbox, bot, ASHA)
    bot.rounds.trouble = trouble
    outcome = await asha.submit({"manageable": "often"})
    assert outcome.accepted
    assert outcome.modal.title == title


async def test_after_trouble_trying_again_counts(sandbox: Sandbox, bot: "Bot") -> None:
    """The same invitation serves again once the trouble is over."""
    invitation = await bot.invite(ASHA)
    asha = sandbox.person(ASHA)
    await asha.press(invitation, "answer")
    bot.rounds.trouble = NotRecorded("the disk is full")
    await asha.submit({"manageable": "often"})
    await asha.close_modal()
    bot.rounds.trouble = None
    await asha.press(invitation, "answer")
    assert (await asha.submit({"manageable": "often"})).modal.title == "Thank you"
    assert bot.rounds.ballots == {ASHA: {"manageable": "often"}}


async def test_a_fault_of_ours_is_not_thanked_for(
    sandbox: Sandbox, bot: "Bot", caplog: pytest.LogCaptureFixture
) -> None:
    """An unforeseen error shows that nothing was recorded, and its log line names nobody."""
    asha = await _opened(sandbox, bot, ASHA)
    bot.rounds.fault = KeyError(f"{ASHA} chose often")
    outcome = await asha.submit({"manageable": "often"})
    assert outcome.modal.title == "Not recorded"
    [line] = [
        record.getMessage() for record in caplog.records if record.name == "bot.slack.dispatch"
    ]
    assert "KeyError" in line
    assert ASHA not in caplog.text
    assert "often" not in caplog.text


async def test_not_this_week_keeps_the_wish_and_the_way_back(sandbox: Sandbox, bot: "Bot") -> None:
    """Declining is kept, says until when Answer still works, and Answer does."""
    ben = sandbox.person(BEN)
    invitation = await bot.invite(BEN)
    await ben.press(invitation, "not-this-week")
    assert bot.rounds.declined == [BEN]
    assert "Thursday 26 November at 16:00" in ben.modal.words
    await ben.close_modal()
    await ben.press(invitation, "answer")
    assert (await ben.submit({"breaks": "never"})).modal.title == "Thank you"


async def test_declining_is_refused_where_it_cannot_be_kept(sandbox: Sandbox, bot: "Bot") -> None:
    """A wish that could not be kept is not confirmed; nor is one of somebody who was not asked."""
    ben, carys = sandbox.person(BEN), sandbox.person(CARYS)
    invitation = await bot.invite(BEN)
    bot.rounds.trouble = NotRecorded("the disk is full")
    await ben.press(invitation, "not-this-week")
    assert ben.modal.title == "Not recorded"
    await carys.press(await bot.invite(CARYS), "not-this-week")
    assert carys.modal.title == "Not on this list"


async def test_the_promise_can_be_read_before_and_after(sandbox: Sandbox, bot: "Bot") -> None:
    """The invitation's third button shows the promise and whom to ask, even when it is closed."""
    asha = sandbox.person(ASHA)
    invitation = await bot.invite(ASHA)
    await asha.press(invitation, "how-anonymous")
    assert all(paragraph in asha.modal.words for paragraph in paragraphs(8))
    assert "Ask Priya &lt;in&gt; the practice team." in asha.modal.words
    await asha.close_modal()
    bot.rounds.open = False
    await asha.press(invitation, "how-anonymous")
    assert all(paragraph in asha.modal.words for paragraph in paragraphs(8))
    assert "The people who run Staff Pulse where you work." in asha.modal.words


async def test_a_window_that_came_too_late_asks_to_press_again(
    sandbox: Sandbox, bot: "Bot"
) -> None:
    """When Slack refuses the window, the person is told, and only they see it."""
    invitation = await bot.invite(ASHA)
    sandbox.faults.order("views.open", Refuse("expired_trigger_id"))
    asha = sandbox.person(ASHA)
    await asha.press(invitation, "answer")
    assert asha.modal is None
    assert [message.text for message in asha.whispers()] == [
        "Sorry, that took us too long. Please press the button again."
    ]
    await asha.press(invitation, "answer")
    assert asha.modal.callback_id == "answers"


async def test_a_button_that_nothing_belongs_to_says_so(sandbox: Sandbox, bot: "Bot") -> None:
    """A button of an older version opens a window that tells it is out of date."""
    button = {"type": "button", "action_id": "gone", "text": {"type": "plain_text", "text": "Old"}}
    await bot.client.chat_postMessage(
        channel=ASHA, text="old", blocks=[{"type": "actions", "elements": [button]}]
    )
    asha = sandbox.person(ASHA)
    await asha.press(asha.direct_messages()[-1], "gone")
    assert asha.modal.title == "Out of date"


async def test_no_log_line_holds_what_a_person_does(
    sandbox: Sandbox, bot: "Bot", caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger asked for everything, no record holds a person, a question or an answer."""
    caplog.set_level(logging.DEBUG)
    asha = await _opened(sandbox, bot, ASHA)
    await asha.submit({"manageable": "often"})
    bot.rounds.fault = ValueError(f"{ASHA} often")
    await asha.submit_again()
    bot.rounds.trouble = NotRecorded("the disk is full")
    await asha.submit_again()
    await asha.open_home()
    sandbox.faults.order("views.open", Refuse("expired_trigger_id"))
    await asha.press(asha.direct_messages()[-1], "answer")
    lines = [f"{r.getMessage()} {r.exc_text or ''}" for r in caplog.records if _of_the_bot(r)]
    assert lines
    for secret in (ASHA, "often", "manageable", "not-this-week", "selected_option", "block_id"):
        assert [line for line in lines if secret in line] == []


def _of_the_bot(record: logging.LogRecord) -> bool:
    return not record.name.startswith("bot.sandbox")
