"""One round lived in two worlds: other people answer in each, and the totals come out the same.

Whoever finds a difference between the two can tell something about who answered, or what.
"""

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Literal

from bot.sandbox import Message
from support.council import (
    BEFORE,
    CLOSES,
    ONE_QUESTION,
    OPENS,
    OPTIONS,
    PUBLISHES,
    QUESTION,
    REMINDS,
    ROUND,
    Council,
    people,
    pulses,
)
from support.world import NOT_THIS_WEEK, World, answer, in_force, invitation, read, world

COUNCIL = Council(north=people(1, 13), south=people(14, 26))
DECLINED = "UPERSON013"
BOX = f"data/boxes/{ROUND}.box"
MAIN = "data/staff-pulse.sqlite3"

_ANSWERING = {
    "one": (*people(1, 6), *people(14, 19)),
    "other": (*people(7, 12)[::-1], *people(20, 25)[::-1]),
}
"""Who answers, in their order: nobody answers in both."""

Files = Mapping[str, bytes]


@dataclass(slots=True, kw_only=True)
class Lived:
    """What was left of a round, and what was sent, at each of its stages.

    Attributes:
        files: the whole content of data and key folder, by stage.
        copies: the same after each single answer.
        sent: every message that stands anywhere, by stage.
    """

    answers: dict[str, str]
    files: dict[str, Files] = field(default_factory=dict)
    copies: list[Files] = field(default_factory=list)
    sent: dict[str, list[Message]] = field(default_factory=dict)

    def note(self, stage: str, here: World) -> None:
        """Note what there is at a stage."""
        self.files[stage] = read(here.folders)
        messages = here.sandbox.workspace.everything()
        self.sent[stage] = sorted(messages, key=lambda one: (one.channel, one.ts))


async def live(which: Literal["one", "other"], folder: Path) -> Lived:
    """Live through the round in one of the worlds."""
    lived = Lived(answers=dict(zip(_ANSWERING[which], cycle(OPTIONS), strict=False)))
    async with (
        world(COUNCIL, folder, BEFORE) as here,
        in_force(here, pulses(ONE_QUESTION, folder)) as running,
    ):
        await running.tick(OPENS)
        declining = here.person(DECLINED)
        await declining.press(invitation(declining), NOT_THIS_WEEK)
        for person, option in lived.answers.items():
            await answer(here.person(person), {QUESTION: option})
            lived.copies.append(read(here.folders))
        lived.note("answered", here)
        await running.tick(REMINDS)
        lived.note("reminded", here)
        await running.tick(CLOSES)
        lived.note("closed", here)
        await running.tick(PUBLISHES)
        lived.note("published", here)
    return lived


def dump(content: bytes) -> list[str]:
    """A SQLite file as statements, which hold all that it keeps."""
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        with closing(sqlite3.connect(copy.name)) as connection:
            return list(connection.iterdump())
