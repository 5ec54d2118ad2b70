"""You said, we did: leadership is asked what became of an action, and staff read the answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from support.acting import (
    ASKED_AT,
    CHANGED,
    COLLEAGUE,
    DONE,
    DROPPED,
    FIGURE,
    OWNER,
    REVIEW,
    SECOND,
    WHAT,
    a_week,
    actions,
    asked,
    closed,
    digest,
    leave,
    recorded,
    reviewed,
    title,
    two_leaders,
)
from support.council import LEADER, LEADERS, NEXT_OPENS, OPENS, STAFF
from support.world import Running, World, labels

from storage.model import (
    ActionState,
    Pulse,
)


@pytest.fixture
async def published(here: World, running: Running) -> World:
    """The world once a digest stands in both channels; two people lead, and the bot runs."""
    await two_leaders(here, running)
    return here


LATER = '1 December 2026: 75.0% (90 of 120) answered "always" or "often"'


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


async def test_of_two_answers_at_the_same_moment_one_counts(
    published: World, running: Running
) -> None:
    """Whoever comes first is thanked, the other is told, and staff read one outcome."""
    await recorded(published, running)
    question = await asked(published, running)
    first, second = published.person(LEADER), published.person(SECOND)
    for leader in (first, second):
        await leader.press(question, REVIEW)
    before = len(published.posted(STAFF))
    outcomes = await asyncio.gather(first.submit(DONE), second.submit(DROPPED))
    titles = [outcome.modal.title for outcome in outcomes if outcome.modal]
    assert sorted(titles) == ["Answered already", "Thank you"]
    await running.tick()
    assert len(published.posted(STAFF)) == before + 1


async def test_what_ended_is_told_in_one_digest(published: World, running: Running) -> None:
    """Done after its digest was due and before it was posted, it stands in no later one."""
    await recorded(published, running)
    reply = published.sandbox.workspace.replies(LEADERS, digest(published).ts)[-1]
    round_ = await closed(running, NEXT_OPENS, 60)
    running.clock.move_to(round_.publishes + timedelta(hours=2))
    leader = published.person(LEADER)
    await leader.press(reply, REVIEW)
    await leader.submit(DONE)
    await running.tick(round_.publishes + timedelta(hours=3))
    await a_week(running, NEXT_OPENS + timedelta(weeks=1), 60)
    texts = [one.text for one in chain(*published.threads(LEADERS))]
    assert sum(f"{WHAT} (workload): done" in text for text in texts) == 1


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


CHIEFS = "C0CHIEFS"


@pytest.mark.parametrize("asked_in", [LEADERS, CHIEFS])
async def test_the_answer_stands_where_leadership_reads_now(
    published: World, running: Running, weekly: tuple[Pulse, ...], asked_in: str
) -> None:
    """Asked in one channel, leadership that moved reads the answer in the other all the same."""
    people = [LEADER, SECOND]
    published.sandbox.workspace.add_channel(CHIEFS, name="chiefs", members=people)
    moved = tuple(one.model_copy(update={"leadership": CHIEFS}) for one in weekly)
    here, there = (weekly, moved) if asked_in == LEADERS else (moved, weekly)
    await recorded(published, running)
    await running.bot.pulses.apply(here)
    await running.tick(ASKED_AT)
    question = published.posted(asked_in)[-1]
    await running.bot.pulses.apply(there)
    leader = published.person(LEADER)
    await leader.press(question, REVIEW)
    await leader.submit(CHANGED)
    await running.tick()
    if asked_in == LEADERS:
        told = published.posted(CHIEFS)[-1]
    else:
        told = published.sandbox.workspace.replies(LEADERS, digest(published).ts)[-1]
    assert CHANGED["what"] in told.text
    assert labels(told) == ["Say what became of it"]
    assert await running.ports.outbox.next_due() is None


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
