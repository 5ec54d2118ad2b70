from dataclasses import dataclass

from bot.sandbox.page.hand import Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """Somebody whom a visitor is offered first to be: their id, their role, a line about them."""

    person: str
    role: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page shows besides the workspace itself.

    `zone` is an IANA name; `commands` are those that the bot has, such as "/pulse".
    """

    featured: tuple[Featured, ...] = ()
    hand: Hand | None = None
    zone: str = "Europe/London"
    commands: tuple[str, ...] = ()
