"""What is looked at of the two folders: who can read them, whether they fit, room on the disk."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

from bot import stores
from bot.checks import folder, register
from bot.checks.doctor.case import Case
from bot.checks.doctor.finding import Finding, mend, well
from bot.checks.folder import Entry
from bot.survey.nights import night
from storage.ballot_box.pairing import pair
from storage.model import State

_ROOM = 200_000_000
"""Bytes; a council's database with years of rounds has a tenth of it, and closing copies it."""

_FILES = 1_000

_MISSED = timedelta(days=1)
"""So late the newest backup may be, since the last night's takes a moment."""


async def data_folder(case: Case) -> AsyncIterator[Finding]:
    """Whether nobody but the bot's user can get at the data."""
    for one in _kept_to_itself(case.folders.data_dir.absolute()):
        yield one


async def key_folder(case: Case) -> AsyncIterator[Finding]:
    """Whether nobody but the bot's user can get at the keys, and what else may copy them."""
    keys, data = case.folders.key_dir.absolute(), case.folders.data_dir.absolute()
    for one in _kept_to_itself(keys):
        yield one
    if keys.exists() and data.exists():
        yield _apart(keys, data)


async def pairing(case: Case) -> AsyncIterator[Finding]:
    """Whether the key folder is the one that belongs to the data."""
    keys, data = case.folders.key_dir.absolute(), case.folders.data_dir.absolute()
    paired = pair(boxes=data / register.BOXES, keys=keys)
    if paired is None:
        yield well("Both folders are new; the first start makes them a pair.")
    elif paired:
        yield well("Data and keys belong together.")
    else:
        yield mend(
            f"The key folder {keys} is not the one that belongs to {data}: mount the right one "
            f"there, or name it in STAFF_PULSE_KEY_DIR."
        )


async def keys_of_open_rounds(case: Case) -> AsyncIterator[Finding]:
    """Whether the ballot box and the key of every open round are there."""
    open_ = [round_.id for round_ in case.kept.rounds if round_.state is State.OPEN]
    data, keys = case.folders.data_dir.absolute(), case.folders.key_dir.absolute()
    for round_id in open_:
        box = data / register.BOXES / f"{round_id}{register.BOX_SUFFIX}"
        wanted = {"ballot box": box, "key": keys / f"{round_id}{register.KEY_SUFFIX}"}
        gone = [what for what, path in wanted.items() if not path.exists()]
        if gone:
            yield mend(
                f"The {' and the '.join(gone)} of {round_id} "
                f"{'are' if gone[1:] else 'is'} not there, and without it nobody can count its "
                f"answers: if a disk is not mounted, mount it; if it is gone, the bot ends the "
                f"round and tells people."
            )
        else:
            yield well(f"Ballot box and key of {round_id} are there.")
    if not open_:
        yield well("No round is open.")


async def disk(case: Case) -> AsyncIterator[Finding]:
    """Whether there is room to write in both folders."""
    for path in (case.folders.data_dir.absolute(), case.folders.key_dir.absolute()):
        there = next(one for one in (path, *path.parents) if one.exists())
        about = os.statvfs(there)
        if about.f_flag & os.ST_RDONLY or not os.access(there, os.W_OK):
            yield mend(f"{there} cannot be written to: mount it for writing, or mend its modes.")
        else:
            yield room(
                path,
                free=about.f_bavail * about.f_frsize,
                files=about.f_favail if about.f_files else _FILES,
            )


async def backups(case: Case) -> AsyncIterator[Finding]:
    """Whether the folder of backups is there, and the newest is not of long ago."""
    nights = stores.nights(case.folders)
    if not nights.wanted:
        yield well(
            "None is wanted each night; STAFF_PULSE_BACKUP_DIR would name a folder for them."
        )
        return
    made = nights.made()
    if not made:
        yield well("There is none yet; a bot that runs makes one each night.")
    elif night(case.clock.now()) - made[-1] > _MISSED:
        yield mend(
            f"The newest is of the night of {made[-1]}, and a bot that runs makes one each night: "
            f"read on an admin's Home, or in the log, what keeps it."
        )
    else:
        yield well(f"The newest is of the night of {made[-1]}.")


def room(path: Path, *, free: int, files: int) -> Finding:
    """What is to be said of the bytes and the files for which the disk of a folder has room."""
    if free < _ROOM:
        return mend(
            f"On the disk of {path} {free // 1_000_000} MB are free: make room for "
            f"{_ROOM // 1_000_000} MB or more."
        )
    if files < _FILES:
        return mend(f"On the disk of {path} is room for {files} more files: delete some.")
    return well(f"On the disk of {path} are more than {_ROOM // 1_000_000} MB free.")


def _kept_to_itself(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield well(f"{path} is not there yet; the first start makes it.")
        return
    found = folder.entries(path)
    wrong = [said for entry in found if (said := fault(entry, found[0], path))]
    yield from (mend(said) for said in wrong)
    if not wrong:
        yield well(f"Nobody but its own user can get at {path}, as far as file modes go.")


def fault(entry: Entry, whole: Entry, path: Path) -> str:
    """What is wrong with who can get at a file or folder; "" where nothing is.

    Args:
        entry: what is looked at.
        whole: the folder that it lies in.
        path: of that folder.
    """
    where = path if entry is whole else path / entry.name
    if entry.exposed:
        return (
            f"Others than its own user can get at {where}, whose mode is {entry.mode:04o}: take "
            f"that away with chmod go= {where}"
        )
    if entry.owner != whole.owner:
        return f"{where} belongs to another user than {path}: give it back with chown."
    return ""


def _apart(keys: Path, data: Path) -> Finding:
    if keys.stat().st_dev != data.stat().st_dev:
        return well("The keys are on another file system than the data.")
    return well(
        "The keys are on one file system with the data, so that a snapshot or a backup of it as a "
        "whole would hold both: make none while a round is open, or give the keys a disk of their "
        "own."
    )
