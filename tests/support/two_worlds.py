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
    ADMIN,
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
from support.world import NOT_THIS_WEEK, Running, World, answer, in_force, invitation, read, world

COUNCIL = Council(north=people(1, 13), south=people(14, 26))
DECLINED = "UPERSON013"
BOX = f"data/boxes/{ROUND}.box"
MAIN = "data/staff-pulse.sqlite3"

_ANSWERING = {
    "one": (*people(1, 6), *people(14, 19)),
    "other": (*people(7, 12)[::-1], *people(20, 25)[::-1]),
}
"""Who answers, in their order: nobody answers in both."""

COMMANDS = (
    *("", "help", "privacy", "digest", "trend workload", "report", "pause"),
    *("status", "preview", "skip"),
)
"""What can be typed after `/pulse`."""

Files = Mapping[str, bytes]


@dataclass(slots=True, kw_only=True)
class Lived:
    """What was left of a round, and what was sent, at each of its stages.

    Attributes:
        files: the whole content of data and key folder, by stage.
        copies: the same after each single answer.
        sent: every message that stands anywhere, by stage; not what somebody saw who asked for it.
        shown: what somebody saw in chat when they asked, by what they asked and who they are.
        metrics: what was counted, by stage, after each single answer too.
    """

    answers: dict[str, str]
    files: dict[str, Files] = field(default_factory=dict)
    copies: list[Files] = field(default_factory=list)
    sent: dict[str, list[Message]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, str] = field(default_factory=dict)

    async def note(self, stage: str, here: World, running: Running) -> None:
        """Note what there is at a stage."""
        self.metrics[stage] = await running.metrics()
        self.files[stage] = read(here.folders)
        everything = here.sandbox.workspace.everything()
        messages = [one for one in everything if one.only_for is None]
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
            lived.metrics[f"{len(lived.copies)} answers"] = await running.metrics()
        await lived.note("answered", here, running)
        lived.shown = await _asked_for(here)
        await running.tick(REMINDS)
        await lived.note("reminded", here, running)
        await running.tick(CLOSES)
        await lived.note("closed", here, running)
        await running.tick(PUBLISHES)
        await lived.note("published", here, running)
    return lived


async def _asked_for(here: World) -> dict[str, str]:
    """What an admin sees while a round is open, and what some who are asked see."""
    shown = {}
    for person in (ADMIN, *people(1, 26)):
        somebody = here.person(person)
        if somebody.modal is not None:  # the thanks
            await somebody.close_modal()
        await somebody.open_home()
        assert somebody.home is not None
        shown[f"Home {person}"] = somebody.home.words
        for text in COMMANDS if person == ADMIN else ("",):
            told = await somebody.command("/pulse", text)
            shown[f"/pulse {text} {person}"] = " ".join(one.words for one in told.messages)
            if somebody.modal is not None:
                shown[f"/pulse {text} {person}"] += somebody.modal.words
                await somebody.close_modal()
    admin = here.person(ADMIN)
    await admin.press_in_home("console-changes")
    shown["changes"] = str(admin.modal and admin.modal.words)
    return shown


def dump(content: bytes) -> list[str]:
    """A SQLite file as statements, which hold all that it keeps."""
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        with closing(sqlite3.connect(copy.name)) as connection:
            return list(connection.iterdump())
