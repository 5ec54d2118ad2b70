"""What the use cases need of the world, in the words of surveys."""

from bot.ports.kept import (
    ActionStore,
    ChangeLog,
    DraftStore,
    PreferenceStore,
    PulseStore,
    QuestionSetStore,
    RoundStore,
)
from bot.ports.owed import OutboxStore, SendingStore
from bot.ports.world import BallotBoxes, Directory, Messenger, Printer

__all__ = [
    "ActionStore",
    "BallotBoxes",
    "ChangeLog",
    "Directory",
    "DraftStore",
    "Messenger",
    "OutboxStore",
    "PreferenceStore",
    "Printer",
    "PulseStore",
    "QuestionSetStore",
    "RoundStore",
    "SendingStore",
]
