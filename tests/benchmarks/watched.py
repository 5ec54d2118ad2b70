"""What a process has spent whenever something was asked of a port, and when that was answered."""

import time
from collections.abc import Awaitable, Callable
from typing import Any


class Watched:
    """A port that does what another does, and keeps the seconds of processor used until then.

    Attributes:
        began: by the name of what was asked last, when it was.
        ended: when it was answered.
    """

    def __init__(self, port: object) -> None:
        self._port = port
        self.began: dict[str, float] = {}
        self.ended: dict[str, float] = {}

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def ask(*values: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the port takes
            self.began[name] = time.process_time()
            answer = await getattr(self._port, name)(*values, **named)
            self.ended[name] = time.process_time()
            return answer

        return ask
