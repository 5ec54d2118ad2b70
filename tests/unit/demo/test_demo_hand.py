import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo import council
from bot.demo.clock import DemoClock
from bot.demo.colleagues import Colleagues
from bot.demo.crowd import Crowd
from bot.demo.habits import Habits
from bot.demo.hand import DemoHand
from bot.errors import StaffPulseError
from bot.sandbox import Sandbox
from bot.sandbox.page import HandError
from storage.errors import StorageError
from storage.model import Round, State

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime.now(UTC).replace(microsecond=0) + DAY
"""The hand lets no clock fall behind real time, so its tests are in the future."""

ALDERMERE = council.load()


class Rounds:
    """The round store as far as the hand and the crowd look at it."""

    def __init__(self, *rounds: Round) -> None:
        self.rounds = rounds

    async def in_state(self, *states: State) -> Sequence[Round]:
        return [one for one in self.rounds if one.state in states]


class Outbox:
    """The outbox as far as the hand looks at it."""

    def __init__(self) -> None:
        self.due: datetime | None = None

    async def next_due(self) -> datetime | None:
        return self.due


def planned(opens: datetime, **changes: object) -> Round:
    """A round that a day after opening reminds, then closes, then is published."""
    first = Round(
        id=f"weekly-{opens:%Y-%m-%d}",
        pulse=ALDERMERE.pulse(council.schedule(datetime.now(UTC))),
        state=State.PLANNED,
        opens=opens,
        reminds=opens + DAY,
        closes=opens + 2 * DAY,
        publishes=opens + 3 * DAY,
    )
    return first.model_copy(update=changes)


class Desk:
    """A hand on a clock of its own; `advance` is what the bot does when it is asked."""

    def __init__(self, *rounds: Round, at: datetime = START) -> None:
        self.clock = DemoClock(at)
        self.rounds = Rounds(*rounds)
        self.outbox = Outbox()
        self.steps: list[datetime] = []
        self.was_asked = asyncio.Event()
        self.kept = 0
        self.trouble: Exception | None = None
        self.advance: Callable[[], None] = self.take_one
        sandbox = Sandbox(clock=self.clock)
        self.hand = DemoHand(
            clock=self.clock,
            crowd=Crowd(
                habits=Habits(ALDERMERE),
                colleagues=Colleagues(sandbox, ALDERMERE.support),
                rounds=self.rounds,
                clock=self.clock,
                acted_until=at,
            ),
            workspace=sandbox.workspace,
            rounds=self.rounds,
            outbox=self.outbox,
            advance=self.asked,
            keep=self.keep,
            zone="Europe/London",
        )
        self.clock.release()

    async def asked(self) -> None:
        self.steps.append(self.clock.now())
        self.was_asked.set()
        self.advance()

    async def keep(self) -> None:
        self.kept += 1
        if self.trouble:
            raise self.trouble

    def take_one(self) -> None:
        """Publish what is due, and plan the next for a week later."""
        [current] = self.rounds.rounds
        if current.opens <= self.clock.now():
            self.rounds.rounds = (planned(current.opens + 7 * DAY),)


@pytest.mark.parametrize(
    ("changes", "what", "days"),
    [
        ({}, "Weekly pulse opens", 0),
        ({"state": State.OPEN}, "Weekly pulse sends its reminder", 1),
        ({"state": State.OPEN, "reminded": True}, "Weekly pulse closes", 2),
        ({"state": State.CLOSED}, "The digest of Weekly pulse is published", 3),
    ],
)
async def test_what_is_due_is_said_in_words(
    changes: dict[str, object], what: str, days: int
) -> None:
    """Each state of a round has its next step, with the instant at which that comes."""
    desk = Desk(planned(START + HOUR, **changes))
    assert desk.hand.due() is None
    await desk.hand.let_pass()
    due = desk.hand.due()
    assert due is not None
    assert (due.what, due.at) == (what, START + HOUR + days * DAY)


async def test_the_next_step_is_taken_at_its_instant() -> None:
    """The clock moves to what is due, the bot takes it then, and the clock flows on."""
    desk = Desk(planned(START + DAY))
    await desk.hand.next_step()
    assert desk.steps == [START + DAY]
    assert not desk.clock.held
    assert desk.hand.moved
    assert desk.kept == 1
    due = desk.hand.due()
    assert due is not None
    assert due.at == START + 8 * DAY


async def test_a_step_that_the_bot_does_not_take_is_told() -> None:
    """Where the bot has not done its part the visitor reads so, and the clock flows on."""
    desk = Desk(planned(START + DAY))
    desk.advance = lambda: None
    with pytest.raises(HandError, match="has not done this step, and tries again"):
        await desk.hand.next_step()
    assert not desk.clock.held
    assert desk.hand.busy is None


async def test_without_a_round_there_is_no_step() -> None:
    """Where nothing is planned the visitor reads so, and the clock stays where it is."""
    desk = Desk()
    with pytest.raises(HandError, match="No round is planned"):
        await desk.hand.next_step()
    assert desk.clock.now() < START + HOUR


async def test_a_week_later_is_the_same_wall_time() -> None:
    """[Next week] keeps the wall time through a clock change, and takes the steps on the way."""
    start = datetime(START.year + 1, 3, 24, 10, tzinfo=LONDON).astimezone(UTC)
    desk = Desk(planned(start + DAY), at=start)
    await desk.hand.next_week()
    later = desk.clock.now().astimezone(LONDON)
    assert (later.month, later.day, later.hour, later.minute) == (3, 31, 10, 0)
    assert desk.steps == [start + DAY]


async def test_it_waits_until_everything_is_sent() -> None:
    """A step is over when the bot has sent what it owes, and not what it tries again later."""
    desk = Desk(planned(START + DAY))
    desk.outbox.due = START
    moving = asyncio.create_task(desk.hand.next_step())
    await desk.was_asked.wait()
    await asyncio.sleep(0.1)
    assert not moving.done()
    assert desk.hand.busy == "Staff Pulse is at work"
    desk.outbox.due = START + 30 * DAY
    await moving


async def test_one_thing_at_a_time() -> None:
    """While time moves, a second wish is refused with what is under way."""
    desk = Desk(planned(START + DAY))
    desk.outbox.due = START
    moving = asyncio.create_task(desk.hand.next_step())
    await desk.was_asked.wait()
    for wish in (desk.hand.next_step, desk.hand.next_week, desk.hand.real_time):
        with pytest.raises(HandError, match="Under way now: Staff Pulse is at work"):
            await wish()
    desk.outbox.due = None
    await moving
    assert desk.hand.busy is None


async def test_back_to_real_time_takes_what_was_due_before() -> None:
    """Going back, the bot is asked once more in the time that ends, and then time is real."""
    desk = Desk(planned(START + 9 * DAY))
    await desk.hand.move_to(START + 2 * DAY)
    await desk.hand.real_time()
    assert desk.steps
    assert min(desk.steps) >= START + 2 * DAY
    assert not desk.hand.moved
    before = datetime.now(UTC)
    assert before <= desk.clock.now() <= datetime.now(UTC)


@pytest.mark.parametrize("trouble", [StaffPulseError("No space is left."), StorageError("Locked.")])
async def test_what_cannot_be_kept_is_told(trouble: Exception) -> None:
    """Trouble with the disk reaches the visitor in its own words, and time can be moved again."""
    desk = Desk(planned(START + DAY))
    desk.trouble = trouble
    with pytest.raises(HandError, match=str(trouble)):
        await desk.hand.next_step()
    desk.trouble = None
    await desk.hand.next_step()
    assert len(desk.steps) == 2
