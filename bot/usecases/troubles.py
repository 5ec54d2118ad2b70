"""What keeps rounds from their next step, as it was last found; kept in memory alone."""


class Troubles:
    """Sentences for whoever can mend something, by the round that waits."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def found(self, round_id: str, sentence: str) -> None:
        """Note why a round waits."""
        self._found[round_id] = sentence

    def over(self, round_id: str) -> None:
        """Note that a round waits no longer."""
        self._found.pop(round_id, None)

    def of(self, round_id: str) -> str | None:
        """Why a round waits, where that was found since the bot started."""
        return self._found.get(round_id)
