"""What the use cases need of the world, in the words of surveys."""

from bot.ports.kept import (
    ActionStore,
    ChangeLog,
    DraftStore,
    OldStore,
    PreferenceStore,
    PulseStore,
    QuestionSetStore,
    RoundStore,
)
from bot.ports.owed import OutboxStore, SendingStore
from bot.ports.world import BallotBoxes, Directory, Discloser, Messenger, NightStore, Printer

__all__ = [
    "ActionStore",
    "BallotBoxes",
    "ChangeLog",
    "Directory",
    "Discloser",
    "DraftStore",
    "Messenger",
    "NightStore",
    "OldStore",
    "OutboxStore",
    "PreferenceStore",
    "Printer",
    "PulseStore",
    "QuestionSetStore",
    "RoundStore",
    "SendingStore",
]
