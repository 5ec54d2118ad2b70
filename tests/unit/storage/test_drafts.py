from storage.database import Database
from storage.drafts import Drafts
from storage.model import Draft, DraftKind

BEGUN = Draft(id="weekly", kind=DraftKind.QUESTIONS, body="{}")


def changed(body: str, revision: int = 2) -> Draft:
    return BEGUN.model_copy(update={"body": body, "revision": revision})


async def test_a_draft_is_kept_as_it_was_last_changed(database: Database) -> None:
    """Each change takes the place of the one before."""
    drafts = Drafts(database)
    assert await drafts.keep(BEGUN)
    assert await drafts.keep(changed('{"ask": 3}'))
    assert await drafts.get("weekly") == changed('{"ask": 3}')


async def test_nobody_overwrites_what_they_have_not_seen(database: Database) -> None:
    """Of two who change the same revision the second changes nothing, nor does a second begin."""
    drafts = Drafts(database)
    await drafts.keep(BEGUN)
    assert await drafts.keep(changed('{"by": "one"}'))
    assert not await drafts.keep(changed('{"by": "two"}'))
    assert not await drafts.keep(BEGUN)
    assert await drafts.get("weekly") == changed('{"by": "one"}')


async def test_a_draft_that_was_dropped_is_not_changed(database: Database) -> None:
    """What somebody else published or gave up does not come back by a late change."""
    drafts = Drafts(database)
    await drafts.keep(BEGUN)
    await drafts.drop("weekly")
    assert not await drafts.keep(changed("{}"))
    assert await drafts.get("weekly") is None


async def test_drafts_are_listed_by_kind(database: Database) -> None:
    """Question sets and pulses are worked on apart."""
    drafts = Drafts(database)
    pulse = BEGUN.model_copy(update={"id": "monthly", "kind": DraftKind.PULSE})
    for one in (pulse, BEGUN, BEGUN.model_copy(update={"id": "another"})):
        await drafts.keep(one)
    assert [one.id for one in await drafts.all(DraftKind.QUESTIONS)] == ["another", "weekly"]
    assert await drafts.all(DraftKind.PULSE) == [pulse]
