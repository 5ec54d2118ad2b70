"""What is looked at in the main database: whether it is whole, and whether all goes on in time."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.checks.doctor.case import Case, Kept
from bot.checks.doctor.finding import Finding, mend, well
from bot.survey.messages import local
from storage import lock
from storage.database import migrations
from storage.model import Round, State

_LATE = timedelta(minutes=15)
"""A step is taken within seconds, and what keeps a round from opening is told after ten minutes."""

_OWED_FOR = timedelta(hours=2)
"""Slack's pace lets 10,000 invitations out in less."""


async def database(case: Case) -> AsyncIterator[Finding]:
    """Whether the main database is whole, and of this version."""
    if error := case.trouble.get("database"):
        raise error
    kept, known = case.kept, len(migrations())
    if not kept.contents.version:
        yield well("There is none yet; the first start makes it.")
        return
    yield well("It is whole, as SQLite's own integrity check goes.")
    if kept.contents.history:
        yield mend(
            "It keeps a log or a journal of what was changed, from which answers could be read: "
            "stop the bot, start it again, and let no other program write to it."
        )
    if kept.contents.version < known:
        yield well(
            f"Its schema is {kept.contents.version}; the next start brings it to {known}. Make a "
            f"backup first."
        )
    else:
        yield well(f"Its schema is {known}, as this version of Staff Pulse has it.")


async def running(case: Case) -> AsyncIterator[Finding]:
    """Whether a bot runs on the data folder."""
    process = lock.holder(case.folders.data_dir.absolute())
    if process is not None:
        yield well(f"A bot runs, as process {process}; staff-pulse health tells how it is.")
    elif case.kept.pulses:
        yield mend("No bot runs, so nothing is asked or posted: start it with staff-pulse run.")
    else:
        yield well("No bot runs, and no pulse is in force yet.")


async def steps(case: Case) -> AsyncIterator[Finding]:
    """When each pulse goes on, and whether anything should have happened already."""
    now = case.clock.now()
    for step in _steps(case.kept):
        when = local(step.at, step.zone)
        if now - step.at > _LATE:
            yield mend(
                f"{step.round_id} should have been {step.done} on {when} ({step.zone}): if the bot "
                f"runs, read in its log what keeps it; if it does not, start it."
            )
        else:
            yield well(f"{step.round_id} is to be {step.done} on {when} ({step.zone}).")
    for pulse, coming in case.kept.coming.items():
        if coming is None:
            yield well(f"{pulse} has no round to come: it pauses, or asked once.")
    if not case.kept.rounds and not case.kept.coming:
        yield well("No pulse is in force; set one up in Slack, or apply a file.")


async def owed(case: Case) -> AsyncIterator[Finding]:
    """Whether messages go out, and for how long the oldest waits.

    Not how many: of reminders that would tell how many people want none.
    """
    since = await case.kept.waiting.waiting_since()
    if since is None:
        yield well("No message waits.")
        return
    said = f"Messages wait, since {since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if case.clock.now() - since > _OWED_FOR:
        yield mend(f"{said}: mend what is said of Slack here, and read why in the bot's log.")
    else:
        yield well(f"{said}.")


class _Step(NamedTuple):
    """What comes next of a round.

    Attributes:
        done: what the round will be then.
    """

    round_id: str
    done: str
    at: datetime
    zone: str


def _steps(kept: Kept) -> Iterator[_Step]:
    coming = [round_ for round_ in kept.coming.values() if round_ is not None]
    for round_ in (*kept.rounds, *coming):
        done, at = _next(round_)
        yield _Step(round_.id, done, at, round_.pulse.schedule.zone)


def _next(round_: Round) -> tuple[str, datetime]:
    if round_.state is State.PLANNED:
        return "opened", round_.opens
    if round_.state is State.CLOSED:
        return "published", round_.publishes
    return ("closed", round_.closes) if round_.reminded else ("reminded of", round_.reminds)
