"""What is thrown at a stage of a simulated round; each leaves everything as it was afterwards."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path

from bot.sandbox import (
    DeliverTwice,
    DropAfterAccept,
    DropBeforeAccept,
    LoseAck,
    RateLimit,
    ServerError,
)
from soak.stage import Kind, Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENDING = ("chat.postMessage", "conversations.history", "users.list", "conversations.members")

Trouble = Callable[[Stage], Awaitable[None]]


async def killed(stage: Stage) -> None:
    """The process is killed at a moment of the stage: a commit, a request, an acknowledgement."""
    await stage.go(dies_at=stage.dice.randint(1, 120))


async def restarted(stage: Stage) -> None:
    await stage.bot.end()
    await stage.go()


async def refused_for_haste(stage: Stage) -> None:
    for method in SENDING:
        stage.faults.order(
            method, RateLimit(stage.dice.randint(1, 60)), times=stage.dice.randint(1, 30)
        )
    await stage.go()


async def server_errors(stage: Stage) -> None:
    for method in SENDING:
        stage.faults.order(method, ServerError(503), times=stage.dice.randint(1, 30))
    await stage.go()


async def dropped_before(stage: Stage) -> None:
    for method in SENDING:
        stage.faults.order(method, DropBeforeAccept(), times=stage.dice.randint(1, 10))
    await stage.go()


async def dropped_after(stage: Stage) -> None:
    times = stage.dice.randint(1, 10)
    stage.page.spare += times
    for method in SENDING:
        stage.faults.order(method, DropAfterAccept(), times=times)
    await stage.go()


async def outage(stage: Stage) -> None:
    """For hours nothing that the bot asks of Slack is answered, and nobody can do anything."""
    stage.faults.last(stage.dice.choice((ServerError(503), DropBeforeAccept())))
    await stage.look()
    stage.at += stage.dice.randint(1, 6) * HOUR
    await stage.look()
    stage.faults.clear()
    stage.at += HOUR
    await stage.go()


async def cut(stage: Stage) -> None:
    """The line is cut before people answer, and again while they do."""
    await stage.look()
    stage.cut()
    await stage.people_act(halfway=stage.cut)


async def asked_to_reconnect(stage: Stage) -> None:
    await stage.look()
    await stage.reconnect()
    await stage.people_act(halfway=stage.cut)


async def acks_lost(stage: Stage) -> None:
    await stage.look()
    stage.faults.order("interactive", LoseAck(), times=stage.dice.randint(1, 30))
    await stage.people_act()


async def delivered_twice(stage: Stage) -> None:
    await stage.look()
    stage.faults.order("interactive", DeliverTwice(), times=stage.dice.randint(1, 60))
    await stage.people_act()


async def asleep(stage: Stage) -> None:
    """The machine is asleep when the stage is due, and for some hours after."""
    stage.at += stage.dice.randint(2, 8) * HOUR
    stage.cut()
    await stage.go()


async def asleep_for_days(stage: Stage) -> None:
    """The machine is asleep while the round should be open, and nobody is asked."""
    stage.page.missed = True


async def clock_set_back(stage: Stage) -> None:
    """The clock was an hour ahead, then a week behind, and is right again."""
    for error in (HOUR, -HOUR, -7 * DAY):
        await stage.bot.look(stage.at + error)
    await stage.go()


async def disk_full(stage: Stage) -> None:
    async with stage.bot.no_room():
        await stage.look()
        await stage.people_try()
    await stage.go()


async def database_locked(stage: Stage) -> None:
    with locked(stage.data.glob("*.sqlite3")):
        await stage.look()
    await stage.go()


async def box_locked(stage: Stage) -> None:
    await stage.look()
    with locked(stage.data.glob("boxes/*.box")):
        await stage.people_try(most=1)
    await stage.people_act()


@contextmanager
def locked(paths: Iterable[Path]) -> Iterator[None]:
    """Have another process hold files of SQLite's."""
    with ExitStack() as stack:
        for path in paths:
            connection = sqlite3.connect(path, isolation_level=None)
            stack.enter_context(closing(connection))
            connection.execute("BEGIN EXCLUSIVE")
        yield


SENDING_TROUBLES: dict[str, Trouble] = {
    "429 storm": refused_for_haste,
    "500s": server_errors,
    "dropped before Slack took it": dropped_before,
    "dropped after Slack took it": dropped_after,
    "Slack down for hours": outage,
    "disk full": disk_full,
    "database locked": database_locked,
}
WHILE_OPEN: dict[str, Trouble] = {
    "line cut": cut,
    "asked to reconnect": asked_to_reconnect,
    "acknowledgement lost": acks_lost,
    "delivered twice": delivered_twice,
    "box locked": box_locked,
    "clock ahead, an hour back, a week back": clock_set_back,
}
WHEN_DUE: dict[str, Trouble] = {"asleep for hours": asleep}
BEFORE_OPENING: dict[str, Trouble] = {"asleep for three days": asleep_for_days}
TO_THE_PROCESS: dict[str, Trouble] = {"kill -9": killed, "stopped and started": restarted}

OF_KIND: dict[Kind, dict[str, Trouble]] = {
    Kind.OPENING: SENDING_TROUBLES | WHEN_DUE | BEFORE_OPENING,
    Kind.ANSWERING: SENDING_TROUBLES | WHILE_OPEN,
    Kind.DUE: SENDING_TROUBLES | WHEN_DUE,
}
"""What can be thrown at each kind of stage, by its name in the table; besides what ends the bot."""
