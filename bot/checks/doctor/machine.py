"""What is looked at on the machine: time zones, bank holidays, and the database library."""

import re
import zoneinfo
from collections.abc import AsyncIterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bot.checks.doctor.case import Case
from bot.checks.doctor.finding import Finding, mend, well
from bot.survey.schedule import NATIONS, bank_holidays
from bot.survey.wording import listed
from storage.database import SQLITE_VERSION
from storage.inspection import settings_in_force

_OLD = 2
"""Governments change their clocks at short notice, and years-old data no longer has it right."""

_EVERY_YEAR = 8
"""England has so many bank holidays in an ordinary year, and the others no fewer."""

_RELEASE = re.compile(r"# version (\d{4}[a-z]*)")


class _Fault(NamedTuple):
    """A fault of SQLite that is mended in a version, and why it matters or not."""

    mended: tuple[int, ...]
    said: str


_LEAST = (3, 37, 0)
"""The first that knows all we write: https://www.sqlite.org/stricttables.html."""

_FAULTS = (
    # https://www.sqlite.org/wal.html#walresetbug
    _Fault((3, 51, 3), "resetting a write-ahead log can damage a file; Staff Pulse keeps none"),
    # https://www.sqlite.org/cves.html lists this and the next one.
    _Fault((3, 50, 2), "hostile SQL can break it; Staff Pulse runs its own alone"),
    _Fault((3, 39, 2), "a text of gigabytes can break it; Staff Pulse keeps none so long"),
)


async def zones(case: Case) -> AsyncIterator[Finding]:
    """Whether the time zones of the pulses are known here, from data that is not too old."""
    for zone in sorted({pulse.schedule.zone for pulse in case.kept.pulses}):
        try:
            zoneinfo.ZoneInfo(zone)
        except (zoneinfo.ZoneInfoNotFoundError, OSError, ValueError):
            yield mend(f"{zone} is not known here: install the system's tzdata again.")
        else:
            yield well(f"{zone} is known.")
    yield aged(*_release(), case.clock.now().date())


async def holidays(case: Case) -> AsyncIterator[Finding]:
    """Whether bank holidays are known for this year and the two to come."""
    years = range(case.clock.now().year, case.clock.now().year + 3)
    missing = [
        f"{nation} {year}"
        for nation in NATIONS
        for year in years
        if sum(day.year == year for day in bank_holidays(nation, year)) < _EVERY_YEAR
    ]
    if missing:
        yield mend(
            f"Bank holidays are missing for {listed(*missing)}, so that rounds open on them: "
            f"install a newer Staff Pulse."
        )
    else:
        yield well(
            f"Those of {years[0]} to {years[-1]} are known, from holidays {version('holidays')}."
        )


async def sqlite(_: Case) -> AsyncIterator[Finding]:
    """Whether the database library has faults that reach us, and takes our settings."""
    for one in faults(SQLITE_VERSION):
        yield one
    refused = [name for name, value in settings_in_force().items() if not value]
    if refused:
        yield mend(
            f"SQLite on this machine does not take the setting {listed(*refused)}, on which the "
            f"promise rests: use another build of it."
        )


def faults(found: str) -> tuple[Finding, ...]:
    """What is to be said of a version of SQLite."""
    number = tuple(int(part) for part in found.split("."))
    if number < _LEAST:
        least = ".".join(map(str, _LEAST))
        return (mend(f"SQLite {found} is too old: {least} or newer is needed."),)
    known = [one for one in _FAULTS if number < one.mended]
    if not known:
        return (well(f"SQLite {found}, of which no fault is known that could reach us."),)
    return tuple(
        well(f"SQLite {found}: before {'.'.join(map(str, one.mended))} {one.said}.")
        for one in known
    )


def _release() -> tuple[str, str]:
    """Where Python takes zones from, and of which release they are; "" where it is not told."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "Europe" / "London").exists():
            return f"the system ({folder})", _told(folder)
    return "the package tzdata", version("tzdata")


def _told(folder: Path) -> str:
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8") as file:
            found = _RELEASE.match(file.readline())
    except OSError:
        return ""
    return found[1] if found else ""


def aged(source: str, release: str, today: date) -> Finding:
    """What is to be said of zones from a source, of a release such as "2026b" or of none told."""
    if not release:
        return well(f"Zones come from {source}, which does not say of which release they are.")
    if today.year - int(release[:4]) > _OLD:
        return mend(
            f"Zones come from {source}, release {release}, which is years old: update tzdata."
        )
    return well(f"Zones come from {source}, release {release}.")
