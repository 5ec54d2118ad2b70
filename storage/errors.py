"""What can go wrong with what is kept, each with a sentence for the person who can mend it."""


class StorageError(Exception):
    """Something about the kept data that a person can mend; its text is the sentence they read."""


class FolderInUse(StorageError):
    """Another process works on the same data folder."""


class NotRecorded(StorageError):
    """A write did not happen: the disk is full, the file is read-only or locked."""


class Overtaken(StorageError):
    """What a change was worked out from is another by now, so nothing was written."""


class BoxLost(StorageError):
    """The key or the file of a round's ballot box is gone: its answers can never be read."""


class BoxBroken(StorageError):
    """A ballot box does not hold together: marks and tally disagree, or it was altered."""
