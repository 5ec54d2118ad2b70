"""What is open for a person to answer, or when they are asked next; never what they answered."""

from collections.abc import Sequence

from pydantic import AwareDatetime

from bot.clock import Clock
from bot.ports import PreferenceStore, PulseStore, RoundStore
from bot.usecases.calendar import Calendar
from bot.usecases.rounds import OpenPlace, Rounds
from questions.model import Value
from storage.model import Preference


class Coming(Value):
    """When a pulse asks next."""

    pulse_name: str
    opens: AwareDatetime
    zone: str


class Opening(Value):
    """What is open for a person.

    Attributes:
        coming: where nothing is open, when pulses ask next, whomever they ask: to look up who that
            is takes longer than a command may.
        preference: what they asked of us.
    """

    places: tuple[OpenPlace, ...]
    coming: tuple[Coming, ...]
    preference: Preference


class Openings:
    """What is open for people."""

    def __init__(
        self,
        *,
        open_rounds: Rounds,
        pulses: PulseStore,
        rounds: RoundStore,
        preferences: PreferenceStore,
        clock: Clock,
    ) -> None:
        self._open_rounds = open_rounds
        self._pulses = pulses
        self._preferences = preferences
        self._clock = clock
        self._calendar = Calendar(rounds=rounds, clock=clock)

    async def of(self, person: str) -> Opening:
        """What is open for a person now."""
        places = await self._open_rounds.open_to(person)
        return Opening(
            places=places,
            coming=() if places else tuple(await self._coming()),
            preference=await self._preferences.get(person),
        )

    async def _coming(self) -> Sequence[Coming]:
        """When pulses ask next, the soonest first."""
        found = []
        for pulse in await self._pulses.all():
            following = await self._calendar.next(pulse)
            if following is None or following.opens <= self._clock.now():
                continue
            zone = pulse.schedule.zone
            found.append(Coming(pulse_name=pulse.name, opens=following.opens, zone=zone))
        return sorted(found, key=lambda one: one.opens)
