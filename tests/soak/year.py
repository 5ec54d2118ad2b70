"""A simulated year: a council's weekly rounds, with trouble at every other stage."""

import random
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from support.council import BEFORE, ONE_QUESTION, STAFF, pulses
from support.mortal import Mortal, nursery
from support.world import World, in_force, read, world

from soak.books import Page
from soak.found import counted, note_messages
from soak.staff import CHANNELS, Colleague, Does, Staff
from soak.stage import Kind, Stage, together
from soak.troubles import OF_KIND, TO_THE_PROCESS

PROGRAM = Path(__file__).parents[1] / "faults" / "child.py"
ZONE = ZoneInfo("Europe/London")
FIRST = date(2026, 11, 24)
TROUBLE = 0.5
"""How likely it is that something is thrown at a stage."""

MOST_HANDLES = 140
"""Of them 100 at most are connections to Slack that are kept for the next request."""

MONTHS = 10
"""A quarter of fewer weeks says nothing about growth."""

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the bot's process and its folders hold at the end of a week."""

    memory: int
    objects: int
    handles: int
    tasks: int
    files: int


@dataclass(kw_only=True)
class Year:
    """What came of it.

    Attributes:
        pages: of every round, oldest first.
        held: at the end of each week.
        owed: when the next message would be due at the end; None where none is owed.
    """

    pages: list[Page] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    deaths: int = 0
    owed: datetime | None = None


@dataclass(kw_only=True)
class Simulation:
    """Lives weeks, one after the other."""

    world: World
    bot: Mortal
    folder: Path
    dice: random.Random
    staff: Staff
    endings: bool
    year: Year = field(default_factory=Year)

    async def week(self, number: int) -> None:
        """The whole of a round, from who joins before it to what is left after it."""
        day = FIRST + number * 7 * DAY
        await self.turn(day - DAY)
        people = self.staff.people
        page = Page(
            round=f"weekly-{day}",
            council=self.staff.council(),
            willing=frozenset(one.id for one in people.values() if one.wants(day)),
        )
        since = {one: len(self.world.person(one).direct_messages()) for one in people}
        deaths = self.bot.deaths
        for stage in self.stages(day, page, since):
            if page.missed and stage.at < at(day + 2 * DAY, 16):
                continue
            if stage.at == at(day + 2 * DAY, 16) and not page.missed:
                page.box = await counted(self.world, self.folder / "copy", page.round)
            await self.live(stage)
        await self.calm(day + 6 * DAY)
        page.spare += self.bot.deaths - deaths
        self.note(page, since, day + 6 * DAY)
        self.year.pages.append(page)

    def stages(self, day: date, page: Page, since: dict[str, int]) -> Iterator[Stage]:
        """What happens at which instant; who acts is decided when the round has opened."""

        plans = {one: self.staff.does(self.staff.people[one]) for one in sorted(page.willing)}
        options = {one: self.staff.option() for one in plans}

        def who(*does: Does) -> list[str]:
            return [one for one in plans if plans[one] in does and one in self.staff.people]

        def stage(
            kind_: Kind, days: int, hour: int, answering: Iterable[str] = (), **more: Sequence[str]
        ) -> Stage:
            return Stage(
                kind=kind_,
                at=at(day + days * DAY, hour),
                world=self.world,
                bot=self.bot,
                page=page,
                dice=self.dice,
                since=since,
                answering={one: options[one] for one in answering},
                declining=more.get("declining", ()),
            )

        yield stage(Kind.OPENING, 0, 10)
        yield stage(Kind.ANSWERING, 0, 20, who(Does.ANSWERS_EARLY), declining=who(Does.DECLINES))
        self.leave(page)
        yield stage(Kind.DUE, 1, 10)
        # Whoever could not answer before the reminder does so after it.
        yield stage(Kind.ANSWERING, 1, 20, who(Does.ANSWERS_EARLY, Does.ANSWERS_LATE))
        yield stage(Kind.DUE, 2, 16)
        yield stage(Kind.DUE, 6, 9)

    async def live(self, stage: Stage) -> None:
        """Throw something at a stage and let it pass, or let the stage go by in peace."""
        possible = OF_KIND[stage.kind] | (TO_THE_PROCESS if self.endings else {})
        if self.dice.random() >= TROUBLE:
            await stage.go()
            return
        name = self.dice.choice(sorted(possible))
        stage.page.troubles.append(name)
        await self.bot.look(stage.at - HOUR)  # it runs, whatever was thrown before
        await possible[name](stage)
        stage.faults.clear()
        if not stage.page.missed:
            stage.at += HOUR
            await stage.look()

    async def calm(self, day: date) -> None:
        """Let a day go by without trouble, in which everything owed goes out."""
        for hour in (18, 20):
            self.world.clock.move_to(at(day, hour))
            await self.bot.look(at(day, hour))
        reply = await self.bot.look(at(day, 22), gauge=True)
        self.year.held.append(Held(**reply["gauge"], files=len(read(self.world.folders))))

    async def turn(self, day: date) -> None:
        """Let people join, leave, pause and ask never to be asked."""
        workspace = self.world.sandbox.workspace
        self.world.clock.move_to(at(day, 23))
        turns = self.staff.turn(day)
        for one in turns.joined:
            workspace.add_person(one.id)
        for one in turns.left:
            workspace.change_person(one.id, deleted=True)
        self.seat()
        for one in (*turns.paused, *turns.never):
            if one.id in self.staff.people:
                await self.says(one)

    async def says(self, one: Colleague) -> None:
        """Let somebody say on the Home tab what they want."""
        person = self.world.person(one.id)

        async def saying() -> None:
            await self.world.sandbox.socket_mode.connected()
            while person.home is None:
                await person.open_home()
            if one.never:
                await person.press_in_home("never-ask")
            else:
                await person.press_in_home("pause-until", str(one.paused_until))

        await together(self.world, [self.bot.during(saying())])

    def seat(self) -> None:
        """Have everybody in the channels of their team and of all."""
        workspace, people = self.world.sandbox.workspace, self.staff.people.values()
        teams = {
            channel: [one.id for one in people if one.team == team]
            for team, channel in CHANNELS.items()
        }
        for channel, members in (teams | {STAFF: [one.id for one in people]}).items():
            workspace.change_channel(channel, members=(*members, workspace.bot_user))

    def leave(self, page: Page) -> None:
        """Let one of those who were asked leave in the middle of the round, now and then."""
        if self.dice.random() < 0.2:
            one = self.dice.choice(sorted(self.staff.people))
            del self.staff.people[one]
            page.gone.add(one)
            self.world.sandbox.workspace.change_person(one, deleted=True)
            self.seat()

    def note(self, page: Page, since: dict[str, int], day: date) -> None:
        """What stands in the channels when the round is over, and what is left of it."""
        note_messages(self.world, page, since)
        kept = b"".join((*read(self.world.folders).values(), self.bot.log.read_bytes()))
        names = read(self.world.folders)
        wishes = {one.id for one in self.staff.people.values() if not one.wants(day)}
        people = {one for one in since if one not in wishes and one.encode() in kept}
        files = {name for name in names if Path(name).suffix in {".box", ".box-journal", ".key"}}
        page.left_behind = (*sorted(people), *sorted(files))


def grown(held: Sequence[Held]) -> list[str]:
    """What a bot that ran on for all these weeks did not let go of, each in a sentence.

    What it remembers so as to do nothing twice has a limit, which it reaches within half a year.
    """
    first, last = held[0], held[-1]
    found = []
    if last.files != first.files:
        found.append(f"{first.files} files became {last.files}")
    if last.tasks > first.tasks + 1:
        found.append(f"{first.tasks} tasks became {last.tasks}")
    if last.handles > MOST_HANDLES:
        found.append(f"{last.handles} files and connections are open")
    quarter = len(held) // 4
    before = [one.objects for one in held[2 * quarter : 3 * quarter]]
    after = [one.objects for one in held[3 * quarter :]]
    if quarter >= MONTHS and sum(after) / len(after) > 1.1 * sum(before) / len(before):
        found.append(f"objects grew from {before} to {after}")
    if last.memory > 1.4 * first.memory:
        found.append(f"{first.memory} kB of memory became {last.memory}")
    return found


def at(day: date, hour: int) -> datetime:
    """An hour of a day in London."""
    return datetime.combine(day, time(hour), ZONE).astimezone(BEFORE.tzinfo)


@asynccontextmanager
async def _beginning(folder: Path, staff: Staff) -> AsyncIterator[World]:
    """A world with the staff in it and a weekly pulse in force, and the bot not running."""
    async with world(staff.council(), folder, BEFORE) as here:
        async with in_force(here, pulses(ONE_QUESTION, folder)):
            pass
        yield here


async def live(folder: Path, *, weeks: int, people: int, seed: int, endings: bool) -> Year:
    """Live so many weeks.

    Args:
        folder: for everything that is written.
        weeks: how many rounds.
        people: how many work there at first.
        seed: the same seed throws the same things.
        endings: whether the process is killed and restarted too.
    """
    dice = random.Random(seed)
    staff = Staff(dice, people)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(nursery(PROGRAM))
        here = await stack.enter_async_context(_beginning(folder, staff))
        bot = Mortal(here, folder, server)
        stack.push_async_callback(bot.bury)
        simulation = Simulation(
            world=here, bot=bot, folder=folder, dice=dice, staff=staff, endings=endings
        )
        for number in range(weeks):
            await simulation.week(number)
        await bot.end()
        async with here.running() as running:
            simulation.year.owed = await running.ports.outbox.next_due()
        simulation.year.deaths = bot.deaths
        return simulation.year
