"""What an admin reads before a change of a pulse is put in force."""

from datetime import UTC, datetime

import pytest
from support.pulse import a_pulse

from bot.survey.altered import sentences
from storage.model import Pulse, Standing

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
OLD = a_pulse()
ONCE = {
    "every": "once",
    "opens": "Tuesday 10:00",
    "reminds": "Wednesday 10:00",
    "closes": "Thursday 16:00",
    "publishes": "next Monday 09:00",
    "first": "2026-12-01",
}


def said(new: Pulse, *, old: Pulse = OLD, asked: bool = True) -> list[str]:
    standing = Standing(pulse=old, in_force=True, has_asked=asked, busy_until=None)
    return list(sentences(standing, new, lambda channel: f"#{channel}", NOW))


def test_a_pulse_as_it_is_changes_nothing() -> None:
    """Then there is nothing to read."""
    assert said(OLD) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "Renamed"}, 'It will be called "Renamed".'),
        ({"leadership": "C0X"}, "Leadership will read the digest in #C0X."),
        ({"staff": "C0X"}, "Staff will read the digest in #C0X."),
        ({"support": "The helpline."}, "Where to turn for support: The helpline."),
        ({"contact": "Ask Jo."}, "Whom to ask: Ask Jo."),
        ({"schedule": ONCE}, "Once, on a Tuesday at 10:00 London time. The reminder goes out"),
    ],
)
def test_what_holds_from_the_next_round_on(changes: dict[str, object], told: str) -> None:
    """Each thing is told, and that an open round goes on as it began."""
    first, when = said(a_pulse(**changes))
    assert first.startswith(told)
    assert when == ("This holds from the next round on. A round that is open goes on as it began.")


def test_what_staff_are_told_first_says_when_it_holds() -> None:
    """A threshold holds from the round after the next one, which is named."""
    first, when = said(a_pulse(threshold=12))
    assert first.startswith("Figures will be shown for at least 12 people; until then it is 8.")
    assert when == (
        "Staff are told of this first, in #C0ALL, and it holds from the round of Tuesday "
        "8 December on. The round of Tuesday 1 December still goes by what holds now."
    )


def test_before_anybody_was_asked_it_holds_at_once() -> None:
    """Nobody has relied on anything yet, so nobody has to be told first."""
    told = " ".join(said(a_pulse(threshold=12), asked=False))
    assert "at least 12 people" in told
    assert "This holds from the next round on." in told
    assert "told of this first" not in told


def test_too_late_a_change_is_told() -> None:
    """Of a pulse that asks once within a week, terms stay as they were."""
    once = a_pulse(schedule=ONCE)
    [told] = said(a_pulse(schedule=ONCE, threshold=12), old=once)
    assert "threshold, audience and groups stay as they were" in told
