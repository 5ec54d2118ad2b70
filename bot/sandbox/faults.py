"""What can be ordered to go wrong between the workspace and the bot."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The call is answered 429 with `Retry-After`, in seconds."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class ServerError:
    """The call is answered with an HTTP status that no handler chose."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class Interject:
    """Something on the way answers in Slack's place, as a proxy does, with a body of its own."""

    status: int = 503
    body: bytes = b"<html><body>Service Unavailable</body></html>"
    kind: str = "text/html"


@dataclass(frozen=True, slots=True)
class Refuse:
    """The call is answered with an error code, as `internal_error` or `token_revoked`."""

    error: str


@dataclass(frozen=True, slots=True)
class DropBeforeAccept:
    """The connection is cut before the call is carried out."""


@dataclass(frozen=True, slots=True)
class DropAfterAccept:
    """The call is carried out, then the connection is cut before the answer."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The call waits for `release`, before it is carried out or between that and its answer.

    `arrived` is set once a call is being held.
    """

    release: asyncio.Event
    after_accept: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def held(self) -> None:
        """Wait until it is released."""
        self.arrived.set()
        await self.release.wait()


@dataclass(frozen=True, slots=True)
class LoseAck:
    """The bot's acknowledgement is lost, so the payload is delivered again."""


@dataclass(frozen=True, slots=True)
class DeliverTwice:
    """The payload is delivered twice at once."""


Fault = (
    RateLimit
    | ServerError
    | Interject
    | Refuse
    | DropBeforeAccept
    | DropAfterAccept
    | Hold
    | LoseAck
    | DeliverTwice
)

DELIVERIES = frozenset({"events_api", "interactive", "slash_commands"})
"""What is delivered to the bot; every other target is a method of the Web API."""


class Faults:
    """The faults that were ordered and have not happened yet, first ordered first met.

    A target is a Web API method ("chat.postMessage", "apps.connections.open"), a new WebSocket
    ("link"), whose handshake any fault but Hold refuses, or a kind of delivery ("events_api",
    "interactive", "slash_commands").
    """

    def __init__(self) -> None:
        self._ordered: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._strewn: dict[str, tuple[Sequence[Fault], float, random.Random]] = {}
        self._everywhere: Fault | None = None

    def order(self, target: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls or deliveries of `target` meet a fault.

        Raises ValueError when the fault cannot happen to that target.
        """
        self._refuse_misfit(target, fault)
        self._ordered[target].extend([fault] * times)

    def strew(self, target: str, faults: Sequence[Fault], *, share: float, seed: int) -> None:
        """Let a share of all calls or deliveries of `target`, from 0 to 1, meet one of the faults.

        Which do, and what, is dealt by the seed; what was ordered comes first.
        """
        for fault in faults:
            self._refuse_misfit(target, fault)
        self._strewn[target] = tuple(faults), share, random.Random(seed)  # noqa: S311 - deals faults

    def last(self, fault: RateLimit | ServerError | Interject | Refuse | DropBeforeAccept) -> None:
        """Let all calls to the Web API and new WebSockets meet a fault, until it is cleared."""
        self._everywhere = fault

    def take(self, target: str) -> Fault | None:
        """Return the fault that the next call or delivery of `target` meets."""
        waiting = self._ordered[target]
        if waiting:
            return waiting.popleft()
        if target not in self._strewn:
            return None if target in DELIVERIES else self._everywhere
        faults, share, chance = self._strewn[target]
        return chance.choice(faults) if chance.random() < share else None

    def clear(self) -> None:
        """Cancel every order that is still open, and what lasts."""
        self._ordered.clear()
        self._everywhere = None
        self._strewn.clear()

    def _refuse_misfit(self, target: str, fault: Fault) -> None:
        if isinstance(fault, LoseAck | DeliverTwice) is not (target in DELIVERIES):
            raise ValueError(f"{type(fault).__name__} cannot happen to {target}")
