"""The step that settles when rounds open, remind, close and publish."""

from collections.abc import Mapping

from bot.slack.blocks import set_up
from bot.slack.blocks.kit import Block, View, field, menu, option
from bot.survey.timing import MOST_DAYS, Days, days
from bot.usecases.filling import (
    CLOSES,
    EVERY,
    FIRST,
    HOLIDAYS,
    OPENS,
    PUBLISHES,
    REMINDS,
    ZONE,
)
from bot.usecases.windows import Window
from storage.model import Cadence

_EVERY: Mapping[str, str] = {
    Cadence.WEEKLY: "Every week",
    Cadence.FORTNIGHTLY: "Every other week",
    Cadence.MONTHLY: "Every month, on the first such day of it",
    Cadence.ONCE: "Once",
}

_ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Jersey",
    "Europe/Guernsey",
    "Europe/Isle_of_Man",
    "UTC",
)

_HOLIDAYS = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
    "none": "Bank holidays change nothing",
}

_STEPS = {REMINDS: "Reminder", CLOSES: "Closing", PUBLISHES: "Digest"}


def draw(shown: Window) -> View:
    """How often, from which day on, and what happens how many days later."""
    plan = shown.plan.schedule
    return set_up.step(
        shown,
        field(EVERY, "How often?", _menu(_EVERY, plan.every), needed=True),
        field(
            FIRST,
            "On which day first?",
            {"type": "datepicker", "initial_date": plan.first.isoformat()},
            hint="It is asked on this day of the week from then on.",
            needed=True,
        ),
        field(
            OPENS,
            "At what time do invitations go out?",
            _time(f"{plan.opens.at:%H:%M}"),
            needed=True,
        ),
        *(
            block
            for name, label in _STEPS.items()
            for block in _after(name, label, days(plan, getattr(plan, name)))
        ),
        field(
            HOLIDAYS,
            "Which bank holidays move an opening?",
            _menu(_HOLIDAYS, plan.holidays),
            needed=True,
        ),
        field(ZONE, "On whose clock?", _menu(_zones(plan.zone), plan.zone), needed=True),
        set_up.look("See the next rounds"),
        *set_up.read(shown.preview.said),
    )


def _after(name: str, label: str, after: Days) -> tuple[Block, Block]:
    offered = {str(number): _later(number) for number in range(MOST_DAYS + 1)}
    return (
        field(name, f"{label}: which day?", _menu(offered, str(after.later)), needed=True),
        field(f"{name}-at", f"{label}: what time?", _time(after.at), needed=True),
    )


def _later(number: int) -> str:
    weeks, odd = divmod(number, 7)
    match number:
        case 0:
            return "The same day"
        case 1:
            return "The next day"
        case _ if not odd:
            return "A week later" if weeks == 1 else f"{weeks} weeks later"
    return f"{number} days later"


def _time(at: str) -> Block:
    return {"type": "timepicker", "initial_time": at}


def _zones(own: str) -> dict[str, str]:
    return {zone: zone.replace("_", " ") for zone in dict.fromkeys((*_ZONES, own))}


def _menu(offered: Mapping[str, str], own: str) -> Block:
    options = (option(text, value) for value, text in offered.items())
    return menu(*options, chosen=own, asks="Choose one")
