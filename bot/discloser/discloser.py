"""Has what may be shown decided in a process of its own, which lasts as long as that takes."""

from collections.abc import Sequence

from bot import child
from bot.discloser.asked import DISCLOSED, FAULT, MIDWAY, Asked, What
from storage.model import Count, Midway, Published, Round


class Discloser:
    """Decides beside the bot, which never loads the solver, and ends at once when it is asked to.

    What a box has counted goes to that process through a pipe, and to nowhere else. Where it fails
    NotDone is raised: the round waits, and nothing of it is lost.
    """

    async def disclose(
        self, round_: Round, count: Count, midway: Sequence[Midway]
    ) -> tuple[Published, int]:
        """What may be shown of a round, and how many figures are rougher than they need be."""
        asked = Asked(round=round_, count=count, midway=tuple(midway))
        return DISCLOSED.validate_json(await _answered("disclose", asked))

    async def halfway(self, round_: Round, count: Count) -> Sequence[Midway]:
        """What may be told half-way of how many have answered so far."""
        return MIDWAY.validate_json(await _answered("halfway", Asked(round=round_, count=count)))


async def _answered(what: What, asked: Asked) -> bytes:
    return await child.done(
        *("-m", "bot.discloser", what),
        what="What may be shown could not be decided",
        given=asked.model_dump_json(by_alias=True).encode(),
        seconds=None,
        says=FAULT,
    )
