"""The demo without a page: whole rounds as fast as they go, with the real bot on the real wire."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Bot, Ports, assemble, connect
from bot.demo import proxies
from bot.demo.clock import EagerClock
from bot.demo.colleagues import TOGETHER, Colleagues, move_in
from bot.demo.dealing import Act, deal
from bot.demo.discloser import Discloser
from bot.demo.folder import DemoFolder
from bot.demo.reading import read
from bot.demo.scenario import LEADERSHIP, Scenario
from bot.errors import StaffPulseError
from bot.sandbox import HandClock, Sandbox
from bot.settings import Folders
from bot.slack.client import connected
from bot.slack.socket import listening
from bot.slack.verify import verify
from bot.survey.digest import Digest
from bot.survey.export import exported
from bot.survey.messages import local
from bot.survey.schedule import halfway
from storage.model import Round, State

APART = timedelta(minutes=2)
"""How long after some have answered the next ones do, where there is time for it."""


async def run(
    scenario: Scenario, *, rounds: int, seed: int, out: Path, say: Callable[[str], None]
) -> None:
    """Run whole rounds of a scenario and leave their digests and the bot's data in a folder.

    The last digest is said as it was posted. The same scenario and seed give the same digests.

    Args:
        scenario: who is asked and what they answer.
        rounds: how many, 1 or more.
        seed: decides who answers what and when.
        out: a folder that is new, empty, or made by an earlier demo, which it replaces.
        say: takes a line for each step, and the last digest.

    Raises:
        StaffPulseError: the folder cannot be used, or a step was not taken.
        StorageError: the data cannot be kept.
    """
    clock = HandClock(scenario.starts)
    eager = EagerClock(clock)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(DemoFolder.held(out))
        folder.empty()
        stack.enter_context(proxies.left_aside())
        sandbox = await stack.enter_async_context(Sandbox(clock=clock))
        people = move_in(sandbox.workspace, scenario)
        client = await stack.enter_async_context(connected(sandbox.bot_token, sandbox.api_url))
        folders = Folders(data_dir=folder.data, key_dir=folder.keys, log_level="WARNING")
        ports = await stack.enter_async_context(connect(folders, client=client, clock=eager))
        ports = replace(ports, discloser=Discloser())
        bot = assemble(ports, client=client, clock=eager)
        await verify(client)
        await stack.enter_async_context(listening(bot.app, sandbox.app_token))
        council = _Council(
            scenario=scenario,
            people=people,
            sandbox=sandbox,
            bot=bot,
            ports=ports,
            clock=clock,
            chance=random.Random(seed),  # noqa: S311 - dealt again the same, and no secret
            folder=folder,
            say=say,
        )
        posted = ""
        for number in range(rounds):
            say(f"Round {number + 1} of {rounds}: {scenario.name}, {scenario.size} people")
            posted = await council.round(number)
        say(f"\n{posted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Council:
    """A scenario at work, and the hand that moves its clock.

    The clock stands while somebody waits for the bot, so that no time is lost on the way.
    """

    scenario: Scenario
    people: Mapping[str, Sequence[str]]
    sandbox: Sandbox
    bot: Bot
    ports: Ports
    clock: HandClock
    chance: random.Random
    folder: DemoFolder
    say: Callable[[str], None]

    async def round(self, number: int) -> str:
        """Take one round from its opening to its digest, and return that as it was posted."""
        await self.bot.pulses.apply([self.scenario.pulse_of(number)])
        await self.bot.steps.advance()
        [planned] = await self.ports.rounds.in_state(State.PLANNED)
        asked = await self._open(planned)
        hand = deal(
            self.scenario.answers(number),
            self.people,
            [question.id for question in asked.questions],
            self.chance,
        )
        on_the_way = _on_the_way(asked)
        await self._answer(hand.before_reminder, asked, until=on_the_way[0])
        for instant in on_the_way:
            await self._step(asked, instant, State.OPEN)
            if instant != asked.reminds:
                self._report("half-way, both channels read about how many have answered")
        self._report(f"{self._reached(asked.reminds)} are reminded")
        await self._answer(hand.after_reminder, asked, until=asked.closes)
        await self._step(asked, asked.closes, State.CLOSED)
        self._report("the ballot box is counted and gone")
        return await self._publish(asked)

    async def _open(self, planned: Round) -> Round:
        await self._step(planned, planned.opens, State.OPEN)
        [opened] = await self.ports.rounds.in_state(State.OPEN)
        self._report(f"{self._reached(opened.opens)} are asked {len(opened.questions)} questions")
        return opened

    async def _publish(self, asked: Round) -> str:
        before = len(self.sandbox.workspace.messages(LEADERSHIP))
        await self._step(asked, asked.publishes, State.PUBLISHED)
        posted = read(self.sandbox.workspace, LEADERSHIP, since=before)
        digest = await self.ports.rounds.last_digest(asked.pulse.id)
        found = exported(Digest.model_validate_json(digest or ""))
        kept = self.folder.write(asked.id, found, posted)
        self._report(f"the digest is posted, and in {kept}")
        return posted

    async def _step(self, asked: Round, instant: datetime, state: State) -> None:
        """Let the bot do what is due at an instant, and see that it did."""
        self.clock.move_to(instant)
        await self.bot.steps.advance()
        await self.bot.delivery.drain()
        window = await self.ports.rounds.window(asked.id)
        if window is None or window[0] is not state:
            found = window[0] if window else "gone"
            raise StaffPulseError(f"The round {asked.id} should be {state} now, and is {found}.")
        if await self.ports.outbox.next_due() is not None:
            raise StaffPulseError(f"Some messages of the round {asked.id} could not be delivered.")

    async def _answer(self, acts: Sequence[Act], asked: Round, *, until: datetime) -> None:
        """Let people act, many at a time."""
        colleagues = Colleagues(self.sandbox, self.scenario.support)
        starts = range(0, len(acts), TOGETHER)
        instants = _spread(self.clock.now(), until, len(starts))
        for start, instant in zip(starts, instants, strict=True):
            self.clock.move_to(instant)
            await colleagues.all_do(acts[start : start + TOGETHER], asked.id)
        answered = sum(act.answers is not None for act in acts)
        self._report(f'{answered} answer, {len(acts) - answered} press "Not this week"')

    def _reached(self, since: datetime) -> int:
        """How many people the bot has written to since an instant."""
        everyone = (person for persons in self.people.values() for person in persons)
        last = (self.sandbox.person(person).direct_messages()[-1:] for person in everyone)
        return sum(float(message.ts) >= since.timestamp() for found in last for message in found)

    def _report(self, said: str) -> None:
        self.say(f"  {local(self.clock.now(), self.scenario.schedule.zone)}: {said}.")


def _on_the_way(asked: Round) -> Sequence[datetime]:
    """When the bot writes while people answer: the reminder, and half-way if it asks once."""
    if asked.pulse.schedule.comes_back:
        return [asked.reminds]
    return sorted((asked.reminds, halfway(opens=asked.opens, closes=asked.closes)))


def _spread(start: datetime, end: datetime, times: int) -> Iterator[datetime]:
    """So many instants, from the start on and before the end."""
    apart = min(APART, (end - start) / max(times, 1))
    return (start + apart * number for number in range(times))
