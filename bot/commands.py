"""What the command line does with pulses, beside a bot that may be running."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bot import files, pulse_file, settings, stores
from bot.clock import SystemClock
from bot.errors import StaffPulseError
from bot.survey.changes import same_terms, sentences, too_late
from bot.survey.messages import local
from bot.survey.schedule import occurrences
from bot.survey.summary import whom
from bot.survey.wording import day, listed, written
from bot.usecases.audiences import Misnamed, audience, channels
from bot.usecases.overlaps import refuse_common_sources, refuse_overlaps
from questions import document
from storage.database import Database
from storage.model import FOR_EVER, Announcement, Pulse, Round, Standing, State
from storage.rounds import Rounds

# Slack's libraries take longest to load, so that is done only where a token asks for it.
# ruff: noqa: PLC0415

_COMPARED_LATER = (
    "Some of the pulses share a question. Whether they would ask the same people is looked at when "
    "a round opens, and one that would waits."
)


async def apply_pulses(file: Path) -> str:
    """Check a file's pulses, with Slack where there is a token, and put them in force.

    Raises:
        DocumentError: the file is refused, or names a channel or a group that cannot be used.
        StaffPulseError: Slack cannot be asked, nobody would be asked, or two pulses would ask the
            same people the same question.
    """
    read = pulse_file.read(file)
    try:
        said = await _checked(read)
    except Misnamed as error:
        number = [pulse.id for pulse in read].index(error.key.pulse)
        place = ("pulses", number, *error.key.path)
        raise document.fault(file, place, error.said) from None
    async with stores.database(settings.load_folders()) as database:
        pulses = stores.pulses(database)
        ended, in_force = await pulses.apply(read), await pulses.all()
        announced = await pulses.announced()
        once = await _asking_once(database, in_force)
        paused = [*_pausing(await pulses.standing())]
    named = ", ".join(pulse.id for pulse in read)
    said += f"\nIn force from the next round on: {named}."
    for line in (
        *paused,
        *once,
        *(_to_come(change, in_force) for change in announced),
        *_too_late(read, in_force, announced),
    ):
        said += f"\n{line}"
    if ended:
        said += f"\nEnded, since the file does not have them: {', '.join(ended)}."
    return said


async def show_pulses() -> str:
    """The pulses in force, a line each."""
    async with stores.database(settings.load_folders()) as database:
        pulses = stores.pulses(database)
        found, announced = await pulses.all(), await pulses.announced()
        once = await _asking_once(database, found)
        paused = [*_pausing(await pulses.standing())]
    if not found:
        return "No pulse is in force; put one in force with: staff-pulse pulses apply FILE"
    lines = [
        f"{pulse.id}: {pulse.name}, {pulse.schedule.every}, opens {pulse.schedule.opens} "
        f"({pulse.schedule.zone}), questions {pulse.question_set.id}, "
        f"threshold {pulse.threshold}"
        for pulse in found
    ]
    return "\n".join([*lines, *paused, *once, *(_to_come(change, found) for change in announced)])


async def export_pulses(file: Path, *, replace: bool) -> str:
    """Write the pulses as they were last asked for, changes to come included, for `apply_pulses`.

    Raises:
        StaffPulseError: there is nothing to write, a file is there already, or cannot be written.
    """
    async with stores.database(settings.load_folders()) as database:
        wanted = await stores.pulses(database).wanted()
    if not wanted:
        raise StaffPulseError("No pulse is in force, so there is nothing to write.")
    return files.put(pulse_file.write(wanted, file), replace=replace)


def _pausing(standing: Sequence[Standing]) -> Iterator[str]:
    """Which pulses ask nothing for a while, as admins asked for in chat."""
    for one in standing:
        if one.paused_until == FOR_EVER:
            yield f"{one.pulse.id}: pauses until an admin resumes it in Slack."
        elif one.paused_until:
            until = _dated(one.paused_until, one.pulse.schedule.zone)
            yield f"{one.pulse.id}: pauses until {until}."


async def _asking_once(database: Database, pulses: Sequence[Pulse]) -> Sequence[str]:
    """When each pulse asks that asks once, or that it does not ask any more."""
    open_ = {one.pulse.id: one for one in await Rounds(database).in_state(State.OPEN)}
    now = SystemClock().now()
    return [
        f"{pulse.id}: {_once(pulse, open_.get(pulse.id), now)}"
        for pulse in pulses
        if not pulse.schedule.comes_back
    ]


def _once(pulse: Pulse, open_: Round | None, now: datetime) -> str:
    zone = pulse.schedule.zone
    [*to_come] = occurrences(pulse.schedule, after=now, count=1)
    said = [f"is open until {_dated(open_.closes, zone)}"] if open_ else []
    said += [f"asks once, from {_dated(one.opens, zone)} on" for one in to_come]
    if not to_come:
        said.append("no further round is planned; a later first date in the file lets it ask again")
    return f"{'; '.join(said)}."


def _dated(instant: datetime, zone: str) -> str:
    """An instant with its year, since a pulse that asks once may be asked about years later."""
    return f"{local(instant, zone)} ({day(instant, zone).year})"


def _too_late(
    read: Sequence[Pulse], in_force: Sequence[Pulse], announced: Sequence[Announcement]
) -> Sequence[str]:
    """Which pulses of a file stay on their old terms, since no round could go by the new ones."""
    kept = {pulse.id: pulse for pulse in in_force}
    told = {change.pulse.id for change in announced}
    return [
        too_late(pulse)
        for pulse in read
        if pulse.id not in told and not same_terms(pulse, kept[pulse.id])
    ]


def _to_come(change: Announcement, in_force: Sequence[Pulse]) -> str:
    """What a change will be, from when on, and who is told, for an admin."""
    [old] = [pulse for pulse in in_force if pulse.id == change.pulse.id]
    first = day(change.holds_from, change.pulse.schedule.zone)
    told = listed(*change.channels)
    return (
        f"{change.pulse.id}, from the round of {first:%A} {written(first)} on: "
        f"{' '.join(sentences(old, change.pulse))} Until then the old terms hold. "
        f"The people of the pulse are told in {told}; should that not be possible "
        f"{_otherwise(change.pulse)}."
    )


def _otherwise(pulse: Pulse) -> str:
    if pulse.schedule.comes_back:
        return "before the next round opens, the change is put off by a round"
    return "a week before, the change does not come"


async def _checked(pulses: Sequence[Pulse]) -> str:
    """What Slack says of the pulses' channels and people, or that it was not asked."""
    slack = settings.load_slack()
    if slack is None:
        said = "Channels and groups were not checked, as SLACK_BOT_TOKEN is not set."
        if refuse_common_sources(pulses):
            said += f"\n{_COMPARED_LATER}"
        return said
    from bot.slack.client import connected
    from bot.slack.directory import Directory
    from bot.slack.verify import verify, verify_channels

    token = slack.slack_bot_token.get_secret_value()
    clock = SystemClock()
    async with connected(token, slack.slack_api_url, clock) as client:
        await verify(client)
        await verify_channels(client, channels(pulses))
        directory = Directory(client, clock)
        rosters = [await audience(pulse, directory) for pulse in pulses]
    refuse_overlaps(pulses, rosters)
    return "\n".join(
        f"{pulse.id}: {'; '.join(whom(pulse, roster))}."
        for pulse, roster in zip(pulses, rosters, strict=True)
    )
