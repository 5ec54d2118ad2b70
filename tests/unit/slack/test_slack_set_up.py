"""The windows of setting up a pulse hold what Slack takes, however large the pulse is."""

import json
from collections.abc import Sequence
from datetime import date

import pytest
from support.pulse import a_pulse

from bot.sandbox import block_kit
from bot.slack.blocks import (
    set_up,
    set_up_channels,
    set_up_groups,
    set_up_people,
    set_up_questions,
    set_up_summary,
    set_up_times,
)
from bot.slack.blocks.kit import Block, View, actions
from bot.survey.plan import Plan, Step
from bot.survey.roster import UserGroup
from bot.usecases.previewing import Preview
from bot.usecases.windows import At, Begun, Started, Window
from questions.loader import load_shipped, shipped
from storage.model import Pulse

LONG = "W" * 75
SETS = tuple(load_shipped(name) for name in shipped())
DRAWN = {
    Step.QUESTIONS: set_up_questions.draw,
    Step.PEOPLE: set_up_people.draw,
    Step.GROUPS: set_up_groups.draw,
    Step.TIMES: set_up_times.draw,
    Step.CHANNELS: set_up_channels.draw,
    Step.SUMMARY: set_up_summary.draw,
}


def large() -> Pulse:
    """Three dimensions of a hundred groups each, with the longest names there are."""
    dimensions = [
        {
            "id": f"d{number}",
            "name": LONG,
            "rest": LONG,
            "groups": [
                {
                    "id": f"g{one}",
                    "name": f"{one:03}{LONG[3:]}",
                    "area": LONG,
                    "neighbour": "rest",
                    "people": [{"usergroup": f"S0{number}{one:03}"}],
                }
                for one in range(100)
            ],
        }
        for number in range(3)
    ]
    words = {"support": "W" * 500, "contact": "W" * 150, "name": LONG}
    return a_pulse(dimensions=dimensions, **words)


def shown(step: Step, plan: Plan, preview: Preview) -> Window:
    at = At(draft=f"change-{'w' * 60}", revision=999, step=step)
    return Window(at=at, plan=plan, preview=preview, note="W" * 500, sets=SETS)


def taken(view: View) -> None:
    """The sandbox takes a view as it stands, as strictly as Slack does."""
    block_kit.view(json.loads(json.dumps(view)), "modal")


@pytest.mark.parametrize("step", Step)
def test_the_largest_pulse_fits(step: Step) -> None:
    """Every window of a pulse of 300 groups, with 300 user groups to choose from."""
    usergroups = tuple(
        UserGroup(id=f"S0{number}{one:03}", name=LONG, people=("U1",))
        for number in range(3)
        for one in range(100)
    )
    plan = Plan.of(large())
    lines = (LONG * 35,) * 3
    preview = Preview(
        said=lines,
        changes=lines,
        parts=tuple((one, lines) for one in (Step.PEOPLE, Step.GROUPS)),
        usergroups=usergroups,
        small={one.id: tuple(group.id for group in one.groups) for one in plan.dimensions},
    )
    taken(DRAWN[step](shown(step, plan, preview)))


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.SUMMARY])
def test_a_pulse_of_which_nothing_is_known_fits(step: Step) -> None:
    """Every window of a new pulse, with nothing to choose from."""
    preview = Preview(parts=((Step.PEOPLE, ("Asks 1 person.",)), (Step.GROUPS, ())))
    taken(DRAWN[step](shown(step, Plan.new(None, date(2026, 11, 23)), preview)))


def _on_home(begun: Sequence[Begun]) -> list[Block]:
    buttons = actions(set_up.entry(), set_up.change("a" * 60))
    return [*set_up.to_go_on_with(begun), buttons]


def test_what_begins_and_ends_it_fits() -> None:
    """The buttons on Home, and the windows that are only read."""
    begun = [
        Begun(draft="new-1", name="", pulse=None),
        Begun(draft="change-a", name="A", pulse="a"),
    ]
    home = {"type": "home", "blocks": _on_home(begun)}
    block_kit.view(json.loads(json.dumps(home)), "home")
    done = Started(pulse=large(), was=None)
    for view in (set_up.over("It is over."), set_up.discarded(), set_up_summary.started(done)):
        taken(view)
