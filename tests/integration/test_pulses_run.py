"""What admins do with pulses and rounds, and what people notice of it."""

from datetime import timedelta

import pytest
from support.council import (
    ADMIN,
    BEFORE,
    CLOSES,
    LEADERS,
    NEXT_OPENS,
    OPENS,
    PUBLISHES,
    ROUND,
    STAFF,
)
from support.world import Running, World, answer, invitation

from bot.survey import notices
from bot.usecases.admins import REFUSED, Admins
from bot.usecases.overlaps import Overlapping
from bot.usecases.pulses import Outdated
from storage.model import FOR_EVER, Pulse, State

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


async def said(running: Running) -> list[str]:
    """The change log in sentences, the oldest first."""
    return [one.said for one in reversed(await running.ports.change_log.latest(99))]


async def opens(running: Running) -> list[str]:
    """The rounds that are open."""
    return [one.id for one in await running.ports.rounds.in_state(State.OPEN)]


def other(pulse: Pulse, **changes: object) -> Pulse:
    """A pulse of another id that asks something else of the same people."""
    asked = pulse.question_set.model_dump(mode="json")
    asked["id"] = "another"
    asked["questions"][0]["wording"] = "How often could you take a break in the last week?"
    return Pulse.model_validate(
        pulse.model_dump() | {"id": "other", "name": "Other pulse", "question_set": asked} | changes
    )


async def test_a_pulse_that_pauses_asks_nothing_until_then(running: Running) -> None:
    """Its planned rounds go; from that instant on it asks again, by its schedule."""
    await running.bot.pulses.pause("weekly", OPENS + DAY, was=None, by=ADMIN)
    await running.tick(OPENS)
    assert await opens(running) == []
    await running.tick(NEXT_OPENS)
    assert await opens(running) == ["weekly-2026-12-01"]
    assert (await said(running))[-1] == (
        "Weekly pulse was paused until Wednesday 25 November at 10:00."
    )


async def test_a_pulse_that_is_resumed_makes_up_for_nothing(running: Running) -> None:
    """What was due while it paused is not asked late, and nobody is told that it was missed."""
    await running.bot.pulses.pause("weekly", FOR_EVER, was=None, by=ADMIN)
    await running.tick(OPENS + DAY)
    await running.bot.pulses.pause("weekly", None, was=FOR_EVER, by=ADMIN)
    await running.tick()
    assert await opens(running) == []
    await running.tick(NEXT_OPENS)
    assert await opens(running) == ["weekly-2026-12-01"]
    assert (await said(running))[-2:] == ["Weekly pulse was paused.", "Weekly pulse was resumed."]


async def test_an_open_round_goes_on_while_its_pulse_pauses(here: World, running: Running) -> None:
    """Who was asked can answer; only later rounds do not open."""
    await running.tick(OPENS)
    await running.bot.pulses.pause("weekly", FOR_EVER, was=None, by=ADMIN)
    outcome = await answer(here.person("UPERSON001"), {"workload-manageable": "often"})
    assert outcome.accepted
    for instant in (CLOSES, PUBLISHES, NEXT_OPENS):
        await running.tick(instant)
    [digest] = here.posted(STAFF)
    assert "Weekly pulse" in digest.words
    assert await opens(running) == []


async def test_a_week_can_be_skipped(here: World, running: Running) -> None:
    """The channels are told on which day nothing comes, and the week after it goes on."""
    assert await running.bot.calling_off.skip("weekly", OPENS, by=ADMIN)
    await running.tick(OPENS)
    assert await opens(running) == []
    for channel in (LEADERS, STAFF):
        [told] = here.posted(channel)
        assert "there are no questions on Tuesday 24 November" in told.text
    assert here.person(ADMIN).direct_messages() == ()
    await running.tick(NEXT_OPENS)
    assert await opens(running) == ["weekly-2026-12-01"]
    assert (await said(running))[-1] == (
        "Weekly pulse was told to skip Tuesday 24 November at 10:00."
    )


async def test_the_week_after_the_open_round_can_be_skipped(running: Running) -> None:
    """The next round is one that is not even planned yet."""
    await running.tick(OPENS)
    round_ = await running.bot.calling_off.next("weekly")
    assert round_ is not None
    assert round_.opens == NEXT_OPENS
    assert await running.bot.calling_off.skip("weekly", NEXT_OPENS, by=ADMIN)
    assert await opens(running) == [ROUND]
    await running.tick(NEXT_OPENS)
    assert await opens(running) == []
    await running.tick(NEXT_OPENS + WEEK)
    assert await opens(running) == ["weekly-2026-12-08"]


async def test_only_the_round_that_was_seen_is_skipped(here: World, running: Running) -> None:
    """Who looks at an old window changes nothing, and neither does a second press."""
    calling_off = running.bot.calling_off
    assert not await calling_off.skip("weekly", NEXT_OPENS, by=ADMIN)
    assert not await calling_off.skip("gone", OPENS, by=ADMIN)
    assert await calling_off.skip("weekly", OPENS, by=ADMIN)
    assert not await calling_off.skip("weekly", OPENS, by=ADMIN)
    await running.tick(OPENS)
    assert len(here.posted(STAFF)) == 1


async def test_an_open_round_can_be_called_off(here: World, running: Running) -> None:
    """Its box and key go at once and unread, the channels are told, and nothing is published."""
    await running.tick(OPENS)
    await answer(here.person("UPERSON001"), {"workload-manageable": "often"})
    assert await running.bot.calling_off.cancel(ROUND, by=ADMIN)
    assert [*here.folders.key_dir.glob("*.key")] == []
    assert [*here.folders.data_dir.rglob("*.box*")] == []
    await running.tick()
    late = here.person("UPERSON002")
    await late.press(invitation(late), "answer")
    assert late.modal is not None
    assert late.modal.title == "These have closed"
    for channel in (LEADERS, STAFF):
        assert [notices.CALLED_OFF in one.text for one in here.posted(channel)] == [True]
    assert not await running.bot.calling_off.cancel(ROUND, by=ADMIN)
    await running.tick(NEXT_OPENS)
    assert await opens(running) == ["weekly-2026-12-01"]
    assert len(here.posted(STAFF)) == 1


async def test_what_waits_to_be_sent_goes_with_a_round_called_off(
    here: World, running: Running
) -> None:
    """Nobody is invited to a round that is over."""
    running.clock.move_to(OPENS)
    await running.bot.steps.advance()
    await running.bot.calling_off.cancel(ROUND, by=ADMIN)
    await running.bot.delivery.drain()
    assert all(not here.person(f"UPERSON{n:03}").direct_messages() for n in range(1, 27))


async def test_a_pulse_can_be_added_beside_others(
    running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """The others stay in force, and the log says who did it, with what it became."""
    added = other(weekly[0])
    await running.bot.pulses.change(added, was=None, by=ADMIN)
    assert await running.bot.pulses.all() == [added, *weekly]
    [entry, set_entry, *_] = await running.ports.change_log.latest(9)
    assert (entry.by, entry.about, entry.said) == (ADMIN, "other", "Other pulse was put in force.")
    assert Pulse.model_validate_json(entry.after) == added
    assert set_entry.said == 'The question set "One question" was kept for the first time.'


async def test_a_pulse_that_somebody_else_changed_is_not_overwritten(
    running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """Whoever comes second changes nothing and hears so, whether they change it or end it."""
    [before] = weekly
    pulses = running.bot.pulses
    renamed = before.model_copy(update={"name": "The pulse"})
    await pulses.change(renamed, was=before, by=ADMIN)
    with pytest.raises(Outdated):
        await pulses.change(before.model_copy(update={"threshold": 9}), was=before, by="U2")
    with pytest.raises(Outdated):
        await pulses.end("weekly", was=before, by="U2")
    with pytest.raises(Outdated):
        await pulses.change(renamed, was=None, by="U2")
    assert await pulses.all() == [renamed]
    await pulses.end("weekly", was=renamed, by=ADMIN)
    assert await pulses.all() == []
    assert (await said(running))[-2:] == ["Weekly pulse was changed: name.", "The pulse was ended."]


async def test_a_change_of_one_pulse_keeps_what_was_announced_of_another(
    running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """A threshold that staff have been told of still comes when a second pulse is added."""
    [before] = weekly
    await running.tick(OPENS)
    higher = before.model_copy(update={"threshold": 9})
    await running.bot.pulses.change(higher, was=before, by=ADMIN)
    assert await running.bot.pulses.wanted() == [higher]
    await running.bot.pulses.change(other(before), was=None, by=ADMIN)
    assert [one.pulse for one in await running.bot.pulses.announced()] == [higher]
    assert (await running.bot.pulses.all())[1].threshold == before.threshold


async def test_two_pulses_do_not_come_to_ask_the_same_people_the_same(
    running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """Neither a new pulse nor new questions are put in force that would; nothing is kept."""
    [before] = weekly
    twin = before.model_copy(update={"id": "twin", "name": "Twin"})
    with pytest.raises(Overlapping):
        await running.bot.pulses.change(twin, was=None, by=ADMIN)
    added = other(before)
    await running.bot.pulses.change(added, was=None, by=ADMIN)
    same = added.question_set.model_copy(update={"questions": before.question_set.questions})
    with pytest.raises(Overlapping):
        await running.bot.pulses.publish(same, was=added.question_set, by=ADMIN)
    assert await running.bot.pulses.all() == [added, before]
    assert await running.bot.pulses.question_set("another") == added.question_set


async def test_a_question_set_that_is_published_is_asked_next(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """An open round goes on as it was; the next one asks the new wording."""
    [before] = weekly
    await running.tick(OPENS)
    body = before.question_set.model_dump(mode="json")
    body["questions"][0]["wording"] = "How often was there time for what matters?"
    published = before.question_set.model_validate(body)
    await running.bot.pulses.publish(published, was=before.question_set, by=ADMIN)
    await running.tick(NEXT_OPENS)
    person = here.person("UPERSON001")
    await person.press(invitation(person), "answer")
    assert person.modal is not None
    assert "How often was there time for what matters?" in str(person.modal.blocks)
    with pytest.raises(Outdated):
        await running.bot.pulses.publish(before.question_set, was=before.question_set, by="U2")


async def test_admins_can_be_named_by_a_user_group(here: World, running: Running) -> None:
    """Members are looked up when that matters; a group that is gone names nobody."""
    admins = Admins(
        ("U1", "S0SOCIALWORKERS", "S0GONE"),
        directory=running.ports.directory,
        changes=running.ports.change_log,
        clock=here.clock,
    )
    here.sandbox.workspace.change_usergroup("S0SOCIALWORKERS", members=("UPERSON001",))
    assert set(await admins.all()) == {"U1", "UPERSON001"}
    assert await admins.include("UPERSON001")
    here.sandbox.workspace.change_usergroup("S0SOCIALWORKERS", members=())
    here.clock.move_to(here.clock.now() + timedelta(minutes=2))
    assert not await admins.include("UPERSON001")


async def test_that_somebody_was_refused_is_remembered_without_detail(running: Running) -> None:
    """Once an hour at most, so that nobody can fill the log, and never who it was."""
    admins = Admins((), directory=None, changes=running.ports.change_log, clock=running.clock)
    for instant in (BEFORE, BEFORE + timedelta(minutes=59), BEFORE + timedelta(hours=1)):
        running.clock.move_to(max(instant, running.clock.now()))
        await admins.refuse()
    found = [one for one in await running.ports.change_log.latest(9) if one.said == REFUSED]
    assert [(one.by, one.about, one.after) for one in found] == [(None, "", "")] * 2


async def test_a_pause_that_is_over_is_over(running: Running) -> None:
    """Once it asks again, nothing says that it pauses."""
    await running.bot.pulses.pause("weekly", OPENS, was=None, by=ADMIN)
    await running.tick(OPENS - DAY)
    assert [one.paused_until for one in await running.bot.pulses.standing()] == [OPENS]
    await running.tick(OPENS)
    assert [one.paused_until for one in await running.bot.pulses.standing()] == [None]


async def test_a_box_that_a_kill_left_goes_where_its_pulse_pauses(
    here: World, running: Running
) -> None:
    """The kill came after the box was made and before its round was open."""
    running.clock.move_to(OPENS)
    [round_] = await running.ports.rounds.in_state(State.PLANNED)
    questions = round_.pulse.question_set.questions
    await running.ports.boxes.open(ROUND, questions=questions, dimensions=(), roster=())
    await running.bot.pulses.pause("weekly", NEXT_OPENS - DAY, was=None, by=ADMIN)
    await running.tick(OPENS)
    assert [*here.folders.data_dir.rglob("*.box")] == []
    assert [*here.folders.key_dir.glob("*.key")] == []
    await running.tick(NEXT_OPENS)
    assert await opens(running) == ["weekly-2026-12-01"]


async def test_people_are_not_told_that_questions_come_as_usual_where_they_do_not(
    here: World, running: Running
) -> None:
    """A pulse that pauses, or has ended, asks nothing after the round that is called off."""
    await running.tick(OPENS)
    await running.bot.pulses.pause("weekly", FOR_EVER, was=None, by=ADMIN)
    assert await running.bot.calling_off.cancel(ROUND, by=ADMIN)
    await running.tick()
    [told] = here.posted(STAFF)
    assert told.text.endswith("Thank you to everyone who answered, and sorry.")
