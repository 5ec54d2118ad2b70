"""The digest of a round, made from what is stored of it and of the rounds before it."""

import asyncio
from functools import lru_cache

from pydantic import ValidationError

from bot.ports import RoundStore
from bot.survey.digest import Digest, compose
from bot.survey.past import Past, beside
from storage.model import EVERYONE, Round

REMEMBERED = 60
"""How many earlier rounds rotation and digest look at: more than a year of weeks."""


async def composed(rounds: RoundStore, round_: Round) -> Digest:
    """The digest of a round that is over, the same whenever it is composed."""
    published = await rounds.published(round_.id)
    # Of a pulse that asks once, every group is set beside the year before.
    comes_back = round_.pulse.schedule.comes_back
    compared = [EVERYONE, *beside(published)] if comes_back else None
    earlier = await rounds.of_pulse(round_.pulse.id, before=round_.opens, most=REMEMBERED)
    history = [
        Past(round=past, published=await rounds.published(past.id, compared)) for past in earlier
    ]
    return await asyncio.to_thread(compose, published, round_, history)


@lru_cache(maxsize=8)
def kept(body: str | None) -> Digest | None:
    """A digest that was kept, checked once; None where its shape is not known here."""
    try:
        return Digest.model_validate_json(body) if body else None
    except ValidationError:  # its words quote what was found
        return None
