"""One round as practitioners and leaders meet it, through the real app and the real wire."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

import pytest
import pytest_asyncio
from support.council import (
    BEFORE,
    CLOSES,
    LEADER,
    LEADERS,
    ONE_DIMENSION,
    OPENS,
    PUBLISHES,
    REMINDS,
    ROUND,
    STAFF,
    SUPPORT,
    TWO_DIMENSIONS,
    Council,
    people,
    pulses,
)
from support.world import (
    ANSWER,
    HOW_ANONYMOUS,
    NOT_THIS_WEEK,
    Running,
    World,
    answer,
    forged,
    in_force,
    invitation,
    kind,
    labels,
    open_paper,
    read,
    world,
)

from bot.sandbox import LoseAck, Message, Outcome, View
from bot.survey.promise import paragraphs
from storage.model import EVERYONE, Precision, Published

PAUSED, NEVER = people(1, 5), people(6, 10)
DECLINED = people(11, 16)
BEFORE_REMINDER, AFTER_REMINDER = people(17, 140), people(141, 170)
SILENT = people(171, 199)
LATE = "UPERSON200"
STRANGER = "UPERSON300"
WILLING = (*DECLINED, *BEFORE_REMINDER, *AFTER_REMINDER, *SILENT, LATE)

COUNCIL = Council(
    north=people(1, 200)[::4],
    south=people(1, 200)[1::4],
    hospital=people(1, 200)[2::4],
    others=people(1, 200)[3::4],
    social_workers=people(1, 100),
)

Answers = Mapping[str, str]

LOST = 25
"""How many acknowledgements do not reach Slack."""

ACK_WITHIN = timedelta(seconds=3)
"""How long Slack waits for one before it delivers again."""


def choices(paper: View) -> dict[str, list[str]]:
    """The options of every question, in the order in which they stand."""
    return {
        block["block_id"]: [option["value"] for option in block["element"]["options"]]
        for block in paper.blocks
        if block["type"] == "input"
    }


def some_answers(paper: View, person: str) -> dict[str, str]:
    """What a person answers: something to most questions, the same whenever they are asked."""
    dice = random.Random(person)
    asked = choices(paper).items()
    return {question: dice.choice(options) for question, options in asked if dice.random() < 0.95}


@dataclass(kw_only=True)
class Story:
    """What people saw while the round went by."""

    answers: dict[str, Answers] = field(default_factory=dict)
    thanked: dict[str, Outcome] = field(default_factory=dict)
    seen: dict[str, dict[str, tuple[Message, ...]]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    modals: dict[str, View] = field(default_factory=dict)
    posted: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    threads: dict[str, list[tuple[Message, ...]]] = field(default_factory=dict)
    published: Published
    files: dict[str, bytes] = field(default_factory=dict)


class Telling:
    """Lets the round go by, stage by stage, and notes what is seen."""

    def __init__(self, world: World, running: Running) -> None:
        self.world = world
        self.running = running
        self.story = Story(published=Published(round=ROUND, responses=(), figures=()))

    async def stage(self, name: str) -> None:
        """Note what everybody has been sent, and what one of them reads on the Home tab."""
        everybody = (*COUNCIL.people, STRANGER)
        self.story.seen[name] = {p: self.world.person(p).direct_messages() for p in everybody}
        reader = self.world.person(AFTER_REMINDER[0])
        await reader.open_home()
        assert reader.home is not None
        self.story.homes[name] = reader.home.words

    async def choose_not_to_be_asked(self) -> None:
        """Some take a break and some want never to be asked, on the Home tab."""
        for person in (*PAUSED, *NEVER):
            somebody = self.world.person(person)
            await somebody.open_home()
            if person in PAUSED:
                await somebody.press_in_home("pause-until", str(date(2026, 12, 24)))
            else:
                await somebody.press_in_home("never-ask")
        assert somebody.home is not None
        self.story.homes["never"] = somebody.home.words

    async def look_around(self) -> None:
        """One person reads everything before they answer."""
        somebody = self.world.person(BEFORE_REMINDER[0])
        await somebody.press(invitation(somebody), HOW_ANONYMOUS)
        self.see("anonymous", BEFORE_REMINDER[0])
        self.story.modals["paper"] = await open_paper(somebody)

    async def pass_by(self) -> None:
        """Some say [Not this week], and one of them answers all the same."""
        for person in DECLINED:
            somebody = self.world.person(person)
            await somebody.press(invitation(somebody), NOT_THIS_WEEK)
        self.see("declined", DECLINED[0])
        await self.respond(DECLINED[-1])

    async def respond(self, person: str) -> None:
        """Answer, and note what was answered and what was acknowledged."""
        somebody = self.world.person(person)
        paper = await open_paper(somebody)
        self.story.answers[person] = some_answers(paper, person)
        self.story.thanked[person] = await somebody.submit(self.story.answers[person])

    async def respond_twice(self) -> None:
        """One person answers again, with other answers; another clicks twice."""
        again = self.world.person(BEFORE_REMINDER[1])
        other = {
            question: values[0] for question, values in choices(await open_paper(again)).items()
        }
        await again.submit(other)
        self.see("second", again.id)
        await self.world.person(BEFORE_REMINDER[2]).submit_again()
        self.see("double click", BEFORE_REMINDER[2])

    async def trespass(self) -> None:
        """Somebody who was not asked, and a form for a round that never was."""
        message = invitation(self.world.person(BEFORE_REMINDER[0]))
        stranger = self.world.person(STRANGER)
        await stranger.press(message, ANSWER)
        self.see("stranger", STRANGER)
        paper = self.story.modals["paper"].content
        self.world.sandbox.workspace.views.open(STRANGER, paper)
        await stranger.submit()
        self.see("stranger's form", STRANGER)
        asked = self.world.person(SILENT[0])
        await asked.press(forged(message, "weekly-2099-01-01"), ANSWER)
        self.see("no such round", SILENT[0])
        forgery = paper | {"private_metadata": "weekly-2099-01-01"}
        self.world.sandbox.workspace.views.open(SILENT[0], forgery)
        await asked.submit()
        self.see("form of no such round", SILENT[0])

    def see(self, what: str, person: str) -> None:
        modal = self.world.person(person).modal
        assert modal is not None
        self.story.modals[what] = modal

    async def tell(self) -> Story:
        """The whole round."""
        await self.choose_not_to_be_asked()
        await self.stage("planned")
        await self.running.tick(OPENS)
        await self.look_around()
        await self.stage("open")
        await self.pass_by()
        await asyncio.gather(*map(self.respond, BEFORE_REMINDER))
        self.see("thanks", BEFORE_REMINDER[0])
        await self.respond_twice()
        await self.trespass()
        await self.running.tick(REMINDS)
        await self.stage("reminded")
        await asyncio.gather(*map(self.respond, AFTER_REMINDER))
        late = self.world.person(LATE)
        paper = await open_paper(late)
        await self.running.tick(CLOSES)
        await late.submit(some_answers(paper, LATE))
        self.see("late", LATE)
        await late.press(invitation(late), ANSWER)
        self.see("late press", LATE)
        await self.stage("closed")
        await self.running.tick(PUBLISHES)
        await self.stage("published")
        await self.running.tick()
        for channel in (LEADERS, STAFF):
            self.story.posted[channel] = self.world.posted(channel)
            self.story.threads[channel] = self.world.threads(channel)
        self.story.published = await self.running.ports.rounds.published(ROUND)
        return self.story


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("main-job")
    async with world(COUNCIL, folder, BEFORE) as here:
        here.sandbox.workspace.add_person(STRANGER)
        async with in_force(here, pulses(TWO_DIMENSIONS, folder)) as running:
            told = await Telling(here, running).tell()
        told.files = read(here.folders)
        return told


def messages(story: Story, stage: str, person: str) -> tuple[Message, ...]:
    return story.seen[stage][person]


def test_nobody_hears_anything_before_the_round_opens(story: Story) -> None:
    """While a round is planned, nobody has been sent anything and nothing is held."""
    assert not any(story.seen["planned"].values())
    assert "Nothing: no questions are open for you" in story.homes["planned"]


def test_the_invitation_asks_kindly(story: Story) -> None:
    """Everyone willing is asked once: what it is, how long it takes, when it closes."""
    for person in WILLING:
        [message] = messages(story, "open", person)
        assert "Weekly pulse" in message.words
        assert "4 short questions" in message.words
        assert "less than a minute" in message.words
        assert "Thursday 26 November at 16:00" in message.words
        assert labels(message) == ["Answer", "Not this week", "How this stays anonymous"]


def test_who_does_not_want_to_be_asked_is_not(story: Story) -> None:
    """People on a break, and those who said never, are sent nothing at any stage."""
    for person in (*PAUSED, *NEVER, STRANGER):
        assert not messages(story, "published", person)
    assert "You asked us never to ask you" in story.homes["never"]


def test_the_paper_stands_within_the_promise(story: Story) -> None:
    """Its first paragraph stands above the questions, the rest before the end of the form, with
    the pulse's own threshold."""
    first, *middle, last, _ = story.modals["paper"].blocks
    answers, *rest = paragraphs(5)
    assert answers in first["text"]["text"]
    assert all(paragraph in last["text"]["text"] for paragraph in rest)
    assert {block["type"] for block in middle} == {"header", "input"}
    assert all(one in story.modals["anonymous"].words for one in paragraphs(5))
    assert "the principal social worker" in story.modals["anonymous"].words


def test_the_paper_leads_to_no_answer(story: Story) -> None:
    """Nothing is preselected, everything may be skipped, and "Does not apply" comes last."""
    inputs = [block for block in story.modals["paper"].blocks if block["type"] == "input"]
    assert len(inputs) == 4
    for block in inputs:
        assert block["optional"]
        assert block["element"]["type"] == "radio_buttons"
        assert "initial_option" not in block["element"]
        assert block["element"]["options"][-1]["text"]["text"] == "Does not apply"


def test_every_answer_is_acknowledged_with_thanks(story: Story) -> None:
    """Whoever answers is thanked and told where to turn for support, with nothing left to send."""
    assert len(story.thanked) == len(BEFORE_REMINDER) + len(AFTER_REMINDER) + 1
    for outcome in story.thanked.values():
        assert outcome.accepted
        assert outcome.modal is not None
        assert outcome.modal.title == "Thank you"
        assert SUPPORT in outcome.modal.words
        assert outcome.modal.submit is None


def test_a_second_submission_hears_the_same(story: Story) -> None:
    """Answering again and clicking twice bring the same thanks as the first time."""
    thanks = _unnamed(story.modals["thanks"])
    assert _unnamed(story.modals["second"]) == _unnamed(story.modals["double click"]) == thanks


def test_the_invitation_is_not_edited_after_answering(story: Story) -> None:
    """What stands in the direct message is the same before and after, whoever answered."""
    for person in WILLING:
        first, *_ = messages(story, "published", person)
        assert (first,) == messages(story, "open", person)
        assert first.edited_ts is None


def test_not_this_week_gets_no_reminder(story: Story) -> None:
    """Whoever pressed [Not this week] is told that it is fine and gets nothing more."""
    assert "We will not remind you" in story.modals["declined"].words
    for person in DECLINED:
        assert len(messages(story, "published", person)) == 1


def test_everyone_else_gets_the_same_reminder(story: Story) -> None:
    """One reminder, the same in every word and block, whether they have answered or not."""
    reminders = set()
    for person in set(WILLING) - set(DECLINED):
        _, reminder = messages(story, "published", person)
        reminders.add((reminder.text, str(_unnamed(reminder))))
    assert len(reminders) == 1
    assert "if you have answered, thank you" in reminders.pop()[0].lower()


def _unnamed(message: Message | View) -> list[dict[str, object]]:
    """The blocks without the ids that Slack gave them."""
    return [{key: part for key, part in b.items() if key != "block_id"} for b in message.blocks]


def test_late_answers_are_not_counted(story: Story) -> None:
    """A form sent after closing, and a press after it, are told kindly that it has closed."""
    for what in ("late", "late press"):
        assert "These questions have closed" in story.modals[what].words
        assert story.modals[what].submit is None


@pytest.mark.parametrize(
    "what", ["stranger", "stranger's form", "no such round", "form of no such round"]
)
def test_who_was_not_asked_gets_a_kind_word(story: Story, what: str) -> None:
    """Presses and forms of people off the roster, or of rounds that never were, count nowhere."""
    assert "you are not on it, so nothing was counted" in story.modals[what].words
    assert story.modals[what].submit is None


def test_home_says_what_is_held(story: Story) -> None:
    """A place on the list while the round is open, whoever has answered; nothing after."""
    for stage in ("open", "reminded"):
        assert "You are on the list of people asked for *Weekly pulse*" in story.homes[stage]
    for stage in ("closed", "published"):
        assert "Nothing: no questions are open for you" in story.homes[stage]
    assert "There is none for you to read yet" in story.homes["closed"]
    assert "There is none for you to read yet" not in story.homes["published"]


def test_the_digest_stands_once_in_each_channel(story: Story) -> None:
    """Leaders and staff read the same digest, each with one thread; leaders can act on it."""
    [leaders], [staff] = story.posted[LEADERS], story.posted[STAFF]
    assert kind(leaders) == kind(staff) == "digest"
    assert leaders.text == staff.text
    *same, button = _unnamed(leaders)
    assert same == _unnamed(staff)
    assert button["elements"][0]["text"]["text"] == "Record an action"
    for channel in (LEADERS, STAFF):
        [[thread, file]] = story.threads[channel]
        assert (kind(thread), kind(file)) == ("digest-thread", "digest-file")
        teams = [one for one in story.published.figures if one.dimension == "team"]
        assert {one.name for one in teams} == {"North", "South", "Hospital", "Other teams"}
        for team in teams:
            assert team.name in thread.words
            assert team.text in thread.words


def test_the_digest_says_how_many_answered(story: Story) -> None:
    """Everyone on the roster is in the denominator, also those who did not want to be asked."""
    answered = len(story.answers)
    [post] = story.posted[LEADERS]
    assert f"{answered} of 200 answered" in post.words
    assert story.published.responses[0].invited == 200


def test_every_acknowledged_answer_is_counted_and_none_twice(story: Story) -> None:
    """Every figure that is published exactly is the count of what people answered."""
    [post], [[thread, _]] = story.posted[LEADERS], story.threads[LEADERS]
    exact = [one for one in story.published.figures if one.precision is Precision.EXACT]
    everyone = [one for one in exact if one.dimension == EVERYONE]
    assert len(everyone) == 4
    assert {one.dimension for one in exact} == {EVERYONE, "population"}
    counted = expected(story)
    for figure in exact:
        assert figure.answered is not None
        assert (figure.favourable, figure.answered) == counted[
            figure.dimension, figure.group, figure.question
        ]
    [[thread, _]] = story.threads[LEADERS]
    for figure in everyone:
        assert f"{figure.favourable} of {figure.answered}" in post.words + thread.words


def expected(story: Story) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Favourable answers and answers, by dimension, group and question, from what was clicked."""
    favourable = _favourable(story)
    answers: Counter[tuple[str, str, str]] = Counter()
    liked: Counter[tuple[str, str, str]] = Counter()
    for person, chosen in story.answers.items():
        for place in [(EVERYONE, EVERYONE), *COUNCIL.groups(person).items()]:
            for question, option in chosen.items():
                if option != "does-not-apply":
                    answers[*place, question] += 1
                    liked[*place, question] += option in favourable[question]
    return {key: (liked[key], whole) for key, whole in answers.items()}


def _favourable(story: Story) -> dict[str, set[str]]:
    """Worked out from the scales: the better half of each, the other way for the stress anchor."""
    good = {"always", "often", "strongly-agree", "agree", "yes"}
    return {
        question: {"rarely", "never"} if question == "stress-manageable" else good
        for question in choices(story.modals["paper"])
    }


def test_after_publishing_only_totals_are_kept(story: Story) -> None:
    """No box, key, mark or roster is left, and no id of a person except in preferences."""
    assert {name for name in story.files if "boxes" in name or name.startswith("keys")} == {
        "data/boxes/belongs-to",
        "keys/belongs-to",
        "keys/lock",
    }
    kept = b"".join(story.files.values())
    assert not [person for person in (*WILLING, STRANGER, LEADER) if person.encode() in kept]
    assert all(person.encode() in kept for person in (*PAUSED, *NEVER))


def test_the_leader_is_not_asked(story: Story) -> None:
    """Somebody who only sits in the leadership channel is in no audience."""
    assert LEADER not in story.seen["published"]


SMALL = Council(north=people(1, 30), south=people(31, 60))


async def test_a_round_over_signed_http(tmp_path: Path) -> None:
    """The same round goes its way when Slack posts signed requests instead of a WebSocket."""
    async with (
        world(SMALL, tmp_path, BEFORE) as here,
        in_force(here, pulses(ONE_DIMENSION, tmp_path), "http") as running,
    ):
        await running.tick(OPENS)
        outcomes = await asyncio.gather(
            *(answer(here.person(one), {"workload-manageable": "often"}) for one in people(1, 40)),
            *(answer(here.person(one), {"workload-manageable": "never"}) for one in people(41, 55)),
        )
        assert {outcome.modal.title for outcome in outcomes if outcome.modal} == {"Thank you"}
        for instant in (REMINDS, CLOSES, PUBLISHES):
            await running.tick(instant)
        [post] = here.posted(LEADERS)
        assert "55 of 60 answered" in post.words
        assert "40 of 55" in post.words


async def test_two_hundred_at_once_over_a_bad_line(tmp_path: Path) -> None:
    """Of 200, 196 answer at once, some acknowledgements lost, and each is counted once.

    Had all answered, no exact number of answers would be told.
    """
    async with (
        world(COUNCIL, tmp_path, BEFORE) as here,
        in_force(here, pulses(TWO_DIMENSIONS, tmp_path)) as running,
    ):
        await running.tick(OPENS)
        answering = [here.person(person) for person in COUNCIL.people[4:]]
        await asyncio.gather(*map(open_paper, answering))
        here.sandbox.faults.order("interactive", LoseAck(), times=LOST)
        sending = [
            asyncio.ensure_future(one.submit({"workload-manageable": option}))
            for one, option in zip(answering, cycle(["often", "never"]))
        ]
        async with asyncio.timeout(30):
            for acknowledged in islice(asyncio.as_completed(sending), len(sending) - LOST):
                await acknowledged
            here.clock.move_to(here.clock.now() + ACK_WITHIN)
            outcomes = await asyncio.gather(*sending)
        assert {outcome.modal.title for outcome in outcomes if outcome.modal} == {"Thank you"}
        for instant in (CLOSES, PUBLISHES):
            await running.tick(instant)
        published = await running.ports.rounds.published(ROUND)
        [figure] = [
            one
            for one in published.figures
            if one.dimension == EVERYONE and one.question == "workload-manageable"
        ]
        assert (figure.favourable, figure.answered) == (98, 196)
