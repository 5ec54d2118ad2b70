"""What the checks look at, each part read once and nothing changed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bot.checks.doctor.finding import NotChecked
from bot.checks.evidence import of_this_version
from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.settings import Folders, Told
from bot.slack.client import Client, connected
from bot.slack.directory import Directory
from bot.slack.verify import SignedIn, sign_in
from bot.stores import DATABASE
from bot.usecases.calendar import Calendar
from storage.database import Database
from storage.errors import StorageError
from storage.inspection import Contents, Main
from storage.model import Pulse, Round, State
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds

_ON_ITS_WAY = (State.PLANNED, State.OPEN, State.CLOSED)


class Kept(NamedTuple):
    """What the main database holds; nothing where there is none yet.

    Attributes:
        contents: of the file as it is; of schema 0 where there is none, or nothing in it yet.
        pulses: those in force.
        rounds: those that are not over, in the order of their opening.
        coming: the round that comes next of each pulse which has none of these, by the pulse's id;
            None where none is to come.
        waiting: the messages owed.
    """

    contents: Contents
    pulses: Sequence[Pulse]
    rounds: Sequence[Round]
    coming: Mapping[str, Round | None]
    waiting: Outbox


class Slack(NamedTuple):
    """A workspace that took the bot token."""

    client: Client
    directory: Directory
    signed_in: SignedIn


@dataclass(slots=True, kw_only=True)
class Case:
    """Everything that there is to look at.

    What could not be had is asked for in vain: NotChecked says why, and the check that it belongs
    to raises what went wrong.
    """

    told: Told
    clock: Clock
    trouble: dict[str, StaffPulseError | StorageError] = field(default_factory=dict)
    had_kept: Kept | None = None
    had_slack: Slack | None = None

    @property
    def folders(self) -> Folders:
        """The two folders."""
        if self.told.folders is None:
            raise NotChecked("The settings name no folders that can be used.")
        return self.told.folders

    @property
    def kept(self) -> Kept:
        """What the main database holds."""
        if self.had_kept is None:
            raise NotChecked("The database could not be read.")
        return self.had_kept

    @property
    def slack(self) -> Slack:
        """Slack, where it took the bot token."""
        if self.had_slack is None:
            raise NotChecked("Slack could not be asked with the bot token.")
        return self.had_slack


@asynccontextmanager
async def gathered(told: Told, clock: Clock) -> AsyncIterator[Case]:
    """What there is to look at, for as long as the context lasts."""
    case = Case(told=told, clock=clock)
    async with AsyncExitStack() as stack:
        if told.folders is not None:
            try:
                path = told.folders.data_dir.absolute() / DATABASE
                case.had_kept = await stack.enter_async_context(_kept(path, clock))
            except (StaffPulseError, StorageError) as error:
                case.trouble["database"] = error
        if told.slack is not None:
            token = told.slack.slack_bot_token.get_secret_value()
            client = await stack.enter_async_context(connected(token, told.slack.slack_api_url))
            try:
                case.had_slack = Slack(client, Directory(client, clock), await sign_in(client))
            except StaffPulseError as error:
                case.trouble["bot token"] = error
        yield case


@asynccontextmanager
async def _kept(path: Path, clock: Clock) -> AsyncIterator[Kept]:
    """What a copy in memory holds, brought to this version's schema there."""
    with Main.look_or_new(path) as main:
        contents = main.contents()
        async with main.stores() as database:
            await database.migrate()
            with of_this_version():
                pulses = await Pulses(database).all()
                rounds = await Rounds(database).in_state(*_ON_ITS_WAY)
                coming = await _coming(database, pulses, rounds, clock)
            yield Kept(
                contents=contents,
                pulses=pulses,
                rounds=rounds,
                coming=coming,
                waiting=Outbox(database),
            )


async def _coming(
    database: Database, pulses: Sequence[Pulse], rounds: Sequence[Round], clock: Clock
) -> Mapping[str, Round | None]:
    calendar = Calendar(rounds=Rounds(database), clock=clock)
    under_way = {round_.pulse.id for round_ in rounds}
    return {one.id: await calendar.next(one) for one in pulses if one.id not in under_way}
