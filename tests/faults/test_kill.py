"""A `kill -9` before and after everything that outlasts the process, in a whole round.

The bot runs in a process of its own against a sandbox in this one. A round without a kill tells
the moments; then the same round is lived again with a kill at each of them, and people do what
people do: they send again what was not acknowledged. One such search has few people, another a
crowd who answer at once. `make kill` tries every moment with the few and many with the crowd, and
`make shares` a share of both.
"""

import asyncio
import random
import shutil
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, islice, zip_longest
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
    QUESTION,
    REMINDS,
    ROUND,
    STAFF,
    Council,
    Turnout,
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

from bot.delivery import AT_ONCE
from bot.sandbox import Message, Person
from storage.ballot_box.boxes import Boxes
from storage.model import Preference

pytestmark = pytest.mark.share

PROGRAM = Path(__file__).with_name("child.py")

Kills = tuple[Moment, ...]
"""When the bot dies, for each of its first lives."""

FEW = Turnout(
    council=Council(north=people(1, 13), south=people(14, 26)),
    declined="UPERSON006",
    silent="UPERSON019",
    one_by_one=people(1, 2),
    together=people(14, 16),
    later=(*people(3, 5), *people(17, 18)),
    response="8 to 14 of 26 answered",
)
CROWD = Turnout(
    council=Council(north=people(1, 110), south=people(111, 220)),
    declined="UPERSON109",
    silent="UPERSON110",
    one_by_one=(),
    together=(*people(1, 100), *people(111, 210)),
    later=people(101, 108),
    response="208 of 220 answered",
)

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

ALWAYS = (NUMBERS["close"],)
"""The stages of which every moment is tried also in a share."""

EACH_KIND = (NUMBERS["open"], NUMBERS["publish"])
"""The stages of which a share tries one moment of each kind."""

SHARE = 8
"""How many of all other moments a share tries."""

STRATA = {"open": 1, "remind": 1, "close": 1, "publish": 1, "cast": 3}
"""How many moments of a round with a crowd a share tries, by stage.

The one whose moments vary from run to run is last, so that the choice in the others never does.
"""

FURTHER = 20
"""How many times as many of them `make kill` tries."""

LANES = 2
SECONDS = 60


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
    """One round, as the people of a turnout live it."""

    turnout: Turnout
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
                await self.answer_together(self.turnout.later)
                lived.tallies = await self.tallies()
        await self.bot.end()
        self.note(lived)
        return lived

    async def cast(self) -> None:
        """People look around, decline, answer one after the other, and answer together."""
        await self.bot.during(self.person(self.turnout.declined).open_home())
        await self.decline()
        for one in self.turnout.one_by_one:
            await self.answer(one)
        await self.answer_together(self.turnout.together)

    def person(self, person: str) -> Person:
        return self.world.person(person)

    async def answer_together(self, them: Sequence[str]) -> None:
        """Everybody has the paper before them, and then all send it at once."""
        await asyncio.gather(*map(self.open_paper, them))
        await asyncio.gather(*map(self.answer, them))

    async def answer(self, person: str) -> None:
        """Press, fill in and send, as often as it takes until somebody says thank you."""
        somebody, option = self.person(person), self.turnout.answers[person]
        while somebody.modal is None or somebody.modal.title != "Thank you":
            await self.open_paper(person)
            await self.bot.during(somebody.submit({QUESTION: option}))

    async def open_paper(self, person: str) -> None:
        """Press [Answer] until there is something to fill in."""
        somebody = self.person(person)
        while somebody.modal is None or somebody.modal.submit is None:
            await self.bot.during(somebody.press(invitation(somebody), ANSWER))

    async def decline(self) -> None:
        """Say [Not this week] until the bot says that it is fine."""
        somebody = self.person(self.turnout.declined)
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
            for tally in found.tallies
        }

    def note(self, lived: Lived) -> None:
        """What everybody sees when the round is over, and what is left of it."""
        lived.messages = {one: self.sent(one) for one in self.turnout.council.people}
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

    def __init__(self, turnout: Turnout, folder: Path) -> None:
        self._turnout = turnout
        self._folder = folder
        self._rounds = 0

    async def begin(self) -> None:
        """Keep the beginning: the pulse is in force, and some people asked not to be asked."""
        council = self._turnout.council
        async with (
            world(council, self._folder / "beginning", BEFORE) as here,
            in_force(here, pulses(ONE_QUESTION, self._folder)) as running,
        ):
            for person in set(council.people) - set(self._turnout.willing):
                await running.ports.preferences.put(Preference(person=person, never=True))

    async def live(self, server: Process, *fatal: Moment) -> Lived:
        """One round; each life of the bot ends at its moment, as long as there are any."""
        self._rounds += 1
        folder = self._folder / str(self._rounds)
        shutil.copytree(self._folder / "beginning", folder)
        async with (
            world(self._turnout.council, folder, BEFORE) as here,
            AsyncExitStack() as stack,
        ):
            stack.callback(shutil.rmtree, folder)
            bot = Mortal(here, folder, server, fatal)
            stack.push_async_callback(bot.bury)
            scenario = Scenario(turnout=self._turnout, world=here, bot=bot, folder=folder)
            async with asyncio.timeout(SECONDS):
                return await scenario.live()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A round without a kill, and the same round with kills, by the moments of these."""

    turnout: Turnout
    whole: Lived
    killed: Mapping[Kills, Lived]

    def without(self, holds: Callable[[Lived], bool]) -> list[str]:
        """In words, the kills after which something does not hold."""
        return [words(kills) for kills, lived in self.killed.items() if not holds(lived)]


def words(kills: Kills) -> str:
    """What happened at the first kill, and where the others lie."""
    first, *others = kills
    return f"{list(STAGES)[first.stage]}, {first.name} no. {first.number}, then {others}"


def known(lived: Lived) -> list[Moment]:
    """Every moment of a round, by its stage, its name, and how many of that name there were."""
    found = []
    for stage, names in enumerate(lived.moments):
        counts: Counter[str] = Counter()
        for name in names:
            counts[name] += 1
            found.append(Moment(stage, name, counts[name]))
    return found


def with_few(moments: Sequence[Moment], dice: random.Random, *, everywhere: bool) -> list[Kills]:
    """Every moment or a share of them, and some rounds with two kills."""
    firsts = moments if everywhere else share(moments, dice)
    return [*once(firsts), *twice(moments, dice, rounds=24 if everywhere else 4, within=12)]


def share(moments: Sequence[Moment], dice: random.Random) -> list[Moment]:
    """Every moment of some stages, one of each kind of others, and a few of the rest."""
    kinds: dict[tuple[int, str], list[Moment]] = {}
    for one in moments:
        if one.stage in EACH_KIND:
            kinds.setdefault((one.stage, one.name), []).append(one)
    always = [one for one in moments if one.stage in ALWAYS]
    rest = [one for one in moments if one.stage not in (*ALWAYS, *EACH_KIND)]
    return [*always, *map(dice.choice, kinds.values()), *dice.sample(rest, SHARE)]


def with_crowd(moments: Sequence[Moment], dice: random.Random, *, everywhere: bool) -> list[Kills]:
    """Some moments of each stage, and some rounds with two kills while the crowd answers."""
    times = FURTHER if everywhere else 1
    moments = sure(moments)
    firsts = chain.from_iterable(
        islice(in_turn([one for one in moments if one.stage == NUMBERS[stage]], dice), size * times)
        for stage, size in STRATA.items()
    )
    answering = [one for one in moments if one.stage == NUMBERS["cast"]]
    return [*once(firsts), *twice(answering, dice, rounds=2 * times, within=400)]


def sure(moments: Sequence[Moment]) -> list[Moment]:
    """The moments that come however answers come together: a third of the commits to the box."""
    most = Counter((one.stage, one.name) for one in moments)
    return [
        one
        for one in moments
        if not one.name.endswith(".box") or 3 * one.number <= most[one.stage, one.name]
    ]


def in_turn(moments: Sequence[Moment], dice: random.Random) -> Iterator[Moment]:
    """The moments of a stage shuffled, each name in its turn, the most frequent first."""
    names = [name for name, _ in Counter(one.name for one in moments).most_common()]
    alike = [[one for one in moments if one.name == name] for name in names]
    turns = zip_longest(*(dice.sample(each, len(each)) for each in alike))
    return (one for one in chain.from_iterable(turns) if one is not None)


def once(moments: Iterable[Moment]) -> list[Kills]:
    """A round for each of the moments."""
    return [(one,) for one in moments]


def twice(
    moments: Sequence[Moment], dice: random.Random, *, rounds: int, within: int
) -> list[Kills]:
    """Rounds in which the bot is killed again soon after, wherever it is in its recovery."""
    return [
        (dice.choice(moments), Moment(dice.randint(0, 1), "", dice.randint(1, within)))
        for _ in range(rounds)
    ]


def say(config: pytest.Config, search: str, moments: Iterable[Moment], kills: int) -> None:
    """Tell whoever runs the tests how many moments there are, whatever output is captured."""
    counts = Counter(list(STAGES)[one.stage] for one in moments)
    stages = ", ".join(f"{stage} {count}" for stage, count in counts.items())
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        config.pluginmanager.getplugin("terminalreporter").write_line(
            f"{search}: {counts.total()} moments ({stages}); {kills} rounds with kills"
        )


SEARCHES = {"few": (FEW, with_few), "crowd": (CROWD, with_crowd)}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=SEARCHES)
async def search(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Search:
    turnout, choose = SEARCHES[request.param]
    lives = Lives(turnout, tmp_path_factory.mktemp("lives"))
    await lives.begin()
    killed: dict[Kills, Lived] = {}
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(nursery(PROGRAM)) for _ in range(LANES)]
        whole = await lives.live(servers[0])
        moments = known(whole)
        everywhere = bool(request.config.getoption("--kill-everywhere", default=False))
        chosen = choose(moments, random.Random(2026), everywhere=everywhere)
        say(request.config, request.param, moments, len(chosen))
        waiting = iter(chosen)

        async def lane(server: Process) -> None:
            for kills in waiting:
                try:
                    killed[kills] = await lives.live(server, *kills)
                except Exception as error:
                    error.add_note(f"The bot was killed at {words(kills)}.")
                    raise

        async with asyncio.TaskGroup() as lanes:
            for server in servers:
                lanes.create_task(lane(server))
    return Search(turnout=turnout, whole=whole, killed=killed)


def test_every_kind_of_moment_is_found(search: Search) -> None:
    """Commits of both kinds of file, requests, acknowledgements, keys and boxes are all counted."""
    found = {name for names in search.whole.moments for name in names}
    sent = ("chat.postMessage", "views.open", "views.publish", "users.list", "acknowledging")
    commits = ("committing to .box", "committing to .sqlite3", "rewriting .sqlite3")
    for what in (*sent, *commits):
        assert {f"before {what}", f"after {what}"} <= found
    files = ("making .key", "making .box", "unlinking .key", "unlinking .box")
    assert {f"before {what}" for what in files} - found == set()


def test_each_kill_happened(search: Search) -> None:
    """The bot died where it was told to; only how answers come together varies a little."""
    missed = [kills[0] for kills, lived in search.killed.items() if not lived.deaths]
    assert {one.name for one in missed} <= {"before committing to .box", "after committing to .box"}
    assert {one.stage for one in missed} <= {*CASTING}
    assert len(missed) <= len(search.killed) / 10


def test_the_round_without_a_kill(search: Search) -> None:
    """Everyone who wants to be asked is asked and reminded once, and the digest stands once."""
    turnout = search.turnout
    asked = {one: (1, one != turnout.declined) for one in turnout.willing}
    assert search.whole.messages == {one: asked.get(one, (0, 0)) for one in turnout.council.people}
    for channel in (LEADERS, STAFF):
        [digest], [[thread, _]] = search.whole.digests[channel], search.whole.threads[channel]
        assert turnout.response in digest
        assert thread.startswith("digest-thread")


def test_every_acknowledged_answer_is_counted_once(search: Search) -> None:
    """Wherever the bot is killed, the box counts every acknowledged answer and none twice."""
    expected = search.turnout.expected()
    assert search.whole.tallies == expected
    assert not search.without(lambda lived: lived.tallies == expected)


def test_the_same_digest_stands_once(search: Search) -> None:
    """Wherever the bot is killed, each channel has the digest once, and its thread once."""
    whole = search.whole
    assert not search.without(
        lambda lived: (lived.digests, lived.threads) == (whole.digests, whole.threads)
    )


def test_everyone_hears_what_they_should(search: Search) -> None:
    """Nobody misses a message; a kill makes at most those come twice that were under way."""
    turnout = search.turnout
    unasked = set(turnout.council.people) - set(turnout.willing)

    def heard(lived: Lived) -> bool:
        extras = [
            got - due
            for one, due_to_one in search.whole.messages.items()
            for got, due in zip(lived.messages[one], due_to_one, strict=True)
        ]
        return (
            min(extras) == 0
            and max(extras) <= lived.deaths
            and sum(extras) <= lived.deaths * AT_ONCE
            and {lived.messages[one] for one in unasked} == {(0, 0)}
            and lived.messages[turnout.declined][1] == 0
        )

    assert not search.without(heard)


def test_nothing_is_left_behind(search: Search) -> None:
    """After every kill no key, box or mark is left, and no id of anyone who was asked."""

    def clean(lived: Lived) -> bool:
        kept = b"".join(lived.files.values())
        return set(lived.files) == set(search.whole.files) and not any(
            one.encode() in kept for one in search.turnout.willing
        )

    left = {Path(name).suffix for name in search.whole.files}
    assert not left & {".box", ".box-journal", ".key"}
    assert clean(search.whole)
    assert not search.without(clean)
