"""A seeded share of `make fuzz`."""

import random
from pathlib import Path

import pytest

from bot.sandbox.delivery import Parcel
from fuzz.mutations import MUTATIONS, mutated, places_in
from fuzz.throwing import fuzzing, malformed
from fuzz.verdict import thrown_at

SEED = 7
ACTS, EACH = 40, 4

PRESS = {
    "type": "block_actions",
    "user": {"id": "UPERSON001"},
    "trigger_id": "1.2.a",
    "actions": [{"action_id": "answer", "value": "weekly-2026-11-24"}],
}


@pytest.mark.share
@pytest.mark.parametrize("line", ["socket", "http"])
async def test_nothing_comes_of_mutated_payloads(line: str, tmp_path: Path) -> None:
    """Each is acknowledged or refused in a known shape, and changes and tells nothing."""
    async with fuzzing(tmp_path, line, SEED) as fuzz:
        found = await thrown_at(fuzz, acts=ACTS, each=EACH, seed=SEED)
        assert found.faults == []
        assert found.thrown > ACTS * EACH
        assert len(found.listeners) > 10


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_changes_a_payload(mutation: object) -> None:
    """Each of them makes something else of a real payload, and leaves the payload as it is."""
    made = [mutated(PRESS, random.Random(seed)) for seed in range(50)]
    assert sum(one != PRESS for one in made) > 40
    assert PRESS["actions"] == [{"action_id": "answer", "value": "weekly-2026-11-24"}]
    assert ("actions", 0, "value") in set(places_in(PRESS))


@pytest.mark.parametrize(
    "reply",
    [
        [],
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "errors", "errors": {"field": 7}},
        {"text": "x" * 50_000},
    ],
)
def test_what_slack_could_not_take_is_found(reply: object) -> None:
    """An answer of a wrong shape is told apart from an acknowledgement."""
    parcel = Parcel(kind="interactive", payload=PRESS, takes_reply=True)
    assert malformed(parcel, reply) is not None
    assert malformed(parcel, {}) is None
