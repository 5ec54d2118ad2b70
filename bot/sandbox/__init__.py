"""A Slack-shaped workspace in one process, for tests, demos and trying things out.

It imports nothing else of this project, and the bot knows nothing of it: they meet over HTTP
and WebSocket.
"""

from bot.sandbox.clock import Clock, HandClock, SystemClock
from bot.sandbox.errors import PortTaken
from bot.sandbox.faults import (
    DeliverTwice,
    DropAfterAccept,
    DropBeforeAccept,
    Hold,
    Interject,
    LoseAck,
    RateLimit,
    Refuse,
    ServerError,
)
from bot.sandbox.limits import Limits
from bot.sandbox.person import TROUBLE, Person
from bot.sandbox.records import Guest, Message, Outcome, View
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.workspace import Workspace

__all__ = [
    "TROUBLE",
    "Clock",
    "DeliverTwice",
    "DropAfterAccept",
    "DropBeforeAccept",
    "Guest",
    "HandClock",
    "Hold",
    "Interject",
    "Limits",
    "LoseAck",
    "Message",
    "Outcome",
    "Person",
    "PortTaken",
    "RateLimit",
    "Refuse",
    "Sandbox",
    "ServerError",
    "SystemClock",
    "View",
    "Workspace",
]
