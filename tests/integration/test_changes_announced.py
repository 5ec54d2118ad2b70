"""A change of threshold, audience or groups is told to the people of a pulse a round ahead."""

from datetime import datetime, timedelta

import pytest
from support.council import (
    ADMIN,
    CLOSES,
    LEADER,
    LEADERS,
    NEXT_OPENS,
    OPENS,
    PUBLISHES,
    STAFF,
    people,
)
from support.lines import withheld
from support.world import Running, World, invitation, kind

from bot.sandbox import Refuse
from bot.usecases.changes import Lowered
from storage.model import Preference, Pulse, Source, State

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
NEXT, AFTER, LATER = "weekly-2026-12-01", "weekly-2026-12-08", "weekly-2026-12-15"
AFTER_OPENS, LATER_OPENS = NEXT_OPENS + WEEK, NEXT_OPENS + 2 * WEEK

Weekly = tuple[Pulse, ...]


@pytest.fixture(autouse=True)
async def quiet(running: Running) -> None:
    """All but one of those on the roster asked not to be written to, which is quicker to live."""
    for person in people(2, 26):
        await running.ports.preferences.put(Preference(person=person, never=True))


def changed(weekly: Weekly, **terms: object) -> Weekly:
    [pulse] = weekly
    return (Pulse.model_validate(pulse.model_dump(by_alias=True) | terms),)


def notices(here: World, channel: str = STAFF) -> list[str]:
    """What was said of changes in a channel."""
    return [one.words for one in here.posted(channel) if kind(one) == "change"]


async def live_until(running: Running, until: datetime) -> None:
    """Let the bot work through every step of every week up to an instant."""
    steps = (OPENS, OPENS + 24 * HOUR, CLOSES, PUBLISHES)
    due = [step + number * WEEK for number in range(8) for step in steps]
    for instant in (one for one in due if running.clock.now() < one < until):
        await running.tick(instant)
    await running.tick(until)


async def thresholds(running: Running, *rounds: str) -> dict[str, int]:
    """The threshold of each of these rounds that is there."""
    found = [await running.ports.rounds.get(one) for one in rounds]
    return {one.id: one.pulse.threshold for one in found if one}


async def first_round(running: Running) -> None:
    """Live through the pulse's first round, up to the day after it closed."""
    await live_until(running, CLOSES + 24 * HOUR)


async def test_a_threshold_changes_after_a_round_that_still_goes_by_the_old_one(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Staff are told at once, from which round on and what the promise will say, and it is so."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await running.tick()
    [notice] = notices(here)
    assert "Weekly pulse will change from Tuesday 8 December on." in notice
    assert "shown for at least 9 people; until then it is 5." in notice
    assert "The round before, on Tuesday 1 December, still goes by what holds now." in notice
    assert notices(here, LEADERS) == []
    await live_until(running, LATER_OPENS)
    terms = await thresholds(running, NEXT, AFTER, LATER)
    assert terms == {NEXT: 5, AFTER: 9, LATER: 9}
    assert await running.bot.pulses.announced() == []
    assert [one.threshold for one in await running.bot.pulses.all()] == [9]
    assert len(notices(here)) == 1


async def test_while_a_pulse_pauses_the_rounds_after_the_pause_are_told(
    here: World, running: Running, weekly: Weekly
) -> None:
    """The first of them still goes by the old threshold, and the notice names it."""
    await first_round(running)
    await running.tick(PUBLISHES)
    await running.bot.pulses.pause("weekly", AFTER_OPENS - HOUR, was=None, by=ADMIN)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await running.tick()
    [notice] = notices(here)
    assert "Weekly pulse will change from Tuesday 15 December on." in notice
    assert "The round before, on Tuesday 8 December, still goes by what holds now." in notice
    await live_until(running, LATER_OPENS)
    assert await thresholds(running, NEXT, AFTER, LATER) == {AFTER: 5, LATER: 9}


async def test_people_read_the_threshold_that_holds(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Invitation and promise name the old threshold a round longer, and then the new one."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    person = here.person("UPERSON001")
    for opens, fewest in ((NEXT_OPENS, 5), (AFTER_OPENS, 9)):
        await live_until(running, opens)
        assert f"at least {fewest} people" in invitation(person).words
        shown = await person.command("/pulse", "privacy")
        assert f"shown for at least {fewest} people" in shown.messages[0].words


async def test_before_anybody_was_asked_there_is_nobody_to_tell(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Until the first round has opened, a change holds at once."""
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await running.tick(OPENS)
    assert await thresholds(running, "weekly-2026-11-24") == {"weekly-2026-11-24": 9}
    assert notices(here) == []


async def test_an_open_round_counts_as_none_ahead(
    here: World, running: Running, weekly: Weekly
) -> None:
    """While a round is open or due, that one and the next one go by the old terms."""
    await running.tick(OPENS)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await live_until(running, AFTER_OPENS)
    terms = await thresholds(running, "weekly-2026-11-24", NEXT, AFTER)
    assert list(terms.values()) == [5, 5, 9]


async def test_a_round_that_is_due_counts_as_none_ahead(
    here: World, running: Running, weekly: Weekly
) -> None:
    """A round that waits to open when a change is applied opens on the old terms, as the next."""
    await live_until(running, NEXT_OPENS - HOUR)
    here.clock.move_to(NEXT_OPENS + HOUR)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await live_until(running, LATER_OPENS)
    assert list((await thresholds(running, NEXT, AFTER, LATER)).values()) == [5, 5, 9]


async def test_who_is_asked_changes_a_round_later(
    here: World, running: Running, weekly: Weekly
) -> None:
    """People of a channel that is added are asked from the announced round on, and not before."""
    here.sandbox.workspace.add_channel("C0MORE", name="more", members=[LEADER])
    here.sandbox.workspace.change_channel(
        "C0MORE", members=(LEADER, here.sandbox.workspace.bot_user)
    )
    await first_round(running)
    audience = [{"channel": STAFF}, {"channel": "C0MORE"}]
    await running.bot.pulses.apply(changed(weekly, audience=audience))
    await live_until(running, NEXT_OPENS)
    assert here.person(LEADER).direct_messages() == ()
    await live_until(running, AFTER_OPENS)
    assert len(here.person(LEADER).direct_messages()) == 1
    assert "More people will be asked" in notices(here)[0]


async def test_groups_change_a_round_later_and_names_at_once(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Whose people count in a group is told first; what the group is called is not."""
    await first_round(running)
    [team] = [one.model_dump() for one in weekly[0].dimensions]
    north, *others = team["groups"]
    renamed = {**team, "groups": [{**north, "name": "The North"}, *others]}
    await running.bot.pulses.apply(changed(weekly, dimensions=[renamed]))
    await live_until(running, NEXT_OPENS)
    assert notices(here) == []
    assert (await names(running, NEXT))[0] == "The North"

    moved = {**renamed, "groups": [{**north, "name": "The North", "neighbour": None}, *others]}
    await running.bot.pulses.apply(changed(weekly, dimensions=[moved]))
    await live_until(running, LATER_OPENS)
    assert "Team: which groups are shown together while they are small" in notices(here)[0]
    for round_id, neighbour in ((AFTER, "south"), (LATER, None)):
        found = await running.ports.rounds.get(round_id)
        assert found is not None
        assert found.pulse.dimensions[0].groups[0].neighbour == neighbour


async def names(running: Running, round_id: str) -> list[str]:
    found = await running.ports.rounds.get(round_id)
    assert found is not None
    return [group.name for group in found.pulse.dimensions[0].groups]


async def test_what_else_changes_holds_from_the_next_round(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Name, contact and schedule do not wait for a threshold that does."""
    await first_round(running)
    schedule = weekly[0].schedule.model_dump(mode="json") | {"opens": "Tuesday 09:00"}
    new = changed(weekly, threshold=9, name="Our week", contact="Jo", schedule=schedule)
    await running.bot.pulses.apply(new)
    await live_until(running, NEXT_OPENS - HOUR)
    [opened] = await running.ports.rounds.in_state(State.OPEN)
    assert (opened.id, opened.pulse.name, opened.pulse.threshold) == (NEXT, "Our week", 5)
    await running.tick(PUBLISHES + WEEK)
    await running.tick(AFTER_OPENS - HOUR)
    assert await thresholds(running, AFTER) == {AFTER: 9}


async def test_applied_again_it_is_told_once(here: World, running: Running, weekly: Weekly) -> None:
    """The same file brings no second notice and moves no date, nor does another name in it."""
    await first_round(running)
    for name in ("Weekly pulse", "Weekly pulse", "Our week"):
        await running.bot.pulses.apply(changed(weekly, threshold=9, name=name))
        await running.tick()
    await live_until(running, NEXT_OPENS + HOUR)
    await running.bot.pulses.apply(changed(weekly, threshold=9, name="Our week"))
    await live_until(running, AFTER_OPENS)
    found = await running.ports.rounds.get(AFTER)
    assert found is not None
    assert (found.pulse.threshold, found.pulse.name) == (9, "Our week")
    assert len(notices(here)) == 1


async def test_changed_back_before_anybody_read_it_is_as_if_it_never_was(
    here: World, running: Running, weekly: Weekly
) -> None:
    """A notice that was not sent yet is not sent, and needs no correction."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await running.bot.pulses.apply(weekly)
    await live_until(running, AFTER_OPENS)
    assert notices(here) == []
    assert await thresholds(running, NEXT, AFTER) == {NEXT: 5, AFTER: 5}


async def test_changed_back_after_it_was_read_is_corrected(
    here: World, running: Running, weekly: Weekly
) -> None:
    """Whoever was told of a change is told that it will not happen, and it does not."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await running.tick()
    await running.bot.pulses.apply(weekly)
    await live_until(running, AFTER_OPENS)
    _, correction = notices(here)
    assert "from Tuesday 8 December on, will not happen" in correction
    assert await thresholds(running, AFTER) == {AFTER: 5}


async def test_changed_again_the_first_is_corrected_and_the_second_told(
    here: World, running: Running, weekly: Weekly
) -> None:
    """The last word counts, a round after the next one from when it was given."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await live_until(running, NEXT_OPENS + HOUR)
    await running.bot.pulses.apply(changed(weekly, threshold=10))
    await live_until(running, LATER_OPENS)
    _, *told = notices(here)
    assert any("from Tuesday 8 December on, will not happen" in one for one in told)
    assert any("will change from Tuesday 15 December on" in one for one in told)
    assert list((await thresholds(running, NEXT, AFTER, LATER)).values()) == [5, 5, 10]


async def test_a_pulse_that_ends_takes_its_change_along(
    here: World, running: Running, weekly: Weekly
) -> None:
    """The change of a pulse that ends is withdrawn; brought back, it is announced anew."""
    await first_round(running)
    new = changed(weekly, threshold=9)
    await running.bot.pulses.apply(new)
    await running.tick()
    other = changed(weekly, id="other")
    assert await running.bot.pulses.apply(other) == ["weekly"]
    await running.tick()
    assert "will not happen" in notices(here)[1]
    await live_until(running, PUBLISHES)
    await running.bot.pulses.apply(new)
    await running.tick()
    await live_until(running, AFTER_OPENS)
    assert await thresholds(running, NEXT, AFTER) == {NEXT: 5, AFTER: 9}
    assert "will change from Tuesday 8 December on" in notices(here)[2]


async def test_another_id_is_no_way_round_the_notice(running: Running, weekly: Weekly) -> None:
    """Under a new id, or one brought back, the same people keep their threshold for four weeks."""
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await first_round(running)
    lower = changed(weekly, id="renamed", threshold=8)
    with pytest.raises(Lowered, match=r'"renamed" .* at least 8 .* "weekly" .* at least 9: keep'):
        await running.bot.pulses.apply(lower)
    assert [one.id for one in await running.bot.pulses.all()] == ["weekly"]
    same = changed(weekly, id="renamed", threshold=9)
    await running.bot.pulses.apply(same)
    with pytest.raises(Lowered):
        await running.bot.pulses.apply(lower)
    await live_until(running, PUBLISHES)
    elsewhere = changed(weekly, id="north", audience=[{"channel": "C0OTHER"}], dimensions=[])
    await running.bot.pulses.apply(elsewhere)
    running.clock.move_to(PUBLISHES + 4 * WEEK)
    await running.bot.pulses.apply(lower)
    assert [one.id for one in await running.bot.pulses.all()] == ["renamed"]


async def test_a_cancelled_round_moves_no_date(running: Running, weekly: Weekly) -> None:
    """When the round before it is missed, the change still holds from the day that was told."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    await live_until(running, NEXT_OPENS - HOUR)
    await running.tick(NEXT_OPENS + 50 * HOUR)
    missed = await running.ports.rounds.get(NEXT)
    assert missed is not None
    assert missed.state is State.CANCELLED
    await running.tick(AFTER_OPENS)
    assert await thresholds(running, AFTER) == {AFTER: 9}


async def test_a_change_that_could_not_be_told_in_time_is_put_off(
    here: World, running: Running, weekly: Weekly, caplog: pytest.LogCaptureFixture
) -> None:
    """Rounds go by the old terms, the notice names the later day, and admins hear why."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9))
    here.sandbox.faults.order("chat.postMessage", Refuse("is_archived"))
    await running.tick()
    here.clock.move_to(NEXT_OPENS)
    await running.bot.steps.advance()
    await live_until(running, LATER_OPENS)
    [notice] = notices(here)
    assert "will change from Tuesday 15 December on" in notice
    assert "on Tuesday 8 December, still goes by" in notice
    waits, told = here.person(ADMIN).direct_messages()
    assert "is archived; bring it back in Slack" in waits.words
    assert (
        "Weekly pulse: its change is put off and will hold from Tuesday 15 December" in told.words
    )
    assert f"could not be posted in <#{STAFF}>; see whether the bot is in the channel" in told.words
    assert "is put off and holds from 2026-12-15 on" in caplog.text
    assert withheld(caplog.records) == []
    assert list((await thresholds(running, NEXT, AFTER, LATER)).values()) == [5, 5, 9]


async def test_both_staff_channels_are_told(here: World, running: Running, weekly: Weekly) -> None:
    """Where the staff channel changes too, those in the old one and in the new one are told."""
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, threshold=9, staff="C0NORTH"))
    await running.tick()
    assert notices(here, STAFF) == notices(here, "C0NORTH")
    assert len(notices(here, STAFF)) == 1


async def test_a_source_is_the_same_in_any_order(
    here: World, running: Running, weekly: Weekly
) -> None:
    """The order in which an audience names its channels is no change."""
    more = [{"channel": "C0NORTH"}, {"channel": STAFF}]
    await running.bot.pulses.apply(changed(weekly, audience=more))
    await first_round(running)
    await running.bot.pulses.apply(changed(weekly, audience=more[::-1]))
    await running.tick()
    assert notices(here) == []
    assert (await running.bot.pulses.all())[0].audience[0] == Source(channel=STAFF)
