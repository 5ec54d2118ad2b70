"""Slack's patience with a payload that is not acknowledged."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from support.world import World

SLACK_WAITS = timedelta(seconds=3)

T = TypeVar("T")


async def with_slacks_patience(here: World, act: Awaitable[T]) -> T:
    """What comes of something that a person does, Slack delivering again what is not answered."""
    acting = asyncio.ensure_future(act)
    while not (await asyncio.wait({acting}, timeout=1))[0]:
        here.clock.move_to(here.clock.now() + SLACK_WAITS)
    return acting.result()
