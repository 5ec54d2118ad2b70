"""The ballot boxes of all open rounds: where their files and keys are, and which are open here."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from questions.model import Question
from storage.ballot_box.box import Box
from storage.ballot_box.durable import sync_folder
from storage.ballot_box.keys import KeyFolder
from storage.ballot_box.tally import Layout
from storage.database import Database, create_private, on_disk
from storage.errors import BoxBroken, BoxLost
from storage.model import Answers, CastOutcome, Count, Place

_SUFFIX = ".box"


class Boxes:
    """A folder of ballot boxes, one file a round, and the keys to them in another folder.

    Raises:
        StorageError: the two folders are not a pair.
    """

    def __init__(self, *, folder: Path, keys: Path) -> None:
        self._folder = folder.absolute()
        self._keys = KeyFolder(keys.absolute(), boxes=self._folder)
        self._here: dict[str, Box] = {}
        self._turn = asyncio.Lock()

    async def open(
        self,
        round_id: str,
        *,
        questions: Sequence[Question],
        dimensions: Sequence[str],
        roster: Iterable[Place],
    ) -> None:
        """Make a round's key, then its box; what a kill left of an earlier try goes first.

        Nobody can have answered before the main database says that the round is open.
        """
        await self.destroy(round_id)
        places = list(roster)
        layout = Layout.of(questions, dimensions, [place.groups for place in places])
        async with self._turn:
            keys = self._keys.make(round_id)
            path = self._path(round_id)
            create_private(path)
            with on_disk(path.name):
                sync_folder(self._folder)
            async with self._file(path) as file:
                self._here[round_id] = await Box.fill(
                    file, round_id=round_id, keys=keys, layout=layout, roster=places
                )

    async def asks(self, round_id: str, person: str) -> Place | None:
        """The person's place on the round's roster, if they are on it."""
        return await (await self._box(round_id)).place(person)

    async def cast(self, round_id: str, person: str, answers: Answers) -> CastOutcome:
        """Count a person's answers once and for all, durably; see `Box.cast`."""
        return await (await self._box(round_id)).cast(person, answers)

    async def decline(self, round_id: str, person: str) -> None:
        """Keep that the person said "not this week", until the box goes."""
        await (await self._box(round_id)).decline(person)

    async def to_remind(self, round_id: str) -> Sequence[str]:
        """Everyone on the roster but those who declined, whoever has answered."""
        return await (await self._box(round_id)).to_remind()

    async def count(self, round_id: str) -> Count:
        """Stop casting for good and open the tally; BoxLost, BoxBroken."""
        return await (await self._box(round_id)).count()

    async def turnout(self, round_id: str) -> Count:
        """How many have answered so far, and not what; BoxLost, BoxBroken."""
        return await (await self._box(round_id)).turnout()

    async def check(self, round_id: str) -> None:
        """Raise BoxLost if key or box are gone, BoxBroken if they do not belong together."""
        self._keys.read(round_id)
        self._existing(round_id)
        await (await self._box(round_id)).check()

    async def destroy(self, round_id: str) -> None:
        """Unlink the key, then the journal and its box; may be done again.

        The box goes last: while it is there, `left` tells that something is.
        """
        async with self._turn:
            await self._let_go(round_id)
            self._keys.destroy(round_id)
            with on_disk(f"The ballot box of {round_id}"):
                for path in (self._path(round_id, "-journal"), self._path(round_id)):
                    path.unlink(missing_ok=True)
                sync_folder(self._folder)

    async def left(self) -> Sequence[str]:
        """The rounds of which a key or a box is there."""
        boxes = {path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}")}
        return sorted(boxes.union(self._keys.rounds()))

    async def close(self) -> None:
        """Let go of every file, after the casts that wait."""
        async with self._turn:
            while self._here:
                _, box = self._here.popitem()
                await box.close()

    async def _box(self, round_id: str) -> Box:
        # One that is at hand is not waited for while another is opened or put away.
        if (box := self._here.get(round_id)) is not None:
            return box
        async with self._turn:
            if (box := self._here.get(round_id)) is None:
                box = self._here[round_id] = await self._reopen(round_id)
            return box

    async def _let_go(self, round_id: str) -> None:
        if box := self._here.pop(round_id, None):
            await box.close()

    async def _reopen(self, round_id: str) -> Box:
        keys = self._keys.read(round_id)
        async with self._file(self._existing(round_id)) as file:
            return await Box.reopen(file, round_id=round_id, keys=keys)

    @asynccontextmanager
    async def _file(self, path: Path) -> AsyncIterator[Database]:
        """A box's open file, closed again if the block fails."""
        file = await Database.open(path, damaged=BoxBroken)
        try:
            yield file
        except BaseException:
            await file.close()
            raise

    def _existing(self, round_id: str) -> Path:
        path = self._path(round_id)
        with on_disk(path.name):
            if not path.exists():
                raise BoxLost(f"The ballot box of {round_id} is gone.")
        return path

    def _path(self, round_id: str, suffix: str = "") -> Path:
        return self._folder / f"{round_id}{_SUFFIX}{suffix}"
