from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot.survey import sending
from storage.model import INVITATION, Sending, Unsent

LAST = datetime(2026, 7, 7, 9, 24, tzinfo=UTC)


def invitations(
    sent: int = 0,
    waiting: int = 0,
    lost: Mapping[Unsent, int] | None = None,
    kind: str = INVITATION,
) -> Sending:
    return Sending(
        round="weekly-2026-07-07", kind=kind, sent=sent, waiting=waiting, lost=lost or {}
    )


def test_how_far_a_large_send_has_come_is_told_in_numbers() -> None:
    """With what was given up among what has gone, and the hour in the pulse's zone."""
    under_way = invitations(sent=1_238, waiting=8_760, lost={Unsent.LEFT: 2})
    assert sending.progress("Weekly pulse", under_way, LAST, "Europe/London") == (
        "Sending invitations of Weekly pulse: 1,240 of 10,000 have gone; the last should go by "
        "about 10:24."
    )


def test_of_reminders_no_number_is_told() -> None:
    """It would tell how many people said that they want none this week."""
    told = sending.progress(
        "Weekly pulse", invitations(waiting=8_760, kind="reminder"), LAST, "Europe/London"
    )
    assert told == "Sending reminders of Weekly pulse; the last should go by about 10:24."


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (
            {Unsent.LEFT: 1},
            "1 of 214 invitations of Weekly pulse could not be delivered: 1 person has left the "
            "workspace. This person is still counted among those asked.",
        ),
        (
            {Unsent.CLOSED: 1, Unsent.UNKNOWN: 3, Unsent.LEFT: 1_000},
            "1,004 of 1,217 invitations of Weekly pulse could not be delivered: 1,000 people have "
            "left the workspace, 3 people are not to be found in the workspace and 1 person does "
            "not take messages from apps. They are still counted among those asked.",
        ),
    ],
)
def test_what_was_lost_is_told_by_its_reasons(lost: Mapping[Unsent, int], words: str) -> None:
    """The most frequent first, one person as one."""
    assert sending.lost("Weekly pulse", invitations(sent=213, lost=lost)) == words


def test_it_is_told_for_how_long_a_message_is_tried() -> None:
    """A round's is tried for a week, and a notice on which a change waits until it stands."""
    assert sending.waits("Weekly pulse", "Why.").endswith(
        "for a week. If another channel is named, this message does not go there."
    )
    assert sending.waits(None, "Why.").endswith("quarter of an hour, until it stands there.")


@pytest.mark.parametrize("why", Unsent)
@pytest.mark.parametrize("number", [1, 2])
def test_every_reason_has_words(why: Unsent, number: int) -> None:
    """Whatever a message was given up for, its number stands in a sentence."""
    said = sending.lost("Weekly pulse", invitations(sent=9, lost={why: number}))
    reason = said.partition(": ")[2]
    assert str(number) in reason
    assert "{}" not in said
