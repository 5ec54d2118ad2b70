"""What people notice when pulses are applied again, open late or cannot open."""

from datetime import timedelta

from support.council import ADMIN, OPENS, REMINDS, ROUND
from support.world import World, in_force

from bot.sandbox import Refuse
from bot.survey import notices
from storage.model import Preference, Pulse, State

HOUR = timedelta(hours=1)


def moved(weekly: tuple[Pulse, ...], opens: str) -> tuple[Pulse, ...]:
    """The same pulse, opening at another time of its first day."""
    [pulse] = weekly
    schedule = pulse.schedule.model_dump() | {"opens": opens}
    return (Pulse.model_validate(pulse.model_dump() | {"schedule": schedule}),)


async def test_a_round_that_opens_after_its_reminder_reminds_nobody(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Who is asked for the first time when the reminder is due gets the invitation alone."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(REMINDS + HOUR)
    async with here.running() as running:
        for _ in range(3):
            await running.tick()
        assert len(here.person("UPERSON001").direct_messages()) == 1


async def test_a_file_applied_again_after_an_outage_keeps_the_round_that_is_due(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Applying the same pulses while a round waits to open does not make it vanish."""
    async with in_force(here, weekly):
        pass
    here.clock.move_to(OPENS + HOUR)
    async with here.running() as running:
        await running.bot.pulses.apply(weekly)
        await running.tick()
        assert [one.id for one in await running.ports.rounds.in_state(State.OPEN)] == [ROUND]


async def test_a_day_can_have_a_second_round(here: World, weekly: tuple[Pulse, ...]) -> None:
    """A round cancelled in the morning does not keep the pulse from opening that afternoon."""
    async with in_force(here, weekly) as running:
        [waiting] = await running.ports.rounds.in_state(State.PLANNED)
        await running.ports.rounds.cancel(waiting, "a trial", [])
        await running.bot.pulses.apply(moved(weekly, "Tuesday 14:00"))
        await running.tick(OPENS)
        await running.tick(OPENS + 5 * HOUR)
        [opened] = await running.ports.rounds.in_state(State.OPEN)
        assert opened.id == f"{ROUND}-1400"


async def test_admins_hear_once_why_a_round_cannot_open(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A group that is gone is told to admins with what to mend, once, when it does not pass."""
    async with in_force(here, weekly) as running:
        here.sandbox.faults.order("users.list", Refuse("missing_scope"), times=1000)
        await running.tick(OPENS)
        assert here.person(ADMIN).direct_messages() == ()
        for minutes in (10, 20, 30):
            await running.tick(OPENS + timedelta(minutes=minutes))
        [told] = here.person(ADMIN).direct_messages()
        assert "Weekly pulse waits, and is tried again and again" in told.text
        assert "lacks the scope that it needs: add it" in told.text
        await running.tick(OPENS + 28 * HOUR)
        assert [one.text for one in here.person(ADMIN).direct_messages()][1:] == [
            f"Weekly pulse: {notices.MISSED}"
        ]


async def test_a_break_that_is_over_is_forgotten(here: World, weekly: tuple[Pulse, ...]) -> None:
    """A pause leaves no trace once it has passed."""
    async with in_force(here, weekly) as running:
        preferences = running.ports.preferences
        await preferences.put(Preference(person="UPERSON001", paused_until=OPENS))
        await preferences.put(Preference(person="UPERSON002", never=True))
        await running.tick(OPENS - HOUR)
        assert (await preferences.get("UPERSON001")).paused_until == OPENS
        await running.tick(OPENS)
        assert await preferences.get("UPERSON001") == Preference(person="UPERSON001")
        assert (await preferences.get("UPERSON002")).never


async def test_a_break_that_ends_before_it_begins_is_none(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A date that has passed asks for nothing, so nothing is kept."""
    async with in_force(here, weekly) as running:
        person = here.person("UPERSON001")
        await person.open_home()
        await person.press_in_home("pause-until", "2026-11-01")
        assert await running.ports.preferences.silent(here.clock.now()) == frozenset()
        await person.press_in_home("pause-until", "2026-12-24")
        assert await running.ports.preferences.silent(here.clock.now()) == {"UPERSON001"}
