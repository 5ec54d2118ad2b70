"""A round that is planned, in the week of 24 November 2026 unless told otherwise."""

from datetime import UTC, datetime, timedelta

from storage.model import Pulse, Round, State

OPENS = datetime(2026, 11, 24, 10, tzinfo=UTC)


def a_round(pulse: Pulse, opens: datetime = OPENS) -> Round:
    """A planned round of a pulse: reminded after a day, closed after two, published after six."""
    return Round(
        id=f"{pulse.id}-{opens:%Y-%m-%d}",
        pulse=pulse,
        state=State.PLANNED,
        opens=opens,
        reminds=opens + timedelta(days=1),
        closes=opens + timedelta(days=2),
        publishes=opens + timedelta(days=6),
    )
