import asyncio
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.turned import TurnedClock

from bot.errors import StaffPulseError
from bot.health import metrics
from bot.health.asking import NotWell, ask
from bot.health.served import served
from bot.health.state import FRESH, STARTING, Health, Kept, Seen
from bot.sandbox import HandClock
from storage.errors import NotRecorded
from storage.model import Pulse, Round, State

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
LOST = "The line to Slack has broken and is being opened anew."


@dataclass
class FakeLine:
    """A line that is open, unless it says otherwise."""

    trouble: str | None = None
    opened: int = 1
    failed: Counter[str] = field(default_factory=Counter)


@dataclass
class FakeKept:
    """Nothing is kept, and it can be written unless there is trouble."""

    trouble: NotRecorded | None = None

    async def try_to_write(self) -> None:
        if self.trouble:
            raise self.trouble

    async def all(self) -> list[Pulse]:
        return []

    async def in_state(self, *states: State) -> list[Round]:
        return []

    async def waiting(self) -> int:
        return 0

    async def waiting_since(self) -> datetime | None:
        return None


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def health(clock: HandClock) -> Health:
    """Of a bot that is connected."""
    return Health(clock=clock, line=FakeLine())


def kept(fake: FakeKept, folder: Path) -> Kept:
    return Kept(
        pulses=fake,
        rounds=fake,
        outbox=fake,
        try_to_write=fake.try_to_write,
        folders={"data": folder},
    )


@pytest.fixture
async def port(health: Health) -> AsyncIterator[int]:
    async with served(health, host="127.0.0.1", port=0) as port:
        yield port


async def read(port: int, page: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{page}") as answer,
    ):
        return answer.status, await answer.text()


async def asked(port: int) -> None:
    """Ask as `staff-pulse health` does, which waits for the answer."""
    await asyncio.to_thread(ask, "127.0.0.1", port)


async def test_a_bot_is_ready_once_it_is_connected_and_has_looked(
    health: Health, port: int, tmp_path: Path
) -> None:
    """Until then it says that it is starting, and is alive."""
    with pytest.raises(NotWell, match=STARTING):
        await asked(port)
    assert await read(port, "/live") == (200, "well\n")
    await health.look(kept(FakeKept(), tmp_path))
    await asked(port)
    health.line = None
    assert await read(port, "/ready") == (503, f"{STARTING}\n")


async def test_a_bot_that_does_not_hear_slack_says_why(
    health: Health, port: int, tmp_path: Path
) -> None:
    """It is not ready, and the line's own sentence tells why; it is alive."""
    await health.look(kept(FakeKept(), tmp_path))
    health.line = FakeLine(trouble=LOST)
    with pytest.raises(NotWell, match=LOST):
        await asked(port)
    assert (await read(port, "/live"))[0] == 200


async def test_a_bot_that_cannot_write_says_why(health: Health, port: int, tmp_path: Path) -> None:
    """With a full or locked disk it is not ready until it can be written again."""
    await health.look(kept(FakeKept(NotRecorded("The disk is full.")), tmp_path))
    assert await read(port, "/ready") == (503, "The disk is full.\n")
    await health.look(kept(FakeKept(), tmp_path))
    assert await read(port, "/ready") == (200, "well\n")


def test_a_bot_that_is_stuck_is_so_by_a_clock_that_was_set_back() -> None:
    """A tick of next week is none of late; the next one makes the bot live again."""
    clock = TurnedClock(NOW)
    health = Health(clock=clock)
    clock.turn_to(NOW - timedelta(days=7))
    assert health.stuck is not None
    health.tick_ended()
    assert health.stuck is None


async def test_a_bot_whose_folder_is_away_says_so(
    health: Health, port: int, tmp_path: Path
) -> None:
    """It does not go on telling how things stood before."""
    await health.look(kept(FakeKept(), tmp_path))
    await health.look(kept(FakeKept(), tmp_path / "gone"))
    status, said = await read(port, "/ready")
    assert (status, str(tmp_path / "gone") in said) == (503, True)


async def test_a_bot_that_looks_at_nothing_any_more_is_stuck(
    health: Health, clock: HandClock, port: int, tmp_path: Path
) -> None:
    """It lives up to the last moment of its freshness; then both pages say that it is stuck."""
    await health.look(kept(FakeKept(), tmp_path))
    clock.move_to(NOW + FRESH)
    assert (await read(port, "/live"))[0] == 200
    clock.move_to(NOW + FRESH + timedelta(seconds=1))
    for page in ("/live", "/ready"):
        status, said = await read(port, page)
        assert (status, "1201 seconds ago" in said) == (503, True)
    health.tick_ended()
    assert (await read(port, "/live"))[0] == 200


async def test_nothing_else_is_served(port: int) -> None:
    """There is no other page."""
    assert (await read(port, "/"))[0] == 404


async def test_no_bot_is_not_well() -> None:
    """Where nobody listens, the sentence names the address and the setting."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotWell, match=rf"No bot answers at 127.0.0.1:{port} .*HEALTH_PORT"):
        await asked(port)


async def test_a_bot_that_does_not_answer_is_stuck() -> None:
    """Where a connection stands and nothing comes, the sentence says so."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        port = mute.getsockname()[1]
        with pytest.raises(NotWell, match=r"did not answer in 0\.1 seconds"):
            await asyncio.to_thread(ask, "127.0.0.1", port, within=0.1)


async def test_something_else_at_the_port_is_not_well() -> None:
    """Whatever does not speak HTTP is no bot."""

    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        with pytest.raises(NotWell, match="No bot answers"):
            await asked(server.sockets[0].getsockname()[1])


def test_no_port_is_not_well() -> None:
    """Where the bot was told to listen nowhere, the sentence names the setting."""
    with pytest.raises(NotWell, match="STAFF_PULSE_HEALTH_PORT is 0"):
        ask("127.0.0.1", 0)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])  # noqa: S104 - as some set it
async def test_a_bot_is_asked_where_it_listens(health: Health, host: str, tmp_path: Path) -> None:
    """One that listens at every address is asked at this machine's own."""
    await health.look(kept(FakeKept(), tmp_path))
    async with served(health, host=host, port=0) as port:
        await asyncio.to_thread(ask, host, port)


async def test_a_port_that_is_taken_is_named(health: Health, port: int) -> None:
    """A second bot on the port is refused, with the setting's name."""
    with pytest.raises(StaffPulseError, match=f"STAFF_PULSE_HEALTH_PORT: 127.0.0.1:{port}"):
        async with served(health, host="127.0.0.1", port=port):
            pass


NAMES = {
    "staff_pulse_build_info": {"version", "python", "sqlite"},
    "staff_pulse_disk_free_bytes": {"folder"},
    "staff_pulse_line_up": set(),
    "staff_pulse_links_opened": set(),
    "staff_pulse_message_longest_wait_seconds": set(),
    "staff_pulse_messages": {"outcome"},
    "staff_pulse_messages_owed": set(),
    "staff_pulse_payloads_failed": {"why"},
    "staff_pulse_ready": set(),
    "staff_pulse_rounds": {"state"},
    "staff_pulse_stalls": set(),
    "staff_pulse_steps_late": set(),
    "staff_pulse_ticks": set(),
}
"""Every metric with its labels."""


def numbers(text: str) -> dict[str, float]:
    """Every sample by name and the values of its labels."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_every_metric_has_the_labels_that_stand_here(
    health: Health, port: int, tmp_path: Path
) -> None:
    """A new metric or label is thought about; there are as many samples whatever has happened."""
    await health.look(kept(FakeKept(), tmp_path))
    status, text = await read(port, "/metrics")
    assert status == 200
    families = [*text_string_to_metric_families(text)]
    labels = {f.name: {key for sample in f.samples for key in sample.labels} for f in families}
    assert labels == NAMES
    before = numbers(text).keys()
    health.sent.update(["sent", "U0ASHA"])
    health.line = FakeLine(failed=Counter({"fault": 1, "U0ASHA": 1}))
    assert numbers((await read(port, "/metrics"))[1]).keys() == before


async def test_no_moment_tells_whose_message_was_given_up(health: Health, tmp_path: Path) -> None:
    """It is counted at the next look, together with all that went since the one before."""
    await health.look(kept(FakeKept(), tmp_path))
    given_up = "staff_pulse_messages_total given-up"
    health.sent.update({"given-up": 1})
    assert numbers(metrics.text(health).decode())[given_up] == 0
    await health.look(kept(FakeKept(), tmp_path))
    assert numbers(metrics.text(health).decode())[given_up] == 1


def test_numbers_that_tell_of_people_are_rounded(health: Health) -> None:
    """Messages are told in tens, what waits upwards, and free disk in hundreds of megabytes."""
    health.sent_by_then.update({"sent": 199, "given-up": 3, "retried": 7})
    health.seen = Seen(
        at=NOW,
        rounds={State.OPEN: 2},
        late=1,
        owed=1,
        waits=NOW - timedelta(seconds=90),
        free={"data": 1_299_999_999},
    )
    found = numbers(metrics.text(health).decode())
    assert found["staff_pulse_messages_total sent"] == 190
    assert found["staff_pulse_messages_total given-up"] == 3
    assert found["staff_pulse_messages_total retried"] == 7
    assert found["staff_pulse_messages_owed"] == 10
    assert found["staff_pulse_message_longest_wait_seconds"] == 90
    assert found["staff_pulse_disk_free_bytes data"] == 1_200_000_000
    assert found["staff_pulse_rounds open"] == 2
    assert found["staff_pulse_steps_late"] == 1


async def test_a_loop_that_stands_still_is_counted(health: Health) -> None:
    """Whatever keeps all else from going on for a whole beat is a stall."""
    watching = asyncio.create_task(health.watch(beat=0.02))
    await asyncio.sleep(0)
    assert health.stalls == 0
    time.sleep(0.05)  # noqa: ASYNC251 - the loop shall stand
    while not health.stalls:  # noqa: ASYNC110 - it sets no event
        await asyncio.sleep(0)
    watching.cancel()
