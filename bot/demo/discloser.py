"""What may be shown, decided in the demo's own process."""

import asyncio
from collections.abc import Sequence

from bot.survey.disclosure import disclose, halfway
from storage.model import Count, Midway, Published, Round


class Discloser:
    """Decides in a thread: a demo lives weeks in seconds, of which a process for each is most."""

    async def disclose(
        self, round_: Round, count: Count, midway: Sequence[Midway]
    ) -> tuple[Published, int]:
        """What may be shown of a round, and how many figures are rougher than they need be."""
        disclosed = await asyncio.to_thread(disclose, round_, count, midway)
        return disclosed.published, disclosed.rougher

    async def halfway(self, round_: Round, count: Count) -> Sequence[Midway]:
        """What may be told half-way of how many have answered so far."""
        return await asyncio.to_thread(halfway, round_, count)
