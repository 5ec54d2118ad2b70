"""What is found of a simulated round in its box and in the workspace."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from support.council import LEADERS, QUESTION, STAFF
from support.world import World, kind

from soak.books import Page
from storage.ballot_box.boxes import Boxes


async def counted(here: World, copy: Path, round_: str) -> dict[str, dict[str, int]]:
    """What the box counts, read from a copy of it and of its key."""
    shutil.copytree(here.folders.data_dir / "boxes", copy / "boxes")
    shutil.copytree(here.folders.key_dir, copy / "keys")
    boxes = Boxes(folder=copy / "boxes", keys=copy / "keys")
    try:
        found = await boxes.count(round_)
    finally:
        await boxes.close()
        shutil.rmtree(copy)
    return {one.group: dict(one.counts[QUESTION]) for one in found.tallies}


def note_messages(here: World, page: Page, since: Mapping[str, int]) -> None:
    """Note what people were sent in this round, and what stands in the channels of it.

    Args:
        since: how many messages each person had been sent before.
    """
    for one, before in since.items():
        heard = here.sandbox.workspace.messages(f"D{one}")[before:]
        page.invitations[one] = sum("Not this week" in message.words for message in heard)
    leaders, staff = (_standing(here, channel, page.round) for channel in (LEADERS, STAFF))
    page.posts, page.notices = zip(leaders, staff, strict=True)


def _standing(here: World, channel: str, round_: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The digests of a round in a channel, and what else stands there of it."""
    posts, notices = [], []
    for message in here.posted(channel):
        assert message.metadata is not None
        if str(message.metadata["event_payload"]["key"]).startswith(f"{round_}/"):
            (posts if kind(message) == "digest" else notices).append(message.words)
    return tuple(posts), tuple(notices)
