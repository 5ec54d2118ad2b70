"""What the command line does with reports: written beside a bot that may be running."""

import asyncio
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bot import files, stores
from bot.errors import StaffPulseError
from bot.render.html import html_page
from bot.render.tables import csv_file
from bot.render.word import word_file
from bot.settings import Folders
from bot.survey.report.compose import compose
from bot.survey.report.data import tables
from bot.survey.report.period import Period
from bot.survey.wording import spanned
from bot.usecases import reports
from storage.actions import Actions
from storage.inspection import Main
from storage.rounds import Rounds


def report(
    *,
    first: date,
    last: date,
    out: Path,
    folders: Folders,
    made: date,
    pulse: str | None = None,
    replace: bool = False,
) -> str:
    """Write a report and the published values that it is made of into a folder, all or nothing.

    Args:
        first: the first day that it covers.
        last: the last one.
        out: a folder that is not there, or empty.
        folders: where the bot keeps its data; they are only read.
        made: the day on which it is made.
        pulse: the pulse's id, where several were published in these days.
        replace: whether the folder may hold an earlier report, which is then gone.

    Raises:
        StaffPulseError: there is nothing to report, or the folder cannot be used.
        StorageError: the database cannot be read.
    """
    out = out.absolute()
    files.refuse_within(out, data=folders.data_dir, key=folders.key_dir)
    period = _found(folders, first=first, last=last, pulse=pulse)
    written = _files(period, made=made)
    _refuse_full(out, written, replace=replace)
    files.put_folder(out, written)
    rounds = len(period.rounds)
    return (
        f"{out}: {', '.join(written)}. They cover {spanned(first, last)}, {rounds} "
        f"round{'' if rounds == 1 else 's'} of {period.pulse.id}, and hold nothing that its "
        f"digests have not shown."
    )


def packed(
    *, first: date, last: date, folders: Folders, made: date, pulse: str | None = None
) -> bytes:
    """The files of such a report as one zip, for whoever leaves none of them on a disk.

    Raises:
        StaffPulseError: there is nothing to report.
        StorageError: the database cannot be read.
    """
    written = _files(_found(folders, first=first, last=last, pulse=pulse), made=made)
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, content in written.items():
            archive.writestr(name, content)
    return whole.getvalue()


def _found(folders: Folders, *, first: date, last: date, pulse: str | None) -> Period:
    """What a report of these days is made of."""
    database = folders.data_dir.absolute() / stores.DATABASE
    if not database.exists():
        raise StaffPulseError(
            f"{database} is not there; set STAFF_PULSE_DATA_DIR to the bot's data folder."
        )
    return asyncio.run(_read(database, first=first, last=last, pulse=pulse))


async def _read(database: Path, *, first: date, last: date, pulse: str | None) -> Period:
    """What was published, read from a copy in memory."""
    with Main.look(database) as found:
        async with found.stores() as copy:
            await copy.migrate()
            return await reports.period(
                Rounds(copy), Actions(copy), first=first, last=last, pulse=pulse
            )


def _files(period: Period, *, made: date) -> Mapping[str, bytes]:
    """The report in each form, by the file's name."""
    report = compose(period, made=made)
    return {
        "report.docx": word_file(report, made=made),
        "report.html": html_page(report).encode(),
        **{
            f"{table.name}.csv": csv_file(table)
            for table in tables(period.rounds, period.promises, period.midway)
        },
    }


# ---- the folder


def _refuse_full(out: Path, written: Mapping[str, bytes], *, replace: bool) -> None:
    """Refuse a folder that holds something, unless it is an earlier report that may go."""
    if not out.exists():
        return
    if not out.is_dir():
        raise StaffPulseError(f"{out} is a file; name a folder for the report.")
    found = {path.name for path in out.iterdir()}
    if others := sorted(found - set(written)):
        raise StaffPulseError(
            f"{out} holds {others[0]}, which is no part of a report; name a folder that is new or "
            f"empty."
        )
    if found and not replace:
        raise StaffPulseError(
            f"{out} holds a report already; give --replace to put this one in its place, or name "
            f"another folder."
        )
