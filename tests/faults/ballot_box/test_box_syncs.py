"""What is told to a crowd is on the disk as well, and costs a sync less than it would alone."""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.traced import traced

from questions.model import Question
from storage.ballot_box.boxes import Boxes
from storage.model import CastOutcome, Place


def synced(trace: Path) -> Counter[str]:
    """How often each file or folder was synced in a trace."""
    paths = re.findall(r"\bfdatasync\(\d+<([^>]*)>", trace.read_text())
    return Counter(Path(path).name for path in paths)


@pytest.mark.usefixtures("may_trace")
async def test_a_crowd_has_each_commit_synced_and_its_folder_once(
    reach: Callable[[], Boxes],
    questions: tuple[Question, ...],
    answers: dict[str, str],
    home: Path,
) -> None:
    """Six hundred casts at once are three commits: each syncs the journal thrice and the box once.

    The folder is synced with the first, when the journal is opened, and again for whoever comes
    after everybody has been told.
    """
    roster = [Place(person=f"U{number:03}", groups=()) for number in range(601)]
    boxes, trace = reach(), home / "trace"
    await boxes.open("weekly", questions=questions, dimensions=(), roster=roster)
    casts = [boxes.cast("weekly", place.person, answers) for place in roster]
    async with traced(os.getpid(), trace):
        assert set(await asyncio.gather(*casts[:600])) == {CastOutcome.COUNTED}
    assert synced(trace) == {"weekly.box-journal": 9, "weekly.box": 3, "boxes": 1}
    async with traced(os.getpid(), trace):
        assert await casts[600] is CastOutcome.COUNTED
    assert synced(trace) == {"weekly.box-journal": 3, "weekly.box": 1, "boxes": 1}
