"""Everything that is kept, as open formats, written beside a bot that may be running."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import files, pulse_file, stores
from bot.checks import register
from bot.errors import StaffPulseError
from bot.render.tables import csv_file
from bot.settings import Folders
from bot.survey.past import Past
from bot.survey.report.data import tables
from bot.usecases.findings import listed
from questions import writer
from storage.actions import Actions
from storage.database import Database
from storage.inspection import Main
from storage.model import FOR_EVER, State
from storage.pulses import Pulses
from storage.question_sets import QuestionSets
from storage.rounds import Rounds

_OUTBOX = "outbox"
_ABOUT = """\
# What Staff Pulse keeps

Everything in the main database, but for messages that wait for people, since those list who is
asked while a round is open. Ballot boxes and keys are never taken out. The files of `tables` name
admins, leaders who see to actions, and people who asked for a pause or said "never ask me": keep
them as you keep the database.

- `pulses.yaml`: the pulses in force, as `staff-pulse pulses apply` takes them, if there are any,
  with their question sets beside it
- `question-sets`: each question set as it was last kept, for `staff-pulse questions import`
- `published`: for each pulse all that was published, as CSV, with a dictionary of the columns
- `digests`: each digest as it was composed, as JSON
- `tables`: every row of every table of the database, as JSON

## The tables
"""


def export(out: Path, *, folders: Folders) -> str:
    """Write everything into a folder, all or nothing.

    Args:
        out: a folder that is not there, or empty.
        folders: where the bot keeps its data; they are only read.

    Raises:
        StaffPulseError: there is nothing to write, or the folder cannot be used.
        StorageError: the database cannot be read.
    """
    out = out.absolute()
    files.refuse_within(out, data=folders.data_dir, key=folders.key_dir)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StaffPulseError(f"{out} is there already; name a folder that is new or empty.")
    database = folders.data_dir.absolute() / stores.DATABASE
    if not database.exists():
        raise StaffPulseError(
            f"{database} is not there; set STAFF_PULSE_DATA_DIR to the bot's data folder."
        )
    written = asyncio.run(_read(database))
    files.put_folder(out, written)
    return (
        f"{out}: {len(written)} files; about.md tells what they are. They name people who asked "
        f"something of us, admins and leaders, and nobody who was asked or answered."
    )


async def _read(database: Path) -> Mapping[str, bytes]:
    """Every file, by its path in the folder."""
    with Main.look(database) as found:
        async with found.stores() as copy:
            await copy.migrate()
            return {
                "about.md": _about().encode(),
                **dict(_tables(found)),
                **{f"digests/{one}.json": text.encode() for one, text in found.digests().items()},
                **await _surveys(copy),
                **await _published(copy),
            }


def _about() -> str:
    """What each file is, and each column of each table."""
    parts = [_ABOUT]
    for table, one in register.MAIN.items():
        parts.append(f"### `{table}.json`\n\n{one.what[0].upper()}{one.what[1:]}.\n")
        parts.append("".join(f"- `{name}`: {about}\n" for name, about in one.columns.items()))
    return "\n".join(parts)


def _tables(found: Main) -> Iterator[tuple[str, bytes]]:
    """Each table as it is in the database, but for messages that wait for people."""
    for table in found.contents().schema.tables:
        rows = found.rows(table)
        if table == _OUTBOX:
            rows = [row for row in rows if not row["to_person"]]
        yield f"tables/{table}.json", json.dumps(rows, ensure_ascii=False, indent=1).encode()


async def _surveys(database: Database) -> Mapping[str, bytes]:
    """Pulses and question sets as files that can be put in force again."""
    wanted = await stores.pulses(database).wanted()
    texts = dict(pulse_file.write(wanted, Path("pulses.yaml"))) if wanted else {}
    for one in await QuestionSets(database).all():
        texts[Path("question-sets", f"{one.id}.yaml")] = writer.write(one)
    return {str(path): text.encode() for path, text in texts.items()}


async def _published(database: Database) -> Mapping[str, bytes]:
    """What was published of each pulse, whether it is in force or ended."""
    rounds, actions = Rounds(database), Actions(database)
    written = {}
    for pulse in await Pulses(database).ever():
        told = [
            one
            for one in await rounds.of_pulse(pulse.id, before=FOR_EVER, most=-1)
            if one.state is State.PUBLISHED
        ]
        if told:
            past = [Past(round=one, published=await rounds.published(one.id)) for one in told]
            midway = {one.id: await rounds.midway(one.id) for one in told}
            for table in tables(past, await listed(actions, rounds, pulse.id), midway):
                written[f"published/{pulse.id}/{table.name}.csv"] = csv_file(table)
    return written
