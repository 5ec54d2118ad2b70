import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.database import Database
from storage.errors import StorageError
from storage.model import (
    Choice,
    Figure,
    Midway,
    Owed,
    Precision,
    Published,
    Pulse,
    Response,
    Round,
    State,
)
from storage.outbox import Outbox
from storage.pulses import Pulses
from storage.rounds import Rounds

Planned = Callable[..., Round]
Owes = Callable[..., Owed]


def figures(round_id: str) -> Published:
    everyone = {"dimension": "everyone", "group": "everyone", "name": "Everyone"}
    return Published.model_validate(
        {
            "round": round_id,
            "responses": [{**everyone, "invited": 90, "precision": "band", "text": "about half"}],
            "figures": [
                {**everyone, "question": q, "version": "1", "precision": "withheld", "text": "few"}
                for q in ("monday", "friday")
            ],
        }
    )


async def owed_keys(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("SELECT key FROM outbox ORDER BY place")
    return [key for (key,) in rows]


async def opened(rounds: Rounds, round_: Round, *owed: Owed) -> Round:
    await rounds.plan([round_])
    assert await rounds.open(round_, owed)
    found = await rounds.get(round_.id)
    assert found
    return found


async def test_a_round_that_was_open_is_seen_to_be_over_with_its_step(
    database: Database, rounds: Rounds, planned: Planned
) -> None:
    """Whether it closes or is cancelled, and also where the step comes while it is asked."""
    closing, cancelled = planned(0), planned(1)
    for round_ in (closing, cancelled):
        await opened(rounds, round_)
        assert await rounds.window(round_.id) == (State.OPEN, round_.closes)
    assert await rounds.close(figures(closing.id))
    assert await rounds.window(closing.id) == (State.CLOSED, closing.closes)
    now_open = cancelled.model_copy(update={"state": State.OPEN})
    asked, gone, asked_again = await asyncio.gather(
        rounds.window(cancelled.id),
        rounds.cancel(now_open, "lost", []),
        rounds.window(cancelled.id),
    )
    assert gone
    assert {asked, asked_again} <= {
        (state, cancelled.closes) for state in (State.OPEN, State.CANCELLED)
    }
    assert await rounds.window(cancelled.id) == (State.CANCELLED, cancelled.closes)


async def test_a_step_that_is_rolled_back_leaves_a_round_open(
    database: Database, rounds: Rounds, planned: Planned
) -> None:
    """And what is said of it is read anew."""
    round_ = await opened(rounds, planned())
    assert await rounds.window(round_.id) == (State.OPEN, round_.closes)
    twice = figures(round_.id)
    torn = twice.model_copy(update={"responses": twice.responses * 2, "figures": (None,)})
    with pytest.raises(AttributeError):
        await rounds.close(torn)
    assert await rounds.window(round_.id) == (State.OPEN, round_.closes)


async def test_an_open_round_is_read_once_however_often_it_is_asked_for(
    database: Database, rounds: Rounds, planned: Planned
) -> None:
    """So that an answer does not wait for what else is done with the main database."""
    round_ = await opened(rounds, planned())
    assert await rounds.window(round_.id) == (State.OPEN, round_.closes)
    async with database.transaction():
        async with asyncio.timeout(5):
            assert await rounds.window(round_.id) == (State.OPEN, round_.closes)


async def test_each_step_is_taken_once_when_two_take_it_at_once(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """Of two that take a step together one hears True, and what it writes is there once."""
    one = planned()
    await rounds.plan([one])

    async def both(step: str, *given: object, **more: object) -> None:
        claims = [
            getattr(rounds, step)(*given, [owed(f"{step}/{number}", round=one.id)], **more)
            for number in range(2)
        ]
        assert sorted(await asyncio.gather(*claims)) == [False, True]
        assert sum(key.startswith(step) for key in await owed_keys(database)) == 1

    await both("open", one)
    await both("remind", one.id)
    closes = await asyncio.gather(*(rounds.close(figures(one.id)) for _ in range(2)))
    assert sorted(closes) == [False, True]
    assert await rounds.published(one.id) == figures(one.id)
    await both("publish", one.id, "{}", composed=one.publishes)
    closed = await rounds.get(one.id)
    assert closed
    assert closed.state is State.PUBLISHED


async def test_a_round_does_not_open_on_a_pulse_that_is_another_by_now(
    database: Database, rounds: Rounds, planned: Planned, pulse: Pulse, owed: Owes
) -> None:
    """Else people would be promised one threshold, and their next round go by another untold."""
    round_ = planned()
    await rounds.plan([round_])
    changed = pulse.model_copy(update={"threshold": 5})
    await Pulses(database).put([changed], now=round_.opens)
    assert not await rounds.open(round_, [owed("invitation")])
    assert await owed_keys(database) == []
    found = await rounds.get(round_.id)
    assert found is not None
    assert (found.state, found.pulse.threshold) == (State.PLANNED, 5)
    assert await rounds.open(found, [])


async def test_a_round_is_reminded_once(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """A second reminder of a round is never owed."""
    one = await opened(rounds, planned())
    assert await rounds.remind(one.id, [owed("r1", round=one.id)])
    assert not await rounds.remind(one.id, [owed("r2", round=one.id)])
    assert await owed_keys(database) == ["r1"]
    reminded = await rounds.get(one.id)
    assert reminded
    assert reminded.reminded


async def test_half_way_is_told_once(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """What is told then is kept with its messages, once, and only of an open round."""
    one = planned()
    told = [Midway(dimension="team", group="a+b", name="A and B", invited=60, nearest=40)]
    await rounds.plan([one])
    assert not await rounds.tell_midway(one.id, told, [owed("early", round=one.id)])
    await rounds.open(one, [])
    assert await rounds.tell_midway(one.id, told, [owed("halfway", round=one.id)])
    assert not await rounds.tell_midway(one.id, told, [owed("again", round=one.id)])
    assert await rounds.midway(one.id) == told
    assert await owed_keys(database) == ["halfway"]
    found = await rounds.get(one.id)
    assert found
    assert found.midway_told


async def test_where_nothing_is_told_half_way_that_is_settled(
    rounds: Rounds, planned: Planned
) -> None:
    """An audience of a few is looked at once, and nothing is kept of it."""
    one = await opened(rounds, planned())
    assert await rounds.tell_midway(one.id, [], [])
    assert await rounds.midway(one.id) == []
    assert not await rounds.tell_midway(one.id, [], [])


async def test_a_step_that_cannot_owe_its_messages_is_not_taken(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """A step and what it owes are written together or not at all, and can be tried again."""
    one = planned()
    await rounds.plan([one])
    bad = [owed("good", round=one.id), owed("bad", round="no-such-round")]
    with pytest.raises(StorageError):
        await rounds.open(one, bad)
    assert await rounds.get(one.id) == one
    assert await owed_keys(database) == []
    assert await rounds.open(one, bad[:1])
    assert await owed_keys(database) == ["good"]


async def test_a_digest_that_cannot_be_kept_is_not_owed(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """A round whose digest is not written stays closed, and nothing of it is owed."""
    one = await opened(rounds, planned())
    await rounds.close(figures(one.id))
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO digests (round, body) VALUES (?, 'in the way')", (one.id,))
    with pytest.raises(StorageError):
        await rounds.publish(
            one.id, "{}", [owed("digest", round=one.id, to_person=False)], composed=one.publishes
        )
    assert [r.id for r in await rounds.in_state(State.CLOSED)] == [one.id]
    assert await owed_keys(database) == []


@pytest.mark.parametrize("state", ["planned", "closed", "published", "cancelled"])
async def test_only_an_open_round_reminds_and_closes(
    rounds: Rounds, planned: Planned, state: str
) -> None:
    """In every other state both steps are refused and write nothing."""
    one = planned()
    await rounds.plan([one])
    if state in {"closed", "published"}:
        await rounds.open(one, [])
        await rounds.close(figures(one.id))
    if state == "published":
        await rounds.publish(one.id, "{}", [], composed=one.publishes)
    if state == "cancelled":
        await rounds.cancel(one, "Nobody was there.", [])
    before = await rounds.get(one.id), await rounds.published(one.id)
    assert not await rounds.remind(one.id, [])
    assert not await rounds.close(figures(one.id))
    assert (await rounds.get(one.id), await rounds.published(one.id)) == before


async def test_closing_takes_the_messages_to_people_of_that_round_only(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes
) -> None:
    """Messages to channels, of other rounds and of none stay; those to the round's people go."""
    one, other = planned(0), planned(1)
    to_channel = owed("one/channel", round=one.id, recipient="C1", to_person=False)
    await opened(rounds, one, owed("one/U1", round=one.id), to_channel)
    await opened(rounds, other, owed("other/U1", round=other.id))
    await Outbox(database).owe([owed("notice/U1")])
    await rounds.close(figures(one.id))
    assert await owed_keys(database) == ["one/channel", "other/U1", "notice/U1"]


@pytest.mark.parametrize("opens", [False, True])
async def test_cancelling_says_why_and_takes_its_messages_to_people(
    database: Database, rounds: Rounds, planned: Planned, owed: Owes, *, opens: bool
) -> None:
    """A cancelled round keeps its reason and owes what the step owes, nothing older to people."""
    one = planned()
    await rounds.plan([one])
    if opens:
        one = await opened(rounds, one, owed("invitation", round=one.id))
    sorry = owed("sorry", round=one.id, recipient="C1", to_person=False)
    assert await rounds.cancel(one, "The server was away.", [sorry])
    assert not await rounds.cancel(one, "Twice.", [])
    assert await owed_keys(database) == ["sorry"]
    cancelled = await rounds.get(one.id)
    assert cancelled
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "The server was away.")


async def test_a_stale_cancel_does_not_take_a_round_that_went_on(
    rounds: Rounds, planned: Planned
) -> None:
    """Cancelling a round as it was seen does nothing once it has moved on."""
    one = planned()
    await opened(rounds, one)
    assert not await rounds.cancel(one, "It looked planned.", [])
    assert [r.id for r in await rounds.in_state(State.OPEN)] == [one.id]


async def test_planning_again_adds_nothing(rounds: Rounds, planned: Planned) -> None:
    """A pulse has one round an instant, whatever it is called, and a planned one is not reset."""
    one = planned()
    await opened(rounds, one)
    await rounds.plan([one, one.model_copy(update={"id": "weekly-again"}), planned(1)])
    assert [(r.id, r.state) for r in await rounds.in_state(*State)] == [
        (one.id, State.OPEN),
        (planned(1).id, State.PLANNED),
    ]


async def test_rounds_are_planned_from_the_last_that_is_published(
    rounds: Rounds, planned: Planned
) -> None:
    """Whatever state a pulse's rounds are in, the next opens after the latest was published."""
    assert await rounds.planned_until("weekly") == planned().opens - timedelta(days=1)
    await rounds.plan([planned(1), planned(0)])
    latest = planned(1).publishes
    assert await rounds.planned_until("weekly") == latest
    for step in (
        rounds.open(planned(1), []),
        rounds.close(figures(planned(1).id)),
        rounds.publish(planned(1).id, "{}", [], composed=latest),
    ):
        assert await step
        assert await rounds.planned_until("weekly") == latest


@pytest.mark.parametrize("opens", [False, True])
async def test_a_cancelled_round_keeps_no_other_from_opening(
    rounds: Rounds, planned: Planned, *, opens: bool
) -> None:
    """After a round is cancelled the next may open at once, but none again at its own instant."""
    await rounds.plan([planned(0), planned(1)])
    if opens:
        await rounds.open(planned(1), [])
    cancelled = await rounds.get(planned(1).id)
    assert cancelled
    await rounds.cancel(cancelled, "Lost.", [])
    assert await rounds.planned_until("weekly") == planned(1).opens > planned(0).publishes


async def test_a_pulse_counts_from_its_own_rounds(
    database: Database, rounds: Rounds, planned: Planned, pulse: Pulse
) -> None:
    """A pulse that is new counts from when it was applied, whatever rounds another one has."""
    await rounds.plan([planned()])
    now = planned().opens - timedelta(hours=1)
    await Pulses(database).put([pulse, pulse.model_copy(update={"id": "new"})], now=now)
    await rounds.plan([planned()])
    assert await rounds.planned_until("weekly") == planned().publishes
    assert await rounds.planned_until("new") == now


async def test_an_open_round_keeps_the_pulse_as_it_was(
    database: Database, rounds: Rounds, planned: Planned, pulse: Pulse
) -> None:
    """Changing a pulse changes what is planned, and nothing that has begun."""
    await opened(rounds, planned(0))
    await rounds.plan([planned(1), planned(2)])
    changed = pulse.model_copy(update={"threshold": 20})
    await Pulses(database).put([changed], now=planned(1).opens)
    states = {r.id: (r.state, r.pulse.threshold) for r in await rounds.in_state(*State)}
    assert states == {
        planned(0).id: (State.OPEN, pulse.threshold),
        planned(1).id: (State.PLANNED, 20),
    }


async def test_history_is_in_order_and_without_what_did_not_happen(
    rounds: Rounds, planned: Planned
) -> None:
    """Earlier rounds come oldest first, the latest of them, no planned or cancelled ones."""
    weeks = [planned(week) for week in range(6)]
    await rounds.plan(weeks)
    for round_ in weeks[:5]:
        await rounds.open(round_, [])
    second = await rounds.get(weeks[1].id)
    assert second
    await rounds.cancel(second, "Lost.", [])

    async def history(before: int, most: int) -> list[str]:
        found = await rounds.of_pulse("weekly", before=weeks[before].opens, most=most)
        return [r.id for r in found]

    assert await history(4, 9) == [weeks[n].id for n in (0, 2, 3)]
    assert await history(4, 2) == [weeks[n].id for n in (2, 3)]
    assert await history(0, 9) == []


async def test_only_published_rounds_of_the_days_are_found(
    rounds: Rounds, planned: Planned
) -> None:
    """Between two instants, both included, those stand whose digest is kept, oldest first."""
    weeks = [planned(week) for week in range(5)]
    await rounds.plan(weeks)
    for round_ in weeks:
        await rounds.open(round_, [])
    for round_ in weeks[:4]:
        await rounds.close(figures(round_.id))
    for round_ in weeks[:3]:
        await rounds.publish(round_.id, "{}", [], composed=round_.publishes)
    found = await rounds.published_between(weeks[1].opens, weeks[4].opens)
    assert [one.id for one in found] == [weeks[1].id, weeks[2].id]
    assert {one.state for one in found} == {State.PUBLISHED}


async def test_the_last_digest_is_that_of_the_latest_round(
    rounds: Rounds, planned: Planned
) -> None:
    """Publishing an older round late does not put its digest before the newest."""
    assert await rounds.last_digest("weekly") is None
    for week in (1, 0):
        await opened(rounds, planned(week))
        await rounds.close(figures(planned(week).id))
        await rounds.publish(
            planned(week).id, f'{{"week": {week}}}', [], composed=planned(week).publishes
        )
    assert await rounds.last_digest("weekly") == '{"week": 1}'
    assert await rounds.digest(planned(0).id) == '{"week": 0}'


async def test_a_round_that_is_not_there_is_none(rounds: Rounds) -> None:
    """Asking for an unknown round is no error, and no step of it can be taken."""
    assert await rounds.get("weekly-1999-01-01") is None
    assert await rounds.digest("weekly-1999-01-01") is None
    assert not await rounds.remind("weekly-1999-01-01", [])


async def test_counts_are_kept_only_where_they_were_published(
    rounds: Rounds, planned: Planned
) -> None:
    """A count beside a band, or a withheld one, is refused by the database itself."""
    one = await opened(rounds, planned())
    everyone = {"dimension": "everyone", "group": "everyone", "name": "Everyone"}
    hidden = Figure.model_validate(
        {
            **everyone,
            "question": "monday",
            "version": "1",
            "precision": Precision.WITHHELD,
            "text": "too few",
            "answered": 3,
        }
    )
    response = Response.model_validate(
        {**everyone, "invited": 9, "precision": Precision.BAND, "text": "some", "answered": 4}
    )
    for published in (
        Published(round=one.id, responses=(), figures=(hidden,)),
        Published(round=one.id, responses=(response,), figures=()),
    ):
        with pytest.raises(StorageError, match="refused"):
            await rounds.close(published)
    assert [r.id for r in await rounds.in_state(State.OPEN)] == [one.id]


async def test_what_was_published_is_read_by_dimension(rounds: Rounds, planned: Planned) -> None:
    """Of the dimensions that are named everything comes back as it was kept, of others nothing."""
    one = await opened(rounds, planned())
    everyone = figures(one.id)
    choices = (Choice(options=("often", "always"), label="Often or always", chosen=40),)
    [monday, friday] = everyone.figures
    friday = friday.model_copy(update={"choices": choices})
    team = {"dimension": "team", "group": "north", "name": "North"}
    published = Published(
        round=one.id,
        responses=(everyone.responses[0].model_copy(update=team), *everyone.responses),
        figures=(monday.model_copy(update=team), monday, friday),
    )
    assert await rounds.close(published)
    assert await rounds.published(one.id, ["team"]) == Published(
        round=one.id, responses=published.responses[:1], figures=published.figures[:1]
    )
    assert await rounds.published(one.id, ["everyone"]) == Published(
        round=one.id, responses=published.responses[1:], figures=published.figures[1:]
    )
    assert await rounds.published(one.id, ["everyone", "team"]) == published
    assert not (await rounds.published(one.id, [])).figures


async def test_it_is_kept_when_a_digest_was_composed(rounds: Rounds, planned: Planned) -> None:
    """The instant is known of a digest that was posted, however late, and of no other."""
    one = await opened(rounds, planned())
    await rounds.close(figures(one.id))
    assert await rounds.composed(one.id) is None
    late = one.publishes + timedelta(hours=3)
    await rounds.publish(one.id, "{}", [], composed=late)
    assert await rounds.composed(one.id) == late
