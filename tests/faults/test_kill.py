"""A `kill -9` before and after everything that outlasts the process, in a whole round.

The bot runs in a process of its own against a sandbox in this one. A round without a kill tells
the moments; then the same round is lived again with a kill at each of them, and people do what
people do: they send again what was not acknowledged. `make kill` tries every moment, and the
ordinary tests a share of them.
"""

import asyncio
import random
import shutil
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
import pytest_asyncio
from support.council import (
    BEFORE,
    CLOSES,
    LEADERS,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    REMINDS,
    ROUND,
    STAFF,
    Council,
    people,
    pulses,
)
from support.mortal import Moment, Mortal, nursery
from support.world import (
    ANSWER,
    NOT_THIS_WEEK,
    World,
    in_force,
    invitation,
    kind,
    labels,
    read,
    world,
)

from bot.sandbox import Message, Person
from storage.ballot_box.boxes import Boxes
from storage.model import EVERYONE, Preference

PROGRAM = Path(__file__).with_name("child.py")

COUNCIL = Council(north=people(1, 13), south=people(14, 26))
WILLING = (*people(1, 6), *people(14, 19))
DECLINED, SILENT = "UPERSON006", "UPERSON019"
ONE_BY_ONE, TOGETHER, LATER = people(1, 2), people(14, 16), (*people(3, 5), *people(17, 18))
QUESTION = "workload-manageable"
OPTIONS = ("often", "never", "always", "does-not-apply")
ANSWERS = dict(zip((*ONE_BY_ONE, *TOGETHER, *LATER), cycle(OPTIONS), strict=False))

HOUR = timedelta(hours=1)
STAGES = {
    "start": BEFORE,
    "open": OPENS,
    "cast": OPENS + HOUR,
    "remind": REMINDS,
    "cast late": REMINDS + HOUR,
    "close": CLOSES,
    "publish": PUBLISHES,
    "rest": PUBLISHES + HOUR,
}
"""The instants that the bot hears of, and what then happens; it is started before the first."""

NUMBERS = {stage: number for number, stage in enumerate(STAGES)}
CASTING = (NUMBERS["cast"], NUMBERS["cast late"])

ALWAYS = [NUMBERS[stage] for stage in ("cast", "close", "publish")]
"""The stages of which every moment is tried also by the ordinary tests."""

OFTEN = 10
"""A moment that comes this often while a round opens is one of many alike."""

SHARE = 8
"""How many of all other moments the ordinary tests try."""

TWICE = 6
"""In how many rounds the bot is killed again while it recovers."""

LANES = 2
SECONDS = 30


@dataclass(kw_only=True)
class Lived:
    """What came of one round.

    Attributes:
        moments: those of the bot's last life, by stage.
        messages: how many invitations and how many reminders each person got.
    """

    moments: list[list[str]] = field(default_factory=list)
    tallies: dict[str, dict[str, int]] = field(default_factory=dict)
    messages: dict[str, tuple[int, int]] = field(default_factory=dict)
    digests: dict[str, list[str]] = field(default_factory=dict)
    threads: dict[str, list[list[str]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    deaths: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One round with 26 people on the roster, of whom twelve want to be asked."""

    world: World
    bot: Mortal
    folder: Path

    async def live(self) -> Lived:
        """The whole round, whatever happens to the bot."""
        lived = Lived()
        for stage, instant in STAGES.items():
            if stage != "start":
                lived.moments = await self.bot.tick(instant)
            if stage == "cast":
                await self.cast()
            if stage == "cast late":
                await asyncio.gather(*map(self.answer, LATER))
                lived.tallies = await self.tallies()
        await self.bot.end()
        self.note(lived)
        return lived

    async def cast(self) -> None:
        """People look around, decline, answer one after the other, and answer together."""
        await self.bot.during(self.person(DECLINED).open_home())
        await self.decline()
        for one in ONE_BY_ONE:
            await self.answer(one)
        await asyncio.gather(*map(self.answer, TOGETHER))

    def person(self, person: str) -> Person:
        return self.world.person(person)

    async def answer(self, person: str) -> None:
        """Press, fill in and send, as often as it takes until somebody says thank you."""
        somebody = self.person(person)
        while somebody.modal is None or somebody.modal.title != "Thank you":
            if somebody.modal is None or somebody.modal.submit is None:
                await self.bot.during(somebody.press(invitation(somebody), ANSWER))
            else:
                await self.bot.during(somebody.submit({QUESTION: ANSWERS[person]}))

    async def decline(self) -> None:
        """Say [Not this week] until the bot says that it is fine."""
        somebody = self.person(DECLINED)
        while somebody.modal is None or somebody.modal.title != "Not this week":
            await self.bot.during(somebody.press(invitation(somebody), NOT_THIS_WEEK))

    async def tallies(self) -> dict[str, dict[str, int]]:
        """What the box counts before it closes, read from a copy of it and of its key."""
        copy = self.folder / "copy"
        shutil.copytree(self.world.folders.data_dir / "boxes", copy / "boxes")
        shutil.copytree(self.world.folders.key_dir, copy / "keys")
        boxes = Boxes(folder=copy / "boxes", keys=copy / "keys")
        try:
            found = await boxes.count(ROUND)
        finally:
            await boxes.close()
        return {
            tally.group: {"casts": tally.casts}
            | {option: count for option, count in tally.counts[QUESTION].items() if count}
            for tally in found
        }

    def note(self, lived: Lived) -> None:
        """What everybody sees when the round is over, and what is left of it."""
        lived.messages = {one: self.sent(one) for one in COUNCIL.people}
        for channel in (LEADERS, STAFF):
            lived.digests[channel] = [told(message) for message in self.world.posted(channel)]
            lived.threads[channel] = [
                [told(message) for message in thread] for thread in self.world.threads(channel)
            ]
        lived.files = read(self.world.folders) | {"log": self.bot.log.read_bytes()}
        lived.deaths = self.bot.deaths

    def sent(self, person: str) -> tuple[int, int]:
        """How many invitations and how many reminders somebody got."""
        messages = self.person(person).direct_messages()
        invitations = sum("Not this week" in labels(message) for message in messages)
        return invitations, len(messages) - invitations


def told(message: Message) -> str:
    """What a message to a channel is, and says."""
    return f"{kind(message)}: {message.words}"


class Lives:
    """Lives rounds that all begin alike, each in a world of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rounds = 0

    async def begin(self) -> None:
        """Keep the beginning: the pulse is in force, and most people asked not to be asked."""
        async with (
            world(COUNCIL, self._folder / "beginning", BEFORE) as here,
            in_force(here, pulses(ONE_QUESTION, self._folder)) as running,
        ):
            for person in set(COUNCIL.people) - set(WILLING):
                await running.ports.preferences.put(Preference(person=person, never=True))

    async def live(self, server: Process, *fatal: Moment) -> Lived:
        """One round; each life of the bot ends at its moment, as long as there are any."""
        self._rounds += 1
        folder = self._folder / str(self._rounds)
        shutil.copytree(self._folder / "beginning", folder)
        async with world(COUNCIL, folder, BEFORE) as here, AsyncExitStack() as stack:
            stack.callback(shutil.rmtree, folder)
            bot = Mortal(here, folder, server, fatal)
            stack.push_async_callback(bot.bury)
            async with asyncio.timeout(SECONDS):
                return await Scenario(world=here, bot=bot, folder=folder).live()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A round without a kill, and the same round with kills, by the moments of these."""

    whole: Lived
    killed: Mapping[tuple[Moment, ...], Lived]

    def without(self, holds: Callable[[Lived], bool]) -> list[str]:
        """In words, the kills after which something does not hold."""
        return [self.words(moments) for moments, lived in self.killed.items() if not holds(lived)]

    def words(self, moments: tuple[Moment, ...]) -> str:
        """What happened at the first of the moments, and where the others lie."""
        (stage, number), *others = moments
        names = self.whole.moments[stage]
        return f"{list(STAGES)[stage]}, {number} {names[number - 1]}, then {others}"


def chosen(moments: Sequence[Sequence[str]], *, everywhere: bool) -> list[tuple[Moment, ...]]:
    """The kills to try: every moment or a share of them, and some rounds with two kills."""
    dice = random.Random(2026)
    each = [(stage, place) for stage, names in enumerate(moments) for place in numbers(names)]
    firsts = each if everywhere else share(moments, each, dice)
    twice = [
        (dice.choice(each), (dice.randint(0, 1), dice.randint(1, 12)))
        for _ in range(TWICE * (4 if everywhere else 1))
    ]
    return [*((first,) for first in firsts), *twice]


def share(
    moments: Sequence[Sequence[str]], each: Sequence[Moment], dice: random.Random
) -> list[Moment]:
    """The moments that are like no others, and a few of those that are."""
    opening = NUMBERS["open"]
    alone = [
        (stage, place)
        for stage, place in each
        if stage in ALWAYS
        or (stage == opening and moments[opening].count(moments[opening][place - 1]) < OFTEN)
    ]
    return [*alone, *dice.sample([one for one in each if one not in alone], SHARE)]


def numbers(names: Sequence[str]) -> range:
    """The numbers of a stage's moments, from 1."""
    return range(1, len(names) + 1)


def say(config: pytest.Config, moments: Sequence[Sequence[str]], kills: int) -> None:
    """Tell whoever runs the tests how many moments there are, whatever output is captured."""
    counts = {stage: len(names) for stage, names in zip(STAGES, moments, strict=True)}
    stages = ", ".join(f"{stage} {count}" for stage, count in counts.items())
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        config.pluginmanager.getplugin("terminalreporter").write_line(
            f"{sum(counts.values())} moments ({stages}); {kills} rounds with kills"
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def search(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Search:
    lives = Lives(tmp_path_factory.mktemp("lives"))
    await lives.begin()
    killed: dict[tuple[Moment, ...], Lived] = {}
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(nursery(PROGRAM)) for _ in range(LANES)]
        whole = await lives.live(servers[0])
        everywhere = request.config.getoption("--kill-everywhere", default=False)
        kills = chosen(whole.moments, everywhere=bool(everywhere))
        say(request.config, whole.moments, len(kills))
        waiting = iter(kills)

        async def lane(server: Process) -> None:
            for moments in waiting:
                try:
                    killed[moments] = await lives.live(server, *moments)
                except Exception as error:
                    error.add_note(f"The bot was killed at {moments}.")
                    raise

        async with asyncio.TaskGroup() as lanes:
            for server in servers:
                lanes.create_task(lane(server))
    return Search(whole=whole, killed=killed)


def expected() -> dict[str, dict[str, int]]:
    """What the box must count in the end: every acknowledged answer, once."""
    groups = {EVERYONE: COUNCIL.people, "north": COUNCIL.north, "south": COUNCIL.south}
    return {
        group: Counter(ANSWERS[one] for one in ANSWERS if one in members)
        | {"casts": sum(one in members for one in ANSWERS)}
        for group, members in groups.items()
    }


def test_every_kind_of_moment_is_found(search: Search) -> None:
    """Commits of both kinds of file, requests, acknowledgements, keys and boxes are all counted."""
    found = {name for names in search.whole.moments for name in names}
    sent = ("chat.postMessage", "views.open", "views.publish", "users.list")
    commits = ("committing to .box", "committing to .sqlite3", "rewriting .sqlite3")
    for what in (*sent, *commits):
        assert {f"before {what}", f"after {what}"} <= found
    files = ("making .key", "making .box", "unlinking .key", "unlinking .box")
    assert {f"before {what}" for what in (*files, "acknowledging")} - {*found} == set()


def test_each_kill_happened(search: Search) -> None:
    """The bot died where it was told to; only answers that come together vary in their moments."""
    for moments, lived in search.killed.items():
        assert lived.deaths or moments[0][0] in CASTING, search.words(moments)


def test_the_round_without_a_kill(search: Search) -> None:
    """Everyone who wants to be asked is asked and reminded once, and the digest stands once."""
    asked = {one: (1, one != DECLINED) for one in WILLING}
    assert search.whole.messages == {one: asked.get(one, (0, 0)) for one in COUNCIL.people}
    for channel in (LEADERS, STAFF):
        [digest], [[thread]] = search.whole.digests[channel], search.whole.threads[channel]
        assert "8 to 14 of 26 answered" in digest
        assert thread.startswith("digest-thread")


def test_every_acknowledged_answer_is_counted_once(search: Search) -> None:
    """Wherever the bot is killed, the box counts every acknowledged answer and none twice."""
    assert search.whole.tallies == expected()
    assert not search.without(lambda lived: lived.tallies == expected())


def test_the_same_digest_stands_once(search: Search) -> None:
    """Wherever the bot is killed, each channel has the digest once, and its thread once."""
    whole = search.whole
    assert not search.without(
        lambda lived: (lived.digests, lived.threads) == (whole.digests, whole.threads)
    )


def test_everyone_hears_what_they_should(search: Search) -> None:
    """Nobody misses a message; a kill makes at most one come twice, and never to the wrong one."""

    def heard(lived: Lived) -> bool:
        extras = [
            got - due
            for one, due_to_one in search.whole.messages.items()
            for got, due in zip(lived.messages[one], due_to_one, strict=True)
        ]
        unasked = [lived.messages[one] for one in COUNCIL.people if one not in WILLING]
        return (
            min(extras) == 0
            and sum(extras) <= lived.deaths
            and set(unasked) == {(0, 0)}
            and lived.messages[DECLINED][1] == 0
        )

    assert not search.without(heard)


def test_nothing_is_left_behind(search: Search) -> None:
    """After every kill no key, box or mark is left, and no id of anyone who was asked."""

    def clean(lived: Lived) -> bool:
        kept = b"".join(lived.files.values())
        return set(lived.files) == set(search.whole.files) and not any(
            one.encode() in kept for one in WILLING
        )

    left = {Path(name).suffix for name in search.whole.files}
    assert not left & {".box", ".box-journal", ".key"}
    assert clean(search.whole)
    assert not search.without(clean)
