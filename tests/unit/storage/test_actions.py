from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from support.round import OPENS

from storage import backup
from storage.actions import Actions
from storage.database import Database, create_private
from storage.errors import StorageError
from storage.model import Action, ActionState, Owed, Round
from storage.outbox import Outbox
from storage.rounds import Rounds

REVIEW = date(2027, 2, 28)


def an_action(number: int = 0, **changes: object) -> Action:
    usual = {
        "id": f"{number:016x}",
        "round": "weekly-2026-11-24",
        "finding": "workload-manageable",
        "what": "give each team two more hours of admin help",
        "owner": "U1OWNER",
        "recorded": OPENS + timedelta(days=6, minutes=number),
        "review": REVIEW,
    }
    return Action.model_validate(usual | changes)


@pytest.fixture
async def actions(database: Database, rounds: Rounds, planned: Callable[..., Round]) -> Actions:
    """Actions beside the round that they come from."""
    await rounds.plan([planned(0)])
    return Actions(database)


async def test_an_action_is_kept_as_it_was_recorded(actions: Actions) -> None:
    """Read back it is the same, and it belongs to its pulse and its owner alone."""
    first, second = an_action(1), an_action(2, owner="U2")
    for action in (second, first):
        assert await actions.record(action, [])
    assert await actions.get(first.id) == first
    assert await actions.of_pulse("weekly") == [first, second]
    assert await actions.of_pulse("other") == []
    assert await actions.owned_by("U2") == [second]
    assert await actions.get("f" * 16) is None


async def test_what_is_recorded_twice_owes_nothing_more(
    database: Database, actions: Actions, owed: Callable[..., Owed]
) -> None:
    """The second of the same id is refused, and neither changes the first nor owes a message."""
    assert await actions.record(an_action(), [owed("first")])
    assert not await actions.record(an_action(what="Something else"), [owed("second")])
    assert await actions.of_pulse("weekly") == [an_action()]
    assert [one.key for one in await Outbox(database).owed_to("U1")] == ["first"]


async def test_an_action_of_no_round_is_refused_whole(
    database: Database, actions: Actions, owed: Callable[..., Owed]
) -> None:
    """What cannot be kept owes nothing either."""
    with pytest.raises(StorageError):
        await actions.record(an_action(round="nowhere"), [owed("told")])
    assert await Outbox(database).owed_to("U1") == []


async def test_it_is_asked_about_once_for_each_review(actions: Actions) -> None:
    """Asked it waits no longer; once it goes on after a review it waits again."""
    action = an_action()
    await actions.record(action, [])
    assert await actions.unasked(REVIEW - timedelta(days=1)) == []
    assert await actions.unasked(REVIEW) == [action]
    assert await actions.ask(action, [])
    assert not await actions.ask(action, [])
    assert await actions.unasked(REVIEW) == []
    on = action.model_copy(update={"reviews": 1, "state": ActionState.CHANGED, "what": "Less"})
    assert await actions.review(on, [])
    assert await actions.unasked(REVIEW) == [on]
    assert not await actions.ask(action, [])
    assert await actions.ask(on, [])


async def test_the_first_answer_to_a_review_counts(
    database: Database, actions: Actions, owed: Callable[..., Owed]
) -> None:
    """A second one, and any after the end, changes nothing and owes nothing."""
    action = an_action()
    await actions.record(action, [])
    ended = {"reviews": 1, "owner": None, "ended": OPENS + timedelta(days=90)}
    done = action.model_copy(update=ended | {"state": ActionState.DONE})
    dropped = action.model_copy(update=ended | {"state": ActionState.DROPPED, "reason": "No"})
    assert await actions.review(done, [owed("done")])
    assert not await actions.review(dropped, [owed("dropped")])
    assert not await actions.review(dropped.model_copy(update={"reviews": 2}), [])
    assert await actions.get(action.id) == done
    assert await actions.unasked(REVIEW) == []
    assert [one.key for one in await Outbox(database).owed_to("U1")] == ["done"]


async def test_who_saw_to_it_is_forgotten_when_it_ends(
    database: Database, actions: Actions
) -> None:
    """No byte of the file names the owner of an action that is over."""
    action = an_action(owner="U1CANARY")
    await actions.record(action, [])
    assert b"U1CANARY" in database.path.read_bytes()
    over = {"reviews": 1, "owner": None, "ended": OPENS, "state": ActionState.DONE}
    await actions.review(action.model_copy(update=over), [])
    assert b"U1CANARY" not in database.path.read_bytes()


async def test_a_backup_holds_actions(database: Database, actions: Actions, tmp_path: Path) -> None:
    """Put back elsewhere, what was promised is still promised, and still to be asked about."""
    await actions.record(an_action(), [])
    backup.make(database.path, tmp_path / "backup")
    create_private(tmp_path / "restored")
    await backup.put_back(tmp_path / "backup", tmp_path / "restored", now=OPENS)
    restored = await Database.open(tmp_path / "restored")
    try:
        assert await Actions(restored).unasked(REVIEW) == [an_action()]
    finally:
        await restored.close()


@pytest.mark.parametrize("what", ["", "  ", "x" * 201, "two\nlines", "a\ttab"])
def test_what_is_no_line_of_200_characters_is_no_action(what: str) -> None:
    """Nothing, more than 200 characters, or several lines are refused before they are kept."""
    with pytest.raises(ValidationError):
        an_action(what=what)
    assert an_action(what=f" {'x' * 200} ").what == "x" * 200
