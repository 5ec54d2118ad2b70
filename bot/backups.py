"""What the command line does with backups of the main database."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot import files, stores
from bot.checks.published import contradictions
from bot.clock import Clock
from bot.errors import StaffPulseError
from bot.settings import Folders
from storage import backup, lock
from storage.ballot_box.boxes import Boxes
from storage.errors import BoxBroken, BoxLost
from storage.inspection import Main
from storage.model import State


def back_up(file: Path, *, folders: Folders) -> str:
    """Copy the main database into a new file; the bot may be running.

    Raises:
        StaffPulseError: the file would lie in the data folder or in the key folder.
        StorageError: there is no database, it is damaged, or the file cannot be made.
    """
    data = folders.data_dir.absolute()
    files.refuse_within(file, data=data, key=folders.key_dir)
    made = backup.make(data / stores.DATABASE, file)
    said = (
        f"{file}: {_in_words(made.rounds)}. Ballot boxes and keys are never in a backup; of the "
        f"messages that wait for people, {made.left_out} were left out."
    )
    if running := [one for one, state in made.rounds.items() if state is State.OPEN]:
        said += (
            f"\nOpen now: {', '.join(running)}. Restored where the ballot box is not, it ends "
            f"without a digest."
        )
    return said


async def restore(
    file: Path, *, folders: Folders, clock: Clock, replace: bool = False, end_rounds: bool = False
) -> str:
    """Put a backup in the place of the main database, on which no bot may run.

    Args:
        replace: whether a database may be there, which is then gone.
        end_rounds: whether ballot boxes may be there that the backup knows nothing of, which are
            then gone.

    Raises:
        StaffPulseError: something is there that would be lost.
        StorageError: a bot runs, the backup cannot be used, or the disk is full.
    """
    rounds = backup.look(file)
    await _refuse_contradictions(file)
    async with stores.ballot_boxes(folders) as boxes:
        database = folders.data_dir.absolute() / stores.DATABASE
        if database.exists() and not replace:
            raise StaffPulseError(
                f"{database} is there; keep a backup of it if you may still need it, and give "
                f"--replace to put this one in its place."
            )
        unknown = [one for one in await boxes.left() if rounds.get(one) in {None, State.PLANNED}]
        if unknown and not end_rounds:
            raise StaffPulseError(
                f"There is a ballot box of {', '.join(unknown)}, which opened after this backup "
                f"was made, so that its answers could never be counted; choose a newer backup, let "
                f"the bot close it first, or give --end-rounds to delete it."
            )
        with lock.used(database.parent, alone=True):
            unchanged = await backup.put_back(file, database, now=clock.now())
        for one in unknown:
            await boxes.destroy(one)
        lines = [*await _told(file, rounds, boxes, unknown), *map(_goes_on, unchanged)]
        return "\n".join(lines)


async def _refuse_contradictions(file: Path) -> None:
    """Refuse a backup with figures in it that no round can have had."""
    with Main.look(file) as found:
        async with found.stores() as copy:
            await copy.migrate()
            try:
                wrong = await contradictions(found, copy)
            except ValueError:  # its words quote what was found
                wrong = ["It holds a survey or a figure that nobody can read."]
    for sentence in wrong:
        raise StaffPulseError(f"{file} cannot be vouched for: {sentence} Choose another backup.")


async def _told(
    file: Path, rounds: Mapping[str, State], boxes: Boxes, deleted: Iterable[str]
) -> list[str]:
    """What becomes of the rounds, for the person who restored them."""
    lines = [f"{file} is restored: {_in_words(rounds)}. Now start the bot."]
    lines += [f"{one}: its ballot box is deleted, and nobody can read it." for one in deleted]
    for one in (one for one, state in rounds.items() if state is State.OPEN):
        try:
            await boxes.check(one)
        except (BoxLost, BoxBroken):
            lines.append(
                f"{one}: it was open, and its ballot box or key is not here. The bot ends it and "
                f"says so, unless its digest stands in the channel already."
            )
        else:
            lines.append(
                f"{one}: its ballot box and key are here, so it goes on. Messages to its people "
                f"that waited when the backup was made are not sent any more."
            )
    return [
        *lines,
        "Rounds that were due before now and that the backup does not have as open or over may "
        "have been asked since. They are not asked again: the bot ends them in the same way.",
    ]


def _goes_on(pulse: str) -> str:
    """What becomes of a pulse that had a change to come."""
    return (
        f"{pulse}: a change of it was to come, and may have been taken back since, so it goes on "
        f"as it is. Apply your file again if the change is to come; staff are told anew."
    )


def _in_words(rounds: Mapping[str, State]) -> str:
    """How many rounds there are, and which is the last that was published."""
    published = [one for one, state in rounds.items() if state is State.PUBLISHED]
    last = f"the last digest is of {published[-1]}" if published else "no digest yet"
    return f"{len(rounds)} round{'' if len(rounds) == 1 else 's'}, {last}"
