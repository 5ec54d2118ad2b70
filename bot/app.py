"""Builds everything, once, from the settings."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery import Delivery
from bot.discloser.discloser import Discloser as DiscloserApart
from bot.health.state import Kept
from bot.ports import (
    ActionStore,
    BallotBoxes,
    ChangeLog,
    Directory,
    Discloser,
    DraftStore,
    Messenger,
    NightStore,
    OldStore,
    OutboxStore,
    PreferenceStore,
    Printer,
    PulseStore,
    QuestionSetStore,
    RoundStore,
    SendingStore,
)
from bot.printer import Printer as FilePrinter
from bot.settings import Folders
from bot.slack import app as slack_app
from bot.slack.app import App
from bot.slack.client import Client
from bot.slack.directory import Directory as SlackDirectory
from bot.slack.sender import Sender
from bot.slack.serves import ForAdmins, ForEverybody, ForLeaders
from bot.stores import DATABASE, ballot_boxes, database, look_over, nights
from bot.usecases.actions import Actions
from bot.usecases.admins import Admins
from bot.usecases.backups import Backups
from bot.usecases.calling_off import CallingOff
from bot.usecases.console import Console
from bot.usecases.digests import Digests
from bot.usecases.lookups import Lookups
from bot.usecases.openings import Openings
from bot.usecases.preferences import Preferences
from bot.usecases.previewing import Previews
from bot.usecases.pulses import Pulses
from bot.usecases.quarterlies import Quarterlies
from bot.usecases.question_sets import QuestionSets
from bot.usecases.retention import Retention
from bot.usecases.rounds import Rounds
from bot.usecases.set_reviews import SetReviews
from bot.usecases.setting_up import SettingUp
from bot.usecases.steps import Steps
from bot.usecases.troubles import Troubles
from questions.loader import all_shipped
from questions.scales import BUILT_IN
from storage import backup
from storage.actions import Actions as ActionsKept
from storage.change_log import ChangeLog as ChangeLogKept
from storage.database import SQLITE_VERSION, Database
from storage.drafts import Drafts
from storage.old import Old
from storage.outbox import Outbox
from storage.preferences import Preferences as PreferencesKept
from storage.pulses import Pulses as PulsesKept
from storage.question_sets import QuestionSets as QuestionSetsKept
from storage.rounds import Rounds as RoundsKept
from storage.sendings import Sendings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world as the use cases see it, and what the bot's health needs beside."""

    pulses: PulseStore
    question_sets: QuestionSetStore
    drafts: DraftStore
    change_log: ChangeLog
    rounds: RoundStore
    boxes: BallotBoxes
    preferences: PreferenceStore
    outbox: OutboxStore
    sendings: SendingStore
    actions: ActionStore
    directory: Directory
    messenger: Messenger
    printer: Printer
    discloser: Discloser
    kept: Kept
    nights: NightStore
    old: OldStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The assembled bot: what a tick calls, and the app that payloads go to."""

    steps: Steps
    delivery: Delivery
    pulses: Pulses
    calling_off: CallingOff
    quarterlies: Quarterlies
    setting_up: SettingUp
    backups: Backups
    retention: Retention
    app: App


@asynccontextmanager
async def connect(
    folders: Folders, *, client: Client, clock: Clock, heard: Callable[[], None] = lambda: None
) -> AsyncIterator[Ports]:
    """The real ports: storage in its folders, under their locks, and Slack.

    Args:
        folders: where they are.
        client: through which Slack is asked.
        clock: the time.
        heard: called whenever Slack has told a part of who is there.

    Raises:
        StorageError: another process works on the folders, or they are not a pair.
    """
    kept = nights(folders)
    async with ballot_boxes(folders) as boxes:
        backup.clear_away(folders.data_dir.absolute() / DATABASE)
        await look_over(folders)
        async with database(folders) as main:
            log.info("SQLite is %s.", SQLITE_VERSION)
            directory = SlackDirectory(client, clock, heard=heard)
            messenger = Sender(client, clock)
            with kept.held():
                yield _ports(
                    folders, boxes=boxes, main=main, directory=directory, messenger=messenger
                )


def _ports(
    folders: Folders,
    *,
    boxes: BallotBoxes,
    main: Database,
    directory: Directory,
    messenger: Messenger,
) -> Ports:
    pulses, rounds, outbox = PulsesKept(main), RoundsKept(main), Outbox(main)
    return Ports(
        pulses=pulses,
        question_sets=QuestionSetsKept(main),
        drafts=Drafts(main),
        change_log=ChangeLogKept(main),
        rounds=rounds,
        boxes=boxes,
        preferences=PreferencesKept(main),
        outbox=outbox,
        sendings=Sendings(main),
        actions=ActionsKept(main),
        directory=directory,
        messenger=messenger,
        printer=FilePrinter(folders),
        discloser=DiscloserApart(),
        kept=Kept(
            pulses=pulses,
            rounds=rounds,
            outbox=outbox,
            try_to_write=main.try_to_write,
            folders={"data": folders.data_dir, "keys": folders.key_dir},
        ),
        nights=nights(folders),
        old=Old(main, years=folders.keep_years),
    )


def assemble(ports: Ports, *, client: Client, clock: Clock, admins: tuple[str, ...] = ()) -> Bot:
    """The bot on any ports; nothing runs yet.

    Args:
        admins: ids of members, and of user groups, of which every member is meant.
    """
    named = _admins(ports, clock=clock, named=admins)
    troubles = Troubles()
    lookups = Lookups(ports.directory, clock)
    everybody = _for_everybody(ports, lookups, clock=clock, admins=named)
    leaders = _for_leaders(ports, clock=clock)
    rounds = steps(ports, clock=clock, admins=admins, troubles=troubles)
    calling_off = CallingOff(
        pulses=ports.pulses, rounds=ports.rounds, endings=rounds.endings, clock=clock
    )
    for_admins = _for_admins(
        ports, lookups, clock=clock, admins=named, calling_off=calling_off, troubles=troubles
    )
    return Bot(
        steps=rounds,
        delivery=Delivery(
            outbox=ports.outbox,
            messenger=ports.messenger,
            shortfalls=rounds.shortfalls,
            clock=clock,
        ),
        pulses=for_admins.pulses,
        calling_off=calling_off,
        quarterlies=leaders.quarterlies,
        setting_up=for_admins.setting_up,
        backups=Backups(nights=ports.nights, troubles=troubles, clock=clock),
        retention=Retention(old=ports.old, clock=clock),
        app=slack_app.build(client, everybody=everybody, leaders=leaders, admins=for_admins),
    )


def _for_everybody(ports: Ports, lookups: Lookups, *, clock: Clock, admins: Admins) -> ForEverybody:
    digests = Digests(
        pulses=ports.pulses,
        rounds=ports.rounds,
        actions=ports.actions,
        lookups=lookups,
        clock=clock,
    )
    rounds = Rounds(
        rounds=ports.rounds,
        boxes=ports.boxes,
        preferences=ports.preferences,
        outbox=ports.outbox,
        actions=ports.actions,
        digests=digests,
        change_log=ports.change_log,
        clock=clock,
        admins=admins,
    )
    return ForEverybody(
        rounds=rounds,
        preferences=Preferences(preferences=ports.preferences, outbox=ports.outbox, clock=clock),
        openings=Openings(
            open_rounds=rounds,
            pulses=ports.pulses,
            rounds=ports.rounds,
            preferences=ports.preferences,
            clock=clock,
        ),
        digests=digests,
    )


def _for_leaders(ports: Ports, *, clock: Clock) -> ForLeaders:
    return ForLeaders(
        actions=Actions(
            actions=ports.actions,
            rounds=ports.rounds,
            pulses=ports.pulses,
            outbox=ports.outbox,
            directory=ports.directory,
            clock=clock,
        ),
        quarterlies=Quarterlies(
            pulses=ports.pulses,
            rounds=ports.rounds,
            directory=ports.directory,
            messenger=ports.messenger,
            printer=ports.printer,
            clock=clock,
        ),
    )


def _for_admins(
    ports: Ports,
    lookups: Lookups,
    *,
    clock: Clock,
    admins: Admins,
    calling_off: CallingOff,
    troubles: Troubles,
) -> ForAdmins:
    pulses = Pulses(
        pulses=ports.pulses,
        question_sets=ports.question_sets,
        directory=lookups,
        admins=admins,
        clock=clock,
    )
    setting_up = SettingUp(
        drafts=ports.drafts,
        pulses=pulses,
        kept=ports.pulses,
        previews=Previews(pulses=ports.pulses, rounds=ports.rounds, lookups=lookups, clock=clock),
        lookups=lookups,
        shipped=all_shipped,
        clock=clock,
    )
    sets = QuestionSets(
        pulses=pulses,
        drafts=ports.drafts,
        messenger=ports.messenger,
        shipped=all_shipped,
        scales=BUILT_IN,
    )
    return ForAdmins(
        admins=admins,
        pulses=pulses,
        console=Console(
            pulses=pulses,
            calling_off=calling_off,
            setting_up=setting_up,
            rounds=ports.rounds,
            actions=ports.actions,
            drafts=ports.drafts,
            outbox=ports.outbox,
            sendings=ports.sendings,
            troubles=troubles,
            clock=clock,
        ),
        setting_up=setting_up,
        question_sets=sets,
        set_reviews=SetReviews(question_sets=sets, pulses=pulses, rounds=ports.rounds, clock=clock),
        changes=ports.change_log,
    )


def steps(
    ports: Ports,
    *,
    clock: Clock,
    admins: tuple[str, ...] = (),
    troubles: Troubles | None = None,
) -> Steps:
    """The steps of rounds on any ports."""
    return Steps(
        pulses=ports.pulses,
        question_sets=ports.question_sets,
        rounds=ports.rounds,
        boxes=ports.boxes,
        preferences=ports.preferences,
        outbox=ports.outbox,
        sendings=ports.sendings,
        actions=ports.actions,
        directory=ports.directory,
        messenger=ports.messenger,
        discloser=ports.discloser,
        clock=clock,
        admins=_admins(ports, clock=clock, named=admins),
        troubles=troubles or Troubles(),
    )


def _admins(ports: Ports, *, clock: Clock, named: tuple[str, ...]) -> Admins:
    return Admins(named, directory=ports.directory, changes=ports.change_log, clock=clock)
