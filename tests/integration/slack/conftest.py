import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.sandbox import Limits, Message, Sandbox
from bot.slack import app as slack_app
from bot.slack.client import connected
from bot.slack.sender import Sender
from bot.slack.serves import ForAdmins, ForEverybody, ForLeaders
from bot.slack.socket import Line, listening
from bot.survey.messages import Invitation
from bot.survey.trends import PulseTrends
from bot.usecases.actions import Refusal
from bot.usecases.openings import Opening
from bot.usecases.quarterlies import Reply
from bot.usecases.rounds import Held, OpenPlace, Paper
from questions.model import Option, Question, Scale
from storage.errors import StorageError
from storage.model import CastOutcome, Preference, Pulse

ROUND = "weekly-2026-11-24"
CLOSES = datetime(2026, 11, 26, 16, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def question(question_id: str, wording: str) -> Question:
    labels = ["Always", "Often", "Sometimes", "Rarely", "Never"]
    options = tuple(
        Option(id=label.lower(), label=label, score=5 - place) for place, label in enumerate(labels)
    )
    return Question(
        id=question_id,
        theme="workload",
        wording=wording,
        scale=Scale(id="frequency", options=options),
        favourable=frozenset({"always", "often"}),
    )


PAPER = Paper(
    round=ROUND,
    pulse_name="The weekly pulse",
    questions=(
        question("manageable", "This week, how often could you manage your workload?"),
        question("breaks", "This week, how often did you get your breaks?"),
    ),
    threshold=8,
    closes=CLOSES,
    zone="Europe/London",
    support="Call the listening line on 0800 000 000 & ask for Jo.",
    contact="Ask Priya <in> the practice team.",
)


@dataclass
class FakeRounds:
    """Rounds in memory: asks those in `asked` while `open`, and counts each of them once."""

    asked: set[str]
    open: bool = True
    trouble: StorageError | None = None
    fault: Exception | None = None
    ballots: dict[str, dict[str, str]] = field(default_factory=dict)
    casts: int = 0
    casting: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None
    declined: list[str] = field(default_factory=list)
    settings: dict[str, Preference] = field(default_factory=dict)
    pulses: Sequence[Pulse] = ()

    async def to_answer(self, round_id: str) -> Paper | CastOutcome:
        if round_id != ROUND:
            return CastOutcome.NOT_ASKED
        return PAPER if self.open else CastOutcome.CLOSED

    async def paper(self, round_id: str, person: str) -> Paper | CastOutcome:
        return await self.to_answer(round_id if person in self.asked else "")

    async def cast(self, paper: Paper, person: str, answers: Mapping[str, str]) -> CastOutcome:
        self.casts += 1
        self.casting.set()
        if self.gate:
            await self.gate.wait()
        if self.trouble:
            raise self.trouble
        if self.fault:
            raise self.fault
        if person not in self.asked:
            return CastOutcome.NOT_ASKED
        known = {question.id: question.scale.option_ids for question in paper.questions}
        if any(
            value not in (*known.get(key, ()), "does-not-apply") for key, value in answers.items()
        ):
            return CastOutcome.NOT_ASKED
        if person in self.ballots:
            return CastOutcome.COUNTED_BEFORE
        self.ballots[person] = dict(answers)
        return CastOutcome.COUNTED

    async def decline(self, round_id: str, person: str) -> None:
        if self.trouble:
            raise self.trouble
        self.declined.append(person)

    async def held(self, person: str) -> Held:
        if self.trouble:
            raise self.trouble
        places = (
            OpenPlace(
                round=ROUND,
                pulse_name=PAPER.pulse_name,
                closes=CLOSES,
                zone="Europe/London",
                groups=("North & East", "Social workers"),
            ),
        )
        return Held(
            places=places if self.open and person in self.asked else (),
            preference=self.settings.get(person, Preference(person=person)),
            digest=None,
        )


@dataclass
class FakePreferences:
    """Preferences in memory, the same that FakeRounds shows as held."""

    rounds: FakeRounds

    async def get(self, person: str) -> Preference:
        return self.rounds.settings.get(person, Preference(person=person))

    async def pause(self, person: str, until: date) -> bool:
        instant = datetime(until.year, until.month, until.day, tzinfo=UTC)
        if until <= TODAY:
            return False
        await self._keep(Preference(person=person, paused_until=instant))
        return True

    async def never(self, person: str) -> None:
        await self._keep(Preference(person=person, never=True))

    async def resume(self, person: str) -> None:
        await self._keep(Preference(person=person))

    async def _keep(self, preference: Preference) -> None:
        if self.rounds.trouble:
            raise self.rounds.trouble
        self.rounds.settings[preference.person] = preference


@dataclass
class FakePulses:
    """Pulses in memory, out of reach while FakeRounds has trouble."""

    rounds: FakeRounds

    async def all(self) -> Sequence[Pulse]:
        if self.rounds.trouble:
            raise self.rounds.trouble
        return self.rounds.pulses


@dataclass
class FakeDigests:
    """No digests, out of reach while FakeRounds has trouble."""

    rounds: FakeRounds

    async def last(self, person: str) -> None:
        if self.rounds.trouble:
            raise self.rounds.trouble

    async def trends(self, person: str, about: str) -> Sequence[PulseTrends]:
        return ()

    async def ranks(self, person: str, about: str) -> bool:
        return False

    async def themes(self, person: str) -> Sequence[str]:
        return ()


@dataclass
class FakeOpenings:
    """The one round of FakeRounds, open to those whom it asks."""

    rounds: FakeRounds

    async def of(self, person: str) -> Opening:
        held = await self.rounds.held(person)
        return Opening(places=held.places, coming=(), preference=held.preference)


class NoAdmins:
    """Nobody may look after the pulses; how often somebody wanted to is counted."""

    refused = 0

    async def include(self, person: str) -> bool:
        return False

    async def admit(self, person: str) -> bool:
        self.refused += 1
        return False


@dataclass
class Desk:
    """Who looks after the pulses, and what they look at."""

    admins: object = field(default_factory=NoAdmins)
    console: object = None
    changes: object = None


class NoActions:
    """Leadership that has recorded nothing, and among whom nobody is."""

    async def form(self, round_id: str, person: str) -> Refusal:
        return Refusal.NOT_LEADING

    async def review(self, action_id: str, reviews: int, person: str) -> Refusal:
        return Refusal.NOT_LEADING


class NoQuarterlies:
    """Reports that nobody may have, since nobody leads."""

    async def ask(self, person: str, *, round_id: str | None = None) -> Reply:
        return Reply.NOT_LEADING


class NothingSetUp:
    """No pulse that is being set up; nobody here asks."""


Invite = Callable[[str], Awaitable[Message]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The real app as it listens, and what tests need beside it."""

    client: AsyncWebClient
    line: Line
    rounds: FakeRounds
    invite: Invite


@pytest.fixture
def rounds() -> FakeRounds:
    return FakeRounds(asked={"U0ASHA", "U0BEN"})


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=Limits.off()) as sandbox:
        sandbox.workspace.add_person("U0ASHA", name="Asha")
        sandbox.workspace.add_person("U0BEN", name="Ben")
        sandbox.workspace.add_person("U0CARYS", name="Carys")
        sandbox.workspace.add_channel("C0LEADERS", name="leaders")
        yield sandbox


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[AsyncWebClient]:
    async with connected(sandbox.bot_token, sandbox.api_url) as client:
        yield client


@pytest.fixture
def desk() -> Desk:
    """What admins have: nobody is one, unless a test says otherwise."""
    return Desk()


@pytest.fixture
def app(client: AsyncWebClient, rounds: FakeRounds, desk: Desk) -> AsyncApp:
    return slack_app.build(
        client,
        everybody=ForEverybody(
            rounds=rounds,
            preferences=FakePreferences(rounds),
            openings=FakeOpenings(rounds),
            digests=FakeDigests(rounds),
        ),
        leaders=ForLeaders(actions=NoActions(), quarterlies=NoQuarterlies()),
        admins=ForAdmins(
            admins=desk.admins,
            pulses=FakePulses(rounds),
            console=desk.console,
            setting_up=NothingSetUp(),
            question_sets=None,
            set_reviews=None,
            changes=desk.changes,
        ),
    )


@pytest.fixture
def invite(sandbox: Sandbox, client: AsyncWebClient) -> Invite:
    """Sends a person the invitation to the round, and gives the message."""

    async def invite(person: str) -> Message:
        invitation = Invitation(
            round=ROUND,
            pulse_name=PAPER.pulse_name,
            questions=len(PAPER.questions),
            closes=CLOSES,
            zone="Europe/London",
            threshold=8,
        )
        await Sender(client, SystemClock()).deliver(
            person, invitation, key=f"{ROUND}/invitation/{person}"
        )
        return sandbox.person(person).direct_messages()[-1]

    return invite


@pytest.fixture
async def bot(
    sandbox: Sandbox, client: AsyncWebClient, app: AsyncApp, rounds: FakeRounds, invite: Invite
) -> AsyncIterator[Bot]:
    """The real app, listening through Socket Mode."""
    async with listening(app, sandbox.app_token) as line:
        yield Bot(client=client, line=line, rounds=rounds, invite=invite)
