"""What leadership does about a digest, in the council of two teams."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from bot.sandbox import Message, Outcome, Person
from bot.survey.statistics import percent
from storage.model import (
    Action,
    Figure,
    Published,
    Response,
    Round,
)
from support.council import LEADER, LEADERS, OPENS, QUESTION, STAFF
from support.world import Running, World

RECORD, REVIEW = "record-action", "review-action"
SECOND, OWNER, COLLEAGUE = "UPERSON902", "UPERSON007", "UPERSON001"

WHAT = "give each team two more hours of admin help"
FILLED = {"finding": QUESTION, "what": WHAT, "owner": OWNER}
FIGURE = '24 November 2026: 50.0% (60 of 120) answered "always" or "often"'
ASKED_AT = datetime(2027, 2, 28, 9, tzinfo=UTC)
"""Nine in the morning, ninety days after the digest was posted."""

DONE = {"outcome": "done", "reason": "Every team has an admin colleague on two days now"}
DROPPED = {"outcome": "dropped", "reason": "There is no money for it this year"}
CHANGED = {
    "outcome": "changed",
    "what": "give each team one more hour of admin help",
    "review": "2027-05-31",
}


async def two_leaders(here: World, running: Running) -> None:
    """Let a digest stand in both channels, and two people lead."""
    workspace = here.sandbox.workspace
    workspace.add_person(SECOND)
    workspace.change_channel(LEADERS, members=(*workspace.channels[LEADERS].members, SECOND))
    await a_week(running, OPENS, 60)


async def a_week(running: Running, opens: datetime, favourable: int) -> None:
    """Let a round be over of whose 120 answers so many were favourable, and post its digest."""
    await running.tick((await closed(running, opens, favourable)).publishes)


async def closed(running: Running, opens: datetime, favourable: int) -> Round:
    """A round that closed, of whose 120 answers so many were favourable."""
    running.clock.move_to(opens)
    rounds = running.ports.rounds
    round_ = await rounds.get(f"weekly-{opens:%Y-%m-%d}")
    assert round_ is not None
    questions = round_.pulse.question_set.questions
    await rounds.open(round_.model_copy(update={"questions": questions}), [])
    await rounds.close(the_figures(round_, favourable))
    return round_


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
    """The message with another value on its buttons, which all carry the same."""
    [carried] = {e["value"] for b in message.blocks for e in b.get("elements", ())}
    text = json.dumps(message.blocks).replace(json.dumps(carried), json.dumps(value))
    return replace(message, blocks=tuple(json.loads(text)))


async def actions(running: Running) -> list[Action]:
    return list(await running.ports.actions.of_pulse("weekly"))


def title(person: Person) -> str:
    assert person.modal is not None
    return person.modal.title


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
