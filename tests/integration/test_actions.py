"""You said, we did: leadership records an action, and staff read it."""

import json
from datetime import date

import pytest
from support.acting import (
    ASKED_AT,
    COLLEAGUE,
    DONE,
    FIGURE,
    FILLED,
    OWNER,
    RECORD,
    REVIEW,
    SECOND,
    WHAT,
    actions,
    asked,
    digest,
    leave,
    recorded,
    title,
    two_leaders,
    with_value,
)
from support.council import CLOSES, LEADER, LEADERS, NEXT_OPENS, OPENS, QUESTION, STAFF
from support.world import Running, World, labels

from bot.sandbox import Refuse
from bot.survey.actions import going_on, overdue
from bot.usecases.findings import listed
from storage.model import (
    ActionState,
    Pulse,
    State,
)


@pytest.fixture
async def published(here: World, running: Running) -> World:
    """The world once a digest stands in both channels; two people lead, and the bot runs."""
    await two_leaders(here, running)
    return here


DAY = date(2026, 12, 2)


async def test_staff_read_what_leadership_recorded(published: World, running: Running) -> None:
    """Staff read the finding as it was published, what will be done, by whom, and until when."""
    outcome = await recorded(published, running)
    assert outcome.modal is not None
    assert outcome.modal.title == "Recorded"
    read = published.posted(STAFF)[-1].text
    assert read.startswith("*You said, we will* · Weekly pulse")
    assert "How often was your workload manageable in the last week?" in read
    assert FIGURE in read
    assert f"*We will:* {WHAT}" in read
    assert f"*Who sees to it:* <@{OWNER}>" in read
    assert "*When we look at it again:* Sunday 28 February 2027" in read
    assert labels(published.posted(STAFF)[-1]) == []


async def test_leadership_reads_it_in_the_thread_of_its_digest(
    published: World, running: Running
) -> None:
    """The same stands under the digest, with a button to say sooner what became of it."""
    await recorded(published, running)
    workspace = published.sandbox.workspace
    reply = workspace.replies(LEADERS, digest(published).ts)[-1]
    assert reply.text == published.posted(STAFF)[-1].text
    assert labels(reply) == ["Say what became of it"]


async def test_only_leaderships_digest_has_the_button(published: World) -> None:
    """The same digest stands in both channels, and actions are recorded from one of them."""
    assert labels(digest(published, LEADERS)) == ["Record an action", "Quarterly report"]
    assert labels(digest(published, STAFF)) == []


async def test_whoever_does_not_lead_records_nothing(published: World, running: Running) -> None:
    """A button that was forged, or pressed after leaving, opens a kind word and changes nothing."""
    person = published.person(COLLEAGUE)
    await person.press(digest(published), RECORD)
    assert title(person) == "For leadership"
    leader = published.person(LEADER)
    await leader.press(digest(published), RECORD)
    leave(published, LEADER)
    outcome = await leader.submit(FILLED)
    assert outcome.modal is not None
    assert outcome.modal.title == "For leadership"
    assert await actions(running) == []


@pytest.mark.parametrize("action_id", [RECORD, REVIEW])
async def test_a_forged_button_opens_a_kind_window(
    published: World, running: Running, action_id: str
) -> None:
    """A value that is none of ours, or that nothing belongs to, is out of date to a leader too."""
    await recorded(published, running)
    shown = digest(published) if action_id == RECORD else await asked(published, running)
    leader = published.person(LEADER)
    for value in ("", "../keys", "weekly-2026-11-24 x", "weekly-2027-01-05", f"{'0' * 16} 0"):
        await leader.press(with_value(shown, value), action_id)
        assert title(leader) == "Out of date"
    assert [one.state for one in await actions(running)] == [ActionState.OPEN]


async def test_no_action_comes_from_a_digest_that_is_not_posted(
    published: World, running: Running
) -> None:
    """The figures of a round that is closed are nobody's to read before its digest stands."""
    running.clock.move_to(NEXT_OPENS)
    await running.tick()
    await running.tick(NEXT_OPENS + (CLOSES - OPENS))
    assert await running.ports.rounds.window("weekly-2026-12-01") == (
        State.CLOSED,
        NEXT_OPENS + (CLOSES - OPENS),
    )
    leader = published.person(LEADER)
    await leader.press(with_value(digest(published), "weekly-2026-12-01"), RECORD)
    assert title(leader) == "Out of date"


MISFILLED = [
    ("what", "   ", "one line of 1 to 200 characters"),
    ("what", "two\nlines", "one line of 1 to 200 characters"),
    ("owner", "USLACKBOT", "colleague who is here"),
    ("owner", "U0NOBODY", "colleague who is here"),
    ("review", "2026-11-29", "has passed"),
    ("review", "2027-12-02", "1 December 2027 at the latest"),
]


async def test_what_cannot_be_taken_is_said_at_its_field(
    published: World, running: Running
) -> None:
    """The window stays, with what was typed, and says where something is amiss and what to do."""
    leader = published.person(LEADER)
    await leader.press(digest(published), RECORD)
    for field, value, said in MISFILLED:
        outcome = await leader.submit(FILLED | {field: value})
        assert [*outcome.errors] == [field]
        assert said in outcome.errors[field]
        assert leader.modal is not None
        assert leader.modal.values["finding"]["finding"]["selected_option"]["value"] == QUESTION
    assert await actions(running) == []


async def test_today_and_a_year_from_now_can_be_days_of_review(
    published: World, running: Running
) -> None:
    """The first and the last day that can be chosen are taken."""
    for review in ("2026-11-30", "2027-12-01"):
        await recorded(published, running, review=review)
    days = [one.review.isoformat() for one in await actions(running)]
    assert sorted(days) == ["2026-11-30", "2027-12-01"]


async def test_sent_twice_it_is_recorded_once(published: World, running: Running) -> None:
    """A double click, or Slack that delivers again, tells staff once."""
    await recorded(published, running)
    outcome = await published.person(LEADER).submit_again()
    assert outcome.modal is not None
    assert outcome.modal.title == "Recorded"
    await running.tick()
    assert len(await actions(running)) == 1
    assert sum(WHAT in one.text for one in published.posted(STAFF)) == 1


async def test_words_mention_nobody_and_link_nowhere(published: World, running: Running) -> None:
    """Slack's markup in what was typed is shown as it was typed."""
    await recorded(published, running, what="<!channel> & <https://x.example|free money> <@U1>")
    for channel in (STAFF, LEADERS):
        texts = [one.text for one in published.posted(channel)]
        texts += [one.text for thread in published.threads(channel) for one in thread]
        drawn = json.dumps([one.blocks for one in published.posted(channel)]) + " ".join(texts)
        assert "&lt;!channel&gt; &amp; &lt;https://x.example|free money&gt; &lt;@U1&gt;" in drawn
        assert "<!channel>" not in drawn
        assert "<https" not in drawn
        assert "<@U1>" not in drawn


async def test_leadership_that_moved_reads_and_answers_in_its_new_channel(
    published: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """Who leads is who is in the channel of now; the old one hears of nothing any more."""
    published.sandbox.workspace.add_channel("C0CHIEFS", name="chiefs", members=[SECOND])
    moved = [one.model_copy(update={"leadership": "C0CHIEFS"}) for one in weekly]
    await running.bot.pulses.apply(moved)
    before = len(published.threads(LEADERS)[0])
    leader, chief = published.person(LEADER), published.person(SECOND)
    await leader.press(digest(published), RECORD)
    assert title(leader) == "For leadership"
    await chief.press(digest(published), RECORD)
    await chief.submit(FILLED)
    await running.tick()
    assert WHAT in published.posted(STAFF)[-1].text
    assert len(published.threads(LEADERS)[0]) == before
    await running.tick(ASKED_AT)
    question = next(one for one in published.posted("C0CHIEFS") if WHAT in one.text)
    await chief.press(question, REVIEW)
    await chief.submit(DONE)
    await running.tick()
    assert "*You said, we did*" in published.posted(STAFF)[-1].text
    [told] = published.sandbox.workspace.replies("C0CHIEFS", question.ts)
    assert told.text == published.posted(STAFF)[-1].text


async def test_actions_are_listed_with_their_findings(published: World, running: Running) -> None:
    """Every action of a pulse, as post, thread and paper tell of it."""
    await recorded(published, running, review="2026-12-01")
    await recorded(published, running, what="talk to every team")
    ports = running.ports
    everything = await listed(ports.actions, ports.rounds, "weekly")
    assert [one.finding.told for one in everything] == [FIGURE, FIGURE]
    [late], [on] = overdue(everything, DAY), going_on(everything, DAY)
    assert late.startswith(f"{WHAT} (workload): to be looked at on 1 December 2026")
    assert on.startswith("talk to every team (workload): looked at again on 28 February 2027")
    assert await listed(ports.actions, ports.rounds, "other") == ()


async def test_while_slack_tells_no_members_nothing_is_recorded(
    published: World, running: Running
) -> None:
    """Where it is not known who leads, what was typed stays, to be sent again in a minute."""
    leader = published.person(LEADER)
    published.sandbox.faults.order("conversations.members", Refuse("fatal_error"), times=2)
    await leader.press(digest(published), RECORD)
    assert title(leader) == "Not just now"
    await leader.close_modal()
    published.sandbox.faults.clear()
    await leader.press(digest(published), RECORD)
    published.sandbox.faults.order("conversations.members", Refuse("fatal_error"), times=1)
    outcome = await leader.submit(FILLED)
    assert outcome.errors == {
        "what": "Sorry, this could not be kept just now. Please try again in a minute."
    }
    assert await actions(running) == []
    outcome = await leader.submit(FILLED)
    assert outcome.modal is not None
    assert outcome.modal.title == "Recorded"
