import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Bot, Ports, assemble, connect
from bot.demo import council as councils
from bot.demo import history, proxies
from bot.demo.clock import DemoClock, EagerClock
from bot.demo.colleagues import TOGETHER, Colleagues
from bot.demo.council import PAST_ROUNDS, Council
from bot.demo.dealing import Act, Timed
from bot.demo.discloser import Discloser
from bot.demo.habits import Habits
from bot.demo.reading import read
from bot.demo.scenario import LEADERSHIP, STAFF
from bot.errors import StaffPulseError
from bot.sandbox import Message, Sandbox
from bot.settings import Folders
from bot.slack.client import connected
from bot.slack.socket import listening
from bot.survey.digest import Digest
from storage.model import EVERYONE, Precision, Round, State

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A council with its past, and the bot that asks it."""

    council: Council
    sandbox: Sandbox
    clock: DemoClock
    ports: Ports
    bot: Bot

    async def open(self, planned: Round) -> Round:
        """Open a round that was planned, with everybody asked."""
        self.clock.move_to(planned.opens)
        await self.bot.steps.advance()
        await self.bot.delivery.drain()
        [opened] = await self.ports.rounds.in_state(State.OPEN)
        return opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was found once the past was over.

    Attributes:
        ended: the instant at which it was.
        received: how many messages people had by then.
        left: the rounds of which a box or key was there.
        posted: the digests in the leadership channel, in words.
    """

    said: Sequence[str]
    rounds: Sequence[Round]
    ended: datetime
    received: int
    left: Sequence[str]
    leaders: Sequence[Message]
    staff: Sequence[Message]
    posted: str
    last: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What was found in the round after that.

    Attributes:
        acted: what was done in it before NOW.
        casts: how many of those were counted.
        ready_before: whether the practitioner could have answered before it opened.
        ready_after: whether they could afterwards.
        refused: what was said of somebody who acted and had not been asked.
    """

    opened: Round
    acted: Sequence[Timed]
    casts: int
    ready_before: bool
    ready_after: bool
    refused: str


@asynccontextmanager
async def _world(folder: Path) -> AsyncIterator[World]:
    council, schedule = councils.load(), councils.schedule(NOW)
    clock = DemoClock(history.begins(schedule))
    eager = EagerClock(clock)
    folders = Folders(data_dir=folder / "data", key_dir=folder / "keys", log_level="WARNING")
    async with AsyncExitStack() as stack:
        stack.enter_context(proxies.left_aside())
        sandbox = await stack.enter_async_context(Sandbox(clock=clock))
        councils.move_in(sandbox.workspace, council)
        client = await stack.enter_async_context(connected(sandbox.bot_token, sandbox.api_url))
        ports = await stack.enter_async_context(connect(folders, client=client, clock=eager))
        ports = replace(ports, discloser=Discloser())
        bot = assemble(ports, client=client, clock=eager)
        await bot.pulses.apply([council.pulse(schedule)])
        await stack.enter_async_context(listening(bot.app, sandbox.app_token))
        yield World(council=council, sandbox=sandbox, clock=clock, ports=ports, bot=bot)


async def _live(world: World) -> Past:
    said: list[str] = []
    council, ports, sandbox = world.council, world.ports, world.sandbox
    await history.live_through(
        council, ports=ports, bot=world.bot, clock=world.clock, say=said.append
    )
    ended, workspace = world.clock.now(), sandbox.workspace
    [pulse] = await world.bot.pulses.all()
    people = [sandbox.person(one.id) for one in council.colleagues]
    return Past(
        said=said,
        rounds=await ports.rounds.of_pulse(pulse.id, before=ended, most=99),
        ended=ended,
        received=sum(len(person.direct_messages()) for person in people),
        left=await ports.boxes.left(),
        leaders=workspace.messages(LEADERSHIP),
        staff=workspace.messages(STAFF),
        posted=read(workspace, LEADERSHIP, since=0),
        last=Digest.model_validate_json(await ports.rounds.last_digest(pulse.id) or ""),
    )


async def _answer(world: World) -> Now:
    """Open the round of now and let colleagues act in it, as far as they have by now."""
    colleagues = Colleagues(world.sandbox, world.council.support)
    practitioner = Act(world.council.featured[0].person, {})
    await world.bot.steps.advance()
    [planned] = await world.ports.rounds.in_state(State.PLANNED)
    ready_before = colleagues.ready(practitioner, planned.id)
    opened = await world.open(planned)
    acted = [timed for timed in Habits(world.council).acts(opened) if timed.at <= NOW]
    for start in range(0, len(acted), TOGETHER):
        together = acted[start : start + TOGETHER]
        world.clock.move_to(max(together[-1].at, world.clock.now() + A_MINUTE))
        assert all(colleagues.ready(timed.act, opened.id) for timed in together)
        await colleagues.all_do([timed.act for timed in together], opened.id)
    with pytest.raises(StaffPulseError) as refused:
        await colleagues.do(Act(world.council.admin.id, None), opened.id)
    counted = await world.ports.boxes.count(opened.id)
    return Now(
        opened=opened,
        acted=acted,
        casts=next(one.casts for one in counted.tallies if one.dimension == EVERYONE),
        ready_before=ready_before,
        ready_after=colleagues.ready(practitioner, opened.id),
        refused=str(refused.value),
    )


async def _both(folder: Path) -> tuple[Past, Now]:
    async with _world(folder) as world:
        return await _live(world), await _answer(world)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Past, Now]:
    return asyncio.run(_both(tmp_path_factory.mktemp("council")))


@pytest.fixture
def past(both: tuple[Past, Now]) -> Past:
    return both[0]


@pytest.fixture
def now(both: tuple[Past, Now]) -> Now:
    return both[1]


def test_twelve_rounds_are_published(past: Past, now: Now) -> None:
    """Each was published and told in a line, and the next one had not opened."""
    assert [one.state for one in past.rounds] == [State.PUBLISHED] * PAST_ROUNDS
    assert len(past.said) == PAST_ROUNDS
    assert past.rounds[-1].publishes <= past.ended < now.opened.opens


def test_nobody_was_written_to(past: Past) -> None:
    """The past left no invitation and no reminder in anybody's direct messages."""
    assert past.received == 0


def test_no_box_is_left(past: Past) -> None:
    """Of the past nothing finer than the digests exists."""
    assert not past.left


def test_digests_stand_in_both_channels_at_their_times(past: Past) -> None:
    """Each was posted within a minute of the instant at which it was due."""
    for posts in (past.leaders, past.staff):
        assert len(posts) == PAST_ROUNDS
        for post, round_ in zip(posts, past.rounds, strict=True):
            at = datetime.fromtimestamp(float(post.ts), UTC)
            assert round_.publishes <= at < round_.publishes + A_MINUTE


def test_responses_are_believable(past: Past) -> None:
    """Between 30% and 60% answered each time."""
    shares = re.findall(r"^\d+ of \d+ answered \((\d+\.\d)%\)", past.posted, re.MULTILINE)
    assert len(shares) == PAST_ROUNDS
    assert all(30 <= float(share) <= 60 for share in shares)


def test_the_last_digest_shows_twelve_rounds(past: Past) -> None:
    """Each anchor has twelve values for everyone, and each of them is exact."""
    anchors = [item for item in past.last.items if item.anchor]
    assert len(anchors) == 3
    trends = [one for one in past.last.trends if one.dimension == EVERYONE]
    assert [one.question for one in trends] == [item.id for item in anchors]
    for trend in trends:
        assert len(trend.points) == PAST_ROUNDS
        assert all(point.counts for point in trend.points)


def test_most_teams_are_named_in_the_last_digest(past: Past) -> None:
    """Teams are shown as far as their answers allow, the smallest one with its neighbour."""
    [workload] = [item for item in past.last.items if item.anchor and item.theme == "workload"]
    teams = {one.group: one for one in workload.groups if one.dimension == "team"}
    assert len(teams) >= 7
    assert "safeguarding" not in teams
    shown = [one for one in teams.values() if one.precision is not Precision.WITHHELD]
    assert len(shown) >= 7


def test_the_round_of_now_is_open(now: Now) -> None:
    """The thirteenth opened today, and its reminder is still to come."""
    assert now.opened.opens < NOW < now.opened.reminds
    assert not now.opened.reminded


def test_what_colleagues_answer_is_counted(now: Now) -> None:
    """Everyone who answered over the wire is counted once."""
    answered = [timed for timed in now.acted if timed.act.answers is not None]
    assert now.casts == len(answered) > TOGETHER


def test_who_has_been_asked_is_ready(now: Now) -> None:
    """Before the invitation nobody can act in a round; afterwards they can."""
    assert not now.ready_before
    assert now.ready_after


def test_who_was_not_asked_cannot_act(now: Now) -> None:
    """A colleague without a message of the round is told of in a sentence that names nobody."""
    assert now.refused == (f"Somebody was to act in {now.opened.id}, and nobody has asked them.")
