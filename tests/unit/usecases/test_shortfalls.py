"""Who hears of messages that do not go."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from support.pulse import a_pulse
from support.round import a_round

from bot.errors import StaffPulseError
from bot.sandbox import HandClock
from bot.usecases.admins import Admins
from bot.usecases.owing import Owing
from bot.usecases.shortfalls import Shortfalls
from storage.change_log import ChangeLog
from storage.database import Database
from storage.model import Owed, Source, Unsent
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds
from storage.sendings import Sendings

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEEKLY = a_round(a_pulse())


class Office:
    """A directory that is away at first."""

    def __init__(self) -> None:
        self.away = True

    async def members(self, source: Source) -> Sequence[str]:
        if self.away:
            raise StaffPulseError("Slack does not tell.")
        return ["U0ASHA"]


async def test_what_was_lost_is_told_once_somebody_can_hear_of_it(database: Database) -> None:
    """While Slack does not say who the admins are, it is kept that nobody knows yet."""
    outbox, rounds, clock, office = Outbox(database), Rounds(database), HandClock(NOW), Office()
    await Pulses(database).put([WEEKLY.pulse], now=NOW - timedelta(days=1))
    await rounds.plan([WEEKLY])
    invitation = Owed(
        key=f"{WEEKLY.id}/invitation/U0BEN",
        round=WEEKLY.id,
        recipient="U0BEN",
        to_person=True,
        body='{"kind": "invitation"}',
        since=NOW,
        due=NOW,
    )
    await rounds.open(WEEKLY, [invitation])
    await outbox.give_up(invitation.key, Unsent.LEFT)
    admins = Admins(["S0ADMINS"], directory=office, changes=ChangeLog(database), clock=clock)
    shortfalls = Shortfalls(
        sendings=Sendings(database), rounds=rounds, owing=Owing(clock=clock, admins=admins)
    )
    await shortfalls.tell()
    office.away = False
    clock.advance(timedelta(minutes=2).total_seconds())
    await shortfalls.tell()
    assert [one.key for one in await outbox.owed_to("U0ASHA")] == [
        f"{WEEKLY.id}/undelivered/U0ASHA"
    ]
