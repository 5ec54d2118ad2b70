"""A pulse that is being set up, step by step."""

from datetime import date, timedelta

import pytest
from support.pulse import a_pulse

from bot.survey.plan import Plan, Step, usual
from storage.model import Weekday

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("days", range(8))
def test_the_usual_first_day_is_the_next_tuesday(days: int) -> None:
    """Never today, so that people are not asked the moment a pulse is started."""
    today = MONDAY + timedelta(days=days)
    first = usual(today).first
    assert first.weekday() == Weekday.TUESDAY
    assert timedelta() < first - today <= timedelta(days=7)


def test_steps_follow_each_other_until_all_is_settled() -> None:
    """Each step leads to the next, and once all was reached each leads to the end."""
    plan = Plan.new(None, MONDAY)
    assert plan.reached is Step.QUESTIONS
    for step in (Step.QUESTIONS, Step.PEOPLE, Step.GROUPS, Step.TIMES, Step.CHANNELS):
        plan = plan.settled(step)
        assert plan.after(step) is step.following
    assert plan.settled(Step.TIMES).after(Step.TIMES) is Step.SUMMARY
    assert plan.settled(Step.PEOPLE).after(Step.PEOPLE) is Step.GROUPS


def test_a_pulse_and_its_plan_are_the_same() -> None:
    """What stands is planned as it stands, and comes out of a draft as it went in."""
    pulse = a_pulse()
    plan = Plan.of(pulse)
    assert plan.pulse() == pulse
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_two_changes_of_one_pulse_are_put_together() -> None:
    """What one left alone is as the other made it; what both changed is as the one wants it."""
    plan = Plan.of(a_pulse()).settled(Step.CHANNELS, contact="Ask Jo.", threshold=12)
    theirs = a_pulse(contact="Ask Sam.", support="The helpline.")
    together = plan.rebased(theirs)
    assert together.was == theirs
    assert together.pulse() == a_pulse(contact="Ask Jo.", support="The helpline.", threshold=12)


def test_ways_to_cut_are_offered_until_there_are_two() -> None:
    """A new pulse is offered teams and populations; one that has other two is offered no more."""
    assert [slot.id for slot in Plan.new(None, MONDAY).slots] == ["team", "population"]
    role = {"id": "role", "name": "Role", "groups": [_group("a")]}
    service = {"id": "service", "name": "Service", "groups": [_group("b")]}
    assert [slot.id for slot in Plan.of(a_pulse(dimensions=[role])).slots] == ["role", "team"]
    both = Plan.of(a_pulse(dimensions=[role, service]))
    assert [slot.id for slot in both.slots] == ["role", "service"]


def _group(id_: str) -> dict[str, object]:
    return {"id": id_, "name": id_, "people": [{"channel": "C1"}]}
