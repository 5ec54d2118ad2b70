"""A council of two teams, for which a week of one question is enough."""

from storage.model import State
from support.council import LEADERS, ROUND, STAFF, Council, people
from support.world import Running, World, answer

COUNCIL = Council(north=people(1, 13), south=people(14, 26))
ANSWERING = (*people(1, 6), *people(14, 19))
OFTEN = {"workload-manageable": "often"}

DIGESTS = {channel: ["digest", "digest-thread", "digest-file"] for channel in (LEADERS, STAFF)}
"""What stands in the channels after a round: one digest each, its thread and its file."""


async def answered(here: World, people: tuple[str, ...] = ANSWERING) -> None:
    """Let people answer, all of whom are thanked."""
    for person in people:
        outcome = await answer(here.person(person), OFTEN)
        assert outcome.modal is not None
        assert outcome.modal.title == "Thank you"


async def state(running: Running) -> State:
    """The state that the round is in."""
    found = await running.ports.rounds.get(ROUND)
    assert found is not None
    return found.state
