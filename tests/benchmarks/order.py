"""What a bot in a process of its own is told, and how it says that it is ready."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass

PULSES = "pulses.yaml"
"""What asks the council, in a bot's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which workspace a bot works in, and where it keeps its files.

    This imports nothing of ours, so that what a bare bot costs is its own.

    Attributes:
        secret: what the workspace signs with.
        path: where answers are posted to.
        window: the callback_id of the window with the questions.
        before: an instant before the first round opens.
        opens: the instant at which it does.
        journal: what SQLite calls the way in which the usual design keeps its commits.
    """

    token: str
    app_token: str
    secret: str
    api_url: str
    path: str
    window: str
    folder: str
    journal: str
    before: str
    opens: str

    @property
    def words(self) -> str:
        """The order on a command line."""
        return json.dumps(asdict(self))


def obey(bot: Callable[[Order], Coroutine[None, None, None]]) -> None:
    """Be the bot of the order on the command line."""
    asyncio.run(bot(Order(**json.loads(sys.argv[1]))))


async def serve(port: int) -> None:
    """Say that the bot is ready, at that port, and go on until whoever runs it is gone."""
    sys.stdout.write(f"port {port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
