"""You said, we did: leadership records an action, staff read it, and it is asked about again."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support.council import CLOSES, LEADER, LEADERS, NEXT_OPENS, OPENS, QUESTION, STAFF
from support.world import Running, World, labels

from bot.sandbox import Message, Outcome, Person, Refuse
from bot.survey.actions import going_on, overdue
from bot.survey.statistics import percent
from bot.usecases.findings import listed
from storage.model import (
    Action,
    ActionState,
    Figure,
    Published,
    Pulse,
    Response,
    Round,
    State,
)

RECORD, REVIEW = "record-action", "review-action"
SECOND, OWNER, COLLEAGUE = "UPERSON902", "UPERSON007", "UPERSON001"

WHAT = "give each team two more hours of admin help"
FILLED = {"finding": QUESTION, "what": WHAT, "owner": OWNER}
FIGURE = '24 November 2026: 50.0% (60 of 120) answered "always" or "often"'
LATER = '1 December 2026: 75.0% (90 of 120) answered "always" or "often"'
ASKED_AT = datetime(2027, 2, 28, 9, tzinfo=UTC)
"""Nine in the morning, ninety days after the digest was posted."""

DAY = date(2026, 12, 2)

DONE = {"outcome": "done", "reason": "Every team has an admin colleague on two days now"}
DROPPED = {"outcome": "dropped", "reason": "There is no money for it this year"}
CHANGED = {
    "outcome": "changed",
    "what": "give each team one more hour of admin help",
    "review": "2027-05-31",
}


@pytest.fixture
async def published(here: World, running: Running) -> World:
    """The world once a digest stands in both channels; two people lead, and the bot runs."""
    workspace = here.sandbox.workspace
    workspace.add_person(SECOND)
    workspace.change_channel(LEADERS, members=(*workspace.channels[LEADERS].members, SECOND))
    await a_week(running, OPENS, 60)
    return here


async def a_week(running: Running, opens: datetime, favourable: int) -> None:
    """Let a round be over of whose 120 answers so many were favourable, and post its digest."""
    running.clock.move_to(opens)
    rounds = running.ports.rounds
    round_ = await rounds.get(f"weekly-{opens:%Y-%m-%d}")
    assert round_ is not None
    questions = round_.pulse.question_set.questions
    await rounds.open(round_.model_copy(update={"questions": questions}), [])
    await rounds.close(the_figures(round_, favourable))
    await running.tick(round_.publishes)


def the_figures(round_: Round, favourable: int) -> Published:
    """What was published of a round in which 120 of 200 answered."""
    everyone = {"dimension": "everyone", "group": "everyone", "name": "Everyone"}
    exact = {"precision": "exact", "answered": 120}
    [question] = round_.pulse.question_set.questions
    share = f"{percent(favourable, 120)}% ({favourable} of 120)"
    said = {"question": question.id, "version": question.version, "text": share}
    asked = {"invited": 200, "text": "120 of 200 answered (60.0%)"}
    return Published(
        round=round_.id,
        responses=(Response.model_validate(everyone | exact | asked),),
        figures=(Figure.model_validate(everyone | exact | said | {"favourable": favourable}),),
    )


def digest(here: World, channel: str = LEADERS) -> Message:
    return next(one for one in here.posted(channel) if "Weekly pulse, 24" in one.text)


def leave(here: World, leader: str) -> None:
    """Let somebody lead no longer."""
    workspace = here.sandbox.workspace
    members = workspace.channels[LEADERS].members
    workspace.change_channel(LEADERS, members=tuple(one for one in members if one != leader))


async def recorded(here: World, running: Running, **changes: str) -> Outcome:
    """Record an action as the leader, and let staff be told of it."""
    leader = here.person(LEADER)
    await leader.press(digest(here), RECORD)
    outcome = await leader.submit(FILLED | changes)
    await running.tick()
    return outcome


async def asked(here: World, running: Running) -> Message:
    """The question to leadership once the day of review has come."""
    await running.tick(ASKED_AT)
    return here.posted(LEADERS)[-1]


def with_value(message: Message, value: str) -> Message:
    """The message with another value on its one button."""
    [carried] = [e["value"] for b in message.blocks for e in b.get("elements", ())]
    text = json.dumps(message.blocks).replace(json.dumps(carried), json.dumps(value))
    return replace(message, blocks=tuple(json.loads(text)))


async def actions(running: Running) -> list[Action]:
    return list(await running.ports.actions.of_pulse("weekly"))


def title(person: Person) -> str:
    assert person.modal is not None
    return person.modal.title


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
    assert labels(digest(published, LEADERS)) == ["Record an action"]
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


async def test_whoever_does_not_lead_answers_no_review(published: World, running: Running) -> None:
    """The question what became of an action is leadership's to answer as well."""
    await recorded(published, running)
    question = await asked(published, running)
    person = published.person(COLLEAGUE)
    await person.press(question, REVIEW)
    assert title(person) == "For leadership"
    leader = published.person(LEADER)
    await leader.press(question, REVIEW)
    leave(published, LEADER)
    outcome = await leader.submit(DONE)
    assert outcome.modal is not None
    assert outcome.modal.title == "For leadership"
    [action] = await actions(running)
    assert action.state is ActionState.OPEN


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


async def test_leadership_is_asked_once_when_the_day_comes(
    published: World, running: Running
) -> None:
    """Not before nine on the day of review; then once, however often the bot looks, or restarts."""
    await recorded(published, running)
    await running.tick(ASKED_AT - timedelta(minutes=1))
    assert not [one for one in published.posted(LEADERS) if "What became of this?" in one.text]
    await running.tick(ASKED_AT)
    await running.tick(ASKED_AT + timedelta(days=1))
    [question] = [one for one in published.posted(LEADERS) if "What became of this?" in one.text]
    assert WHAT in question.text
    assert labels(question) == ["Say what became of it"]


async def test_a_review_survives_a_restart(here: World, weekly: tuple[Pulse, ...]) -> None:
    """What was recorded before the bot ended is asked about by the one that runs later."""
    async with here.running() as first:
        await first.bot.pulses.apply(weekly)
        await first.tick()
        await a_week(first, OPENS, 60)
        await recorded(here, first)
    async with here.running() as second:
        question = await asked(here, second)
        leader = here.person(LEADER)
        await leader.press(question, REVIEW)
    async with here.running() as third:
        await leader.submit(DONE)
        await third.tick()
        assert "*You said, we did*" in here.posted(STAFF)[-1].text
        assert [one.state for one in await actions(third)] == [ActionState.DONE]


async def reviewed(here: World, running: Running, answer: dict[str, str]) -> Message:
    """Record an action, answer its review as the second leader, and see what staff read."""
    await recorded(here, running)
    question = await asked(here, running)
    second = here.person(SECOND)
    await second.press(question, REVIEW)
    outcome = await second.submit(answer)
    assert outcome.modal is not None, outcome
    assert outcome.modal.title == "Thank you"
    await running.tick()
    thread = here.sandbox.workspace.replies(LEADERS, question.ts)
    assert [one.text for one in thread] == [here.posted(STAFF)[-1].text]
    return here.posted(STAFF)[-1]


async def test_done_is_told_with_what_came_of_it(published: World, running: Running) -> None:
    """Staff read that it is done, and leadership is never asked about it again."""
    read = (await reviewed(published, running, DONE)).text
    assert read.startswith("*You said, we did*")
    assert f"*We did:* {WHAT}" in read
    assert f"*What came of it:* {DONE['reason']}" in read
    [action] = await actions(running)
    assert (action.state, action.owner) == (ActionState.DONE, None)


async def test_dropped_is_told_with_the_reason(published: World, running: Running) -> None:
    """Staff read what will not happen, and why."""
    read = (await reviewed(published, running, DROPPED)).text
    assert read.startswith("*You said, we will not after all*")
    assert f"*We had said we would:* {WHAT}" in read
    assert f"*Why we will not:* {DROPPED['reason']}" in read


async def test_changed_goes_on_and_is_asked_about_again(published: World, running: Running) -> None:
    """Staff read the new words, and leadership is asked again on the new day, once."""
    read = (await reviewed(published, running, CHANGED)).text
    assert read.startswith("*You said, we will do it another way*")
    assert f"*We had said we would:* {WHAT}" in read
    assert f"*Now we will:* {CHANGED['what']}" in read
    assert f"<@{OWNER}>" in read
    assert "Monday 31 May 2027" in read
    for day in (datetime(2027, 5, 31, 7, 59, tzinfo=UTC), datetime(2027, 5, 31, 8, tzinfo=UTC)):
        await running.tick(day)
    questions = [one for one in published.posted(LEADERS) if "What became of this?" in one.text]
    assert len(questions) == 2
    assert CHANGED["what"] in questions[-1].text


LACKING: list[tuple[dict[str, str | None], list[str]]] = [
    ({"outcome": "dropped"}, ["reason"]),
    ({"outcome": "done", "reason": "two\nlines"}, ["reason"]),
    ({"outcome": "changed", "reason": None, "review": "2027-02-27"}, ["review"]),
    (
        {"outcome": "changed", "what": None, "owner": None, "review": None},
        ["owner", "review", "what"],
    ),
]


async def test_a_review_that_lacks_something_stays_open(published: World, running: Running) -> None:
    """What is missing is said at its field; nothing is told to staff, and nothing changed."""
    await recorded(published, running)
    leader = published.person(LEADER)
    await leader.press(await asked(published, running), REVIEW)
    before = len(published.posted(STAFF))
    for answer, fields in LACKING:
        outcome = await leader.submit(answer)
        assert sorted(outcome.errors) == fields
    await running.tick()
    assert len(published.posted(STAFF)) == before
    [action] = await actions(running)
    assert (action.state, action.reviews) == (ActionState.OPEN, 0)


async def test_the_second_of_two_leaders_is_told_that_it_is_answered(
    published: World, running: Running
) -> None:
    """Two windows on one review: the first answer counts, the second hears of it."""
    await recorded(published, running)
    question = await asked(published, running)
    first, second = published.person(LEADER), published.person(SECOND)
    for leader in (first, second):
        await leader.press(question, REVIEW)
    await first.submit(DONE)
    outcome = await second.submit(DROPPED)
    assert outcome.modal is not None
    assert outcome.modal.title == "Answered already"
    await second.close_modal()
    await second.press(question, REVIEW)
    assert title(second) == "Answered already"
    await running.tick()
    assert [one.state for one in await actions(running)] == [ActionState.DONE]
    assert not [one for one in published.posted(STAFF) if DROPPED["reason"] in one.text]


async def test_it_can_be_answered_before_it_is_asked(published: World, running: Running) -> None:
    """What is done early is told early, from the digest's thread, and not asked about any more."""
    await recorded(published, running)
    reply = published.sandbox.workspace.replies(LEADERS, digest(published).ts)[-1]
    leader = published.person(LEADER)
    await leader.press(reply, REVIEW)
    await leader.submit(DONE)
    await running.tick()
    assert "*You said, we did*" in published.posted(STAFF)[-1].text
    await running.tick(ASKED_AT)
    assert not [one for one in published.posted(LEADERS) if "What became of this?" in one.text]


async def test_an_owner_who_left_is_said_to_have_left(published: World, running: Running) -> None:
    """Where the action goes on somebody else has to be chosen; nobody is chosen for leadership."""
    await recorded(published, running)
    question = await asked(published, running)
    published.sandbox.workspace.change_person(OWNER, deleted=True)
    leader = published.person(LEADER)
    await leader.press(question, REVIEW)
    assert leader.modal is not None
    assert "Whoever saw to it is no longer here" in leader.modal.words
    assert leader.modal.values["owner"]["owner"]["selected_user"] is None
    outcome = await leader.submit(CHANGED)
    assert [*outcome.errors] == ["owner"]
    await leader.submit(CHANGED | {"owner": SECOND})
    [action] = await actions(running)
    assert (action.owner, action.what) == (SECOND, CHANGED["what"])


async def test_the_review_shows_the_figures_before_and_after(
    published: World, running: Running
) -> None:
    """The figure that it comes from stands beside that of the latest digest with the question."""
    await recorded(published, running)
    await a_week(running, NEXT_OPENS, 90)
    leader = published.person(LEADER)
    await leader.press(await asked(published, running), REVIEW)
    assert leader.modal is not None
    assert f"• {FIGURE}\n• {LATER}" in leader.modal.words
    await leader.submit(DONE)
    await running.tick()
    assert f"• {FIGURE}\n• {LATER}" in published.posted(STAFF)[-1].text


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


async def test_home_says_that_somebody_sees_to_an_action(
    published: World, running: Running
) -> None:
    """Whoever is named as the owner finds it among what is held, until it has ended."""
    owner = published.person(OWNER)
    await reviewed(published, running, CHANGED)
    await owner.open_home()
    assert owner.home is not None
    assert f"until it is done or dropped: {CHANGED['what']}" in owner.home.words


async def test_logs_hold_nothing_of_an_action(
    published: World, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither words nor people of an action are logged, at any level."""
    caplog.set_level("DEBUG")
    await reviewed(published, running, DROPPED)
    assert "Leadership is asked what became of an action" in caplog.text
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("bot."))
    for secret in (WHAT, DROPPED["reason"], OWNER, LEADER, SECOND):
        assert secret not in ours
