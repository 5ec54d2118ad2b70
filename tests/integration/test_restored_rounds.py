"""What a restored backup means for rounds and for what people read in the channels."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.council import (
    BEFORE,
    CLOSES,
    LEADERS,
    NEXT_OPENS,
    OPENS,
    PUBLISHES,
    REMINDS,
    ROUND,
    STAFF,
)
from support.restoring import CHANNELS, elsewhere, live, notices_in, restored, told
from support.two_teams import COUNCIL, DIGESTS, answered, state
from support.world import Running, World, in_force, kind, read

from bot import backups
from bot.errors import StaffPulseError
from bot.sandbox import ServerError
from bot.survey import notices
from storage import backup
from storage.model import Pulse, State

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """Where the backup is put."""
    return tmp_path / "backup.sqlite3"


async def goes_on_with_the_next(here: World, running: Running) -> None:
    """Check that the next round opens and everybody is asked."""
    before = len(here.person(COUNCIL.people[0]).direct_messages())
    await running.tick(NEXT_OPENS)
    assert len(here.person(COUNCIL.people[0]).direct_messages()) == before + 1


@pytest.mark.parametrize("at", [BEFORE, OPENS, REMINDS, CLOSES, PUBLISHES])
async def test_after_its_digest_a_round_stays_as_it_is(
    here: World, weekly: tuple[Pulse, ...], safe: Path, at: datetime
) -> None:
    """Whatever the backup knew of a round, a digest that stands is not posted or denied again."""
    await live(here, weekly, [OPENS, REMINDS, CLOSES, PUBLISHES], safe, at)
    before = {channel: here.posted(channel) for channel in CHANNELS}
    await restored(here, safe)
    async with here.running() as running:
        for minutes in (1, 2, 30):
            await running.tick(PUBLISHES + minutes * MINUTE)
        assert {channel: here.posted(channel) for channel in CHANNELS} == before
        assert here.kinds() == DIGESTS
        kept = await state(running)
        assert kept is (State.PUBLISHED if at >= CLOSES else State.CANCELLED)
        assert [notices.STANDS in one for one in told(here)] == [True] * (at < CLOSES)
        await goes_on_with_the_next(here, running)


async def test_a_digest_that_was_on_its_way_stands_once(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """What the backup still owes the channels is looked for there before it is sent."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        await running.tick(CLOSES)
        here.clock.move_to(PUBLISHES)
        await running.bot.steps.advance()
        backups.back_up(safe, folders=here.folders)
        assert here.posted(LEADERS) == ()
        await running.tick()
    await restored(here, safe)
    async with here.running() as running:
        await running.tick(PUBLISHES + HOUR)
    assert here.kinds() == DIGESTS


async def test_a_notice_that_was_on_its_way_stands_once(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """A round that was cancelled in the backup is not said to be cancelled again."""
    async with in_force(here, weekly) as running:
        here.clock.move_to(CLOSES)
        await running.bot.steps.advance()
        backups.back_up(safe, folders=here.folders)
        await running.tick()
    await restored(here, safe)
    async with here.running() as running:
        await running.tick(CLOSES + HOUR)
        assert await state(running) is State.CANCELLED
    assert notices_in(here) == {c: [f"Weekly pulse: {notices.MISSED}"] for c in CHANNELS}


@pytest.mark.parametrize("at", [OPENS, REMINDS])
async def test_an_open_round_whose_box_is_gone_is_declared_lost(
    here: World, weekly: tuple[Pulse, ...], safe: Path, tmp_path: Path, at: datetime
) -> None:
    """On a new machine the round ends without a digest, and both channels read so once."""
    await live(here, weekly, [OPENS, REMINDS], safe, at)
    there = elsewhere(here, tmp_path)
    assert f"{ROUND}: it was open, and its ballot box or key is not here" in await restored(
        there, safe
    )
    async with there.running() as running:
        for instant in (REMINDS + HOUR, CLOSES, PUBLISHES):
            await running.tick(instant)
        assert await state(running) is State.CANCELLED
        assert notices_in(here) == {c: [f"Weekly pulse: {notices.LOST}"] for c in CHANNELS}
        await goes_on_with_the_next(here, running)


async def test_a_round_is_declared_lost_once(
    here: World, weekly: tuple[Pulse, ...], safe: Path, tmp_path: Path
) -> None:
    """When the same backup is restored again, the notice that stands is not posted again."""
    await live(here, weekly, [OPENS], safe, OPENS)
    there = elsewhere(here, tmp_path)
    for instant in (REMINDS, REMINDS + HOUR):
        await restored(there, safe)
        async with there.running() as running:
            await running.tick(instant)
    assert notices_in(here) == {c: [f"Weekly pulse: {notices.LOST}"] for c in CHANNELS}


async def test_an_open_round_whose_box_is_here_goes_on(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Where only the database was lost, every answer that was acknowledged is counted."""
    await live(here, weekly, [OPENS], safe, OPENS)
    (here.folders.data_dir / "staff-pulse.sqlite3").write_bytes(b"gone")
    assert f"{ROUND}: its ballot box and key are here, so it goes on" in await restored(here, safe)
    async with here.running() as running:
        for instant in (REMINDS, CLOSES, PUBLISHES):
            await running.tick(instant)
    assert here.kinds() == DIGESTS
    assert "8 to 14 of 26 answered" in here.posted(LEADERS)[0].words


async def test_a_round_that_opened_after_the_backup_is_not_asked_again(
    here: World, weekly: tuple[Pulse, ...], safe: Path, tmp_path: Path
) -> None:
    """People may have answered already, so they hear that it cannot be counted."""
    await live(here, weekly, [OPENS], safe, BEFORE)
    there = elsewhere(here, tmp_path)
    await restored(there, safe)
    async with there.running() as running:
        await running.tick(OPENS + HOUR)
        assert await state(running) is State.CANCELLED
        assert {len(here.person(one).direct_messages()) for one in COUNCIL.people} == {1}
        assert notices_in(here) == {c: [f"Weekly pulse: {notices.RESTORED}"] for c in CHANNELS}
        await goes_on_with_the_next(here, running)


async def test_a_round_that_is_still_to_come_opens_after_a_restore(
    here: World, weekly: tuple[Pulse, ...], safe: Path, tmp_path: Path
) -> None:
    """A backup that is restored before a round is due changes nothing for it."""
    await live(here, weekly, [], safe, BEFORE)
    there = elsewhere(here, tmp_path)
    await restored(there, safe)
    async with there.running() as running:
        await running.tick(OPENS)
        assert await state(running) is State.OPEN
    assert {len(here.person(one).direct_messages()) for one in COUNCIL.people} == {1}


async def test_a_clock_that_was_ahead_at_the_restore_cancels_nothing(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """A backup that was restored in 2030, by a wrong clock, does not stop the rounds of 2026."""
    await live(here, weekly, [], safe, BEFORE)
    database = here.folders.data_dir / "staff-pulse.sqlite3"
    await backup.put_back(safe, database, now=BEFORE + timedelta(days=1461))
    async with here.running() as running:
        await running.tick(OPENS)
        assert await state(running) is State.OPEN


async def test_answers_that_would_be_lost_are_not_lost_unasked(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """A box that the backup knows nothing of stops a restore, until somebody gives it up."""
    await live(here, weekly, [OPENS], safe, BEFORE)
    files = read(here.folders)
    with pytest.raises(StaffPulseError, match=f"ballot box of {ROUND}, which opened after"):
        await restored(here, safe)
    assert read(here.folders) == files | {"data/lock": read(here.folders)["data/lock"]}
    assert f"{ROUND}: its ballot box is deleted" in await restored(here, safe, end_rounds=True)
    left = {Path(name).suffix for name in read(here.folders)}
    assert not left & {".box", ".box-journal", ".key"}
    async with here.running() as running:
        await running.tick(OPENS + HOUR)
    assert notices_in(here) == {c: [f"Weekly pulse: {notices.RESTORED}"] for c in CHANNELS}


async def test_a_box_of_a_round_that_is_over_goes_with_the_next_start(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """What a kill left of a closed round is cleared away after a restore as it is without one."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        box = (here.folders.data_dir / "boxes" / f"{ROUND}.box").read_bytes()
        key = (here.folders.key_dir / f"{ROUND}.key").read_bytes()
        await running.tick(CLOSES)
        backups.back_up(safe, folders=here.folders)
    (here.folders.data_dir / "boxes" / f"{ROUND}.box").write_bytes(box)
    (here.folders.key_dir / f"{ROUND}.key").write_bytes(key)
    await restored(here, safe)
    async with here.running() as running:
        await running.tick(PUBLISHES)
        assert await running.ports.boxes.left() == []
    assert here.kinds() == DIGESTS


async def test_a_box_that_came_back_is_not_counted_after_its_digest(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """A whole machine put back from a snapshot of an open round closes nothing a second time."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
    snapshot = {path: path.read_bytes() for path in files_of(here)}
    async with here.running() as running:
        await running.tick(CLOSES)
        await running.tick(PUBLISHES)
    for path, content in snapshot.items():
        path.write_bytes(content)
    async with here.running() as running:
        await running.tick(PUBLISHES + HOUR)
        assert await state(running) is State.CANCELLED
        assert await running.ports.boxes.left() == []
    assert here.kinds() == DIGESTS
    assert [notices.STANDS in one for one in told(here)] == [True]


async def test_a_change_to_come_is_not_brought_back(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Taken back after the backup it stays so, and the command says of which pulse."""
    async with in_force(here, weekly) as running:
        for instant in (OPENS, CLOSES, PUBLISHES):
            await running.tick(instant)
        changed = Pulse.model_validate(weekly[0].model_dump(by_alias=True) | {"threshold": 9})
        await running.bot.pulses.apply([changed])
        backups.back_up(safe, folders=here.folders)
        await running.bot.pulses.apply(weekly)
    said = await restored(here, safe)
    assert "weekly: a change of it was to come, and may have been taken back since" in said
    async with here.running() as running:
        assert await running.bot.pulses.announced() == []
        for instant in (NEXT_OPENS, NEXT_OPENS + timedelta(weeks=1)):
            await running.tick(instant)
        assert [one.threshold for one in await running.bot.pulses.all()] == [5]
    assert not [one for one in here.posted(STAFF) if kind(one) == "change"]


async def test_a_pulse_may_have_asked_before_a_restore(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """A threshold that staff answered by does not change unsaid because the round is forgotten."""
    await live(here, weekly, [OPENS, CLOSES, PUBLISHES], safe, BEFORE)
    await restored(here, safe)
    changed = Pulse.model_validate(weekly[0].model_dump(by_alias=True) | {"threshold": 9})
    async with here.running() as running:
        await running.bot.pulses.apply([changed])
        await running.tick(NEXT_OPENS)
        [opened] = await running.ports.rounds.in_state(State.OPEN)
        assert opened.pulse.threshold == 5
    assert [kind(one) for one in here.posted(STAFF)].count("change") == 1


def files_of(here: World) -> list[Path]:
    roots = (here.folders.data_dir, here.folders.key_dir)
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


async def test_while_slack_cannot_be_asked_nothing_is_announced(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Until it is known whether the digest stands, a lost round waits and nothing is posted."""
    await live(here, weekly, [OPENS, CLOSES, PUBLISHES], safe, OPENS)
    await restored(here, safe)
    here.sandbox.faults.order("conversations.history", ServerError(500), times=1)
    async with here.running() as running:
        await running.tick(PUBLISHES + MINUTE)
        assert await state(running) is State.OPEN
        await running.tick(PUBLISHES + 2 * MINUTE)
        assert await state(running) is State.CANCELLED
    assert here.kinds() == DIGESTS


async def test_long_after_its_digest_a_restored_round_waits_for_slack_too(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Because Slack fails for a moment no digest is given up that stands since weeks."""
    await live(here, weekly, [OPENS, CLOSES, PUBLISHES], safe, OPENS)
    here.clock.move_to(PUBLISHES + timedelta(weeks=2))
    await restored(here, safe)
    here.sandbox.faults.order("conversations.history", ServerError(500), times=1)
    async with here.running() as running:
        await running.tick(PUBLISHES + timedelta(weeks=2) + MINUTE)
        assert await state(running) is State.OPEN
        await running.tick(PUBLISHES + timedelta(weeks=2) + 2 * MINUTE)
        assert await state(running) is State.CANCELLED
    assert not any(notices.LOST in one for said in notices_in(here).values() for one in said)
    assert any(notices.STANDS in one for one in told(here))


async def test_a_late_round_closes_although_slack_cannot_be_asked(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Answers do not lie about because Slack is down, and the digest stands once afterwards."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
        here.sandbox.faults.order("conversations.history", ServerError(500), times=2)
        await running.tick(PUBLISHES)
        assert await running.ports.boxes.left() == []
        await running.tick(PUBLISHES + HOUR)
        await running.tick(PUBLISHES + 2 * HOUR)
    assert here.kinds() == DIGESTS


async def test_after_many_weeks_digests_that_stand_are_not_denied(
    here: World, weekly: tuple[Pulse, ...], safe: Path
) -> None:
    """Rounds that the backup never heard of are neither asked again nor said to be missed."""
    weeks = [
        instant + timedelta(weeks=n) for n in range(3) for instant in (OPENS, CLOSES, PUBLISHES)
    ]
    async with in_force(here, weekly) as running:
        backups.back_up(safe, folders=here.folders)
        for instant in weeks:
            await running.tick(instant)
            if instant.weekday() == OPENS.weekday():
                await answered(here)
    before = here.kinds()
    assert before[LEADERS].count("digest") == 3
    await restored(here, safe)
    async with here.running() as running:
        await running.tick(weeks[-1] + HOUR)
        await running.tick(weeks[-1] + 2 * HOUR)
    assert here.kinds() == before
