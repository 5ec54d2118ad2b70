"""Looks at everything that the bot needs, changing nothing, beside a bot that may be running."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import NamedTuple

from bot import settings
from bot.checks.doctor import database, folders, machine, slack
from bot.checks.doctor.case import Case, gathered
from bot.checks.doctor.finding import Finding, NotChecked, State, mend, well
from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.slack.refusal import Refused
from storage.errors import StorageError

Check = Callable[[Case], AsyncIterator[Finding]]


async def every_setting(case: Case) -> AsyncIterator[Finding]:
    """Whether the bot could start with the settings."""
    for said in case.told.wrong:
        yield mend(said)
    if not case.told.wrong:
        yield well("All of them can be used.")


CHECKS: Mapping[str, Check] = {
    "settings": every_setting,
    "data folder": folders.data_folder,
    "key folder": folders.key_folder,
    "pairing": folders.pairing,
    "disk": folders.disk,
    "backups": folders.backups,
    "SQLite": machine.sqlite,
    "database": database.database,
    "open rounds": folders.keys_of_open_rounds,
    "bot": database.running,
    "next steps": database.steps,
    "messages": database.owed,
    "time zones": machine.zones,
    "bank holidays": machine.holidays,
    "bot token": slack.bot_token,
    "app token": slack.app_token,
    "scopes": slack.scopes,
    "clock": slack.clock,
    "channels": slack.channels_named,
    "user groups": slack.user_groups,
    "admins": slack.admins,
}
"""What is looked at, by what people call it, in the order in which it is told."""


class Report(NamedTuple):
    """What every check found."""

    findings: Mapping[str, tuple[Finding, ...]]

    def count(self, state: State) -> int:
        """How many findings there are of a state."""
        return sum(one.state is state for found in self.findings.values() for one in found)


async def examine(clock: Clock) -> Report:
    """Do every check, whatever comes of the others."""
    async with gathered(settings.look(), clock) as case:
        return Report({about: await _done(check, case) for about, check in CHECKS.items()})


async def _done(check: Check, case: Case) -> tuple[Finding, ...]:
    """What a check finds; what it found before something went wrong counts too."""
    found = []
    try:
        async for one in check(case):
            found.append(one)  # noqa: PERF401 - a comprehension would lose them
    except NotChecked as error:
        found.append(Finding(State.UNKNOWN, str(error)))
    except Refused as refused:
        found.append(Finding(State.UNKNOWN if refused.unanswered else State.MEND, str(refused)))
    except (StaffPulseError, StorageError) as error:
        found.append(mend(str(error)))
    return tuple(found)
