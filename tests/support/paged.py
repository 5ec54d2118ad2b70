"""A council in this process with the sandbox's page before it, on a clock that nobody moves."""

from bot.sandbox.page import Due, Featured, Page
from support.council import ADMIN


class Still:
    """A hand that moves no time."""

    moved = False
    busy = None

    def due(self) -> Due | None:
        return None

    async def next_step(self) -> None:
        return

    async def next_week(self) -> None:
        return

    async def real_time(self) -> None:
        return


def page() -> Page:
    """What offers to be the admin first."""
    admin = Featured(person=ADMIN, role="Admin", about="Looks after Staff Pulse")
    return Page(featured=(admin,), hand=Still())
