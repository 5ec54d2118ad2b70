"""What keeps rounds, and all else, from the next step, as last found; kept in memory alone."""


class Troubles:
    """Sentences for whoever can mend something, by what waits: a round by its id."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def found(self, what: str, sentence: str) -> None:
        """Note why it waits."""
        self._found[what] = sentence

    def over(self, what: str) -> None:
        """Note that it waits no longer."""
        self._found.pop(what, None)

    def of(self, what: str) -> str | None:
        """Why it waits, where that was found since the bot started."""
        return self._found.get(what)
