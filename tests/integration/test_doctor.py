"""`staff-pulse doctor` as an admin meets it: with each fault put in, it names it and what to do."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from support import versions
from support.council import ADMIN, LEADERS, OPENS, ROUND, STAFF, TWO_DIMENSIONS
from support.shell import Ended, Shell, a_shell
from support.two_teams import COUNCIL, answered
from support.world import World, in_force

from bot.checks.doctor import folders, machine
from bot.checks.doctor.finding import State
from bot.checks.folder import Entry
from bot.sandbox import HandClock, RateLimit, ServerError
from bot.slack.verify import needed_scopes
from storage.model import Pulse

ADMINS = {"STAFF_PULSE_ADMINS": f"{ADMIN},S0SOCIALWORKERS"}
NEEDED = frozenset(needed_scopes())
LONG_AGO = "2020-01-07T10:00:00Z"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a pulse in force, as `pulses apply` makes it."""
    folder = tmp_path_factory.mktemp("applied")
    async with a_shell(folder, NEEDED) as shell:
        assert (await shell.apply(TWO_DIMENSIONS)).code == 0
    return folder / "data"


@pytest.fixture
async def shell(applied: Path, tmp_path: Path) -> AsyncIterator[Shell]:
    """The council with social workers in their user group, and the pulse that asks them."""
    shutil.copytree(applied, tmp_path / "data")
    async with a_shell(tmp_path, NEEDED) as shell:
        shell.sandbox.workspace.change_usergroup("S0SOCIALWORKERS", members=COUNCIL.north)
        yield shell


def execute(shell: Shell, sql: str, *values: str) -> None:
    with closing(sqlite3.connect(shell.folder / "data" / "staff-pulse.sqlite3")) as database:
        database.execute(sql, values)
        database.commit()


def found(ended: Ended) -> list[str]:
    """What was found, a line each, as "TO MEND channels: ..."; nothing private is among it."""
    assert re.search(r"UPERSON|xox|xapp|Traceback", ended.out + ended.err) is None
    *_, findings, _ = re.split(r"\n\n", ended.out)
    lines = re.split(r"\n  (?=\S)", f"\n{findings}")[1:]
    return [" ".join(line.split()) for line in lines]


async def to_mend(shell: Shell, about: str, **variables: str) -> str:
    """What a doctor who finds something to mend says of one matter."""
    ended = await shell.run("doctor", **ADMINS | variables)
    assert ended.code == 1
    start = f"TO MEND {about}: "
    return "\n".join(line.removeprefix(start) for line in found(ended) if line.startswith(start))


async def test_beside_a_running_bot_all_is_well(shell: Shell) -> None:
    """With everything as it must be there is nothing to mend, and nothing was left out."""
    async with shell.running():
        ended = await shell.run("doctor", **ADMINS)
    lines = found(ended)
    assert (ended.code, [line for line in lines if not line.startswith("well ")]) == (0, [])
    assert 'well user groups: S0SOCIALWORKERS (pulse "weekly", dimensions.1.groups.1.people.1.' in (
        "\n".join(lines)
    )
    assert "13 people." in "\n".join(lines)
    assert ended.out.endswith(f"0 to mend, 0 could not be checked, {len(lines)} well.\n")


async def test_it_changes_nothing(shell: Shell) -> None:
    """No file is written, and Slack is asked, and told nothing."""
    before = seen(shell.folder)
    asked = set(shell.sandbox.web_api.calls)
    await shell.run("doctor", **ADMINS)
    assert seen(shell.folder) == before
    assert {method for method, _ in set(shell.sandbox.web_api.calls) - asked} <= {
        "apps.connections.open",
        "auth.test",
        "conversations.info",
        "usergroups.users.list",
        "users.info",
    }
    assert shell.sandbox.socket_mode.connections == 0


def seen(folder: Path) -> dict[str, tuple[object, ...]]:
    paths = sorted(folder.rglob("*"))
    return {
        str(path): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.is_file() and path.read_bytes(),
        )
        for path in paths
    }


async def test_before_the_first_start_only_the_settings_count(tmp_path: Path) -> None:
    """Folders that are not there yet are no fault, and none is made."""
    async with a_shell(tmp_path, NEEDED) as shell:
        ended = await shell.run("doctor", STAFF_PULSE_ADMINS=ADMIN)
    assert (ended.code, [line for line in found(ended) if not line.startswith("well ")]) == (0, [])
    assert seen(tmp_path) == {}


async def test_every_setting_that_is_wrong_is_told(shell: Shell) -> None:
    """Not the first alone: each has a line, and what does not hang on them is looked at."""
    wrong = {"STAFF_PULSE_ADMINS": "bob", "STAFF_PULSE_DATADIR": "x", "STAFF_PULSE_MODE": "ftp"}
    ended = await shell.run("doctor", **wrong)
    told = [line for line in found(ended) if line.startswith("TO MEND settings: ")]
    assert [line.split()[3] for line in told] == [
        "STAFF_PULSE_DATADIR",
        "STAFF_PULSE_ADMINS",
        "STAFF_PULSE_MODE",
    ]
    assert any(line.startswith("well bot token: ") for line in found(ended))
    assert "? app token: Could not be checked. Mend the settings first." in found(ended)


async def test_a_bot_token_that_slack_does_not_take(shell: Shell) -> None:
    """The sentence names its variable, and what needs Slack could not be checked."""
    ended = await shell.run("doctor", SLACK_BOT_TOKEN="xoxb-wrong", **ADMINS)
    [line] = [line for line in found(ended) if "bot token:" in line]
    assert line.startswith("TO MEND bot token: Slack does not take the bot token (invalid_auth)")
    unknown = [line.split(":")[0] for line in found(ended) if line.startswith("? ")]
    assert unknown == [
        f"? {about}"
        for about in ("app token", "scopes", "clock", "channels", "user groups", "admins")
    ]


async def test_an_app_token_that_slack_does_not_take(shell: Shell) -> None:
    """The sentence names its variable and the scope that it needs."""
    said = await to_mend(shell, "app token", SLACK_APP_TOKEN="xapp-wrong")
    assert "SLACK_APP_TOKEN" in said
    assert "connections:write" in said


async def test_no_app_token_is_needed_over_http(shell: Shell) -> None:
    """In the mode http nothing is asked about it."""
    told = {"STAFF_PULSE_MODE": "http", "SLACK_SIGNING_SECRET": "s", "SLACK_APP_TOKEN": ""}
    ended = await shell.run("doctor", **ADMINS | told)
    assert any(line.startswith("well app token: None is needed") for line in found(ended))


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (NEEDED - {"users:read"}, "lacks the scope users:read: add what is missing"),
        (NEEDED - {"files:write"}, "Digests go without charts and files: The Slack app lacks"),
        (NEEDED | {"im:history", "im:write"}, "more than it needs: im:history and im:write."),
    ],
)
async def test_scopes_other_than_the_manifests(
    tmp_path: Path, scopes: frozenset[str], words: str
) -> None:
    """What is missing is named with what is lost, and so is what a thief could use."""
    async with a_shell(tmp_path, scopes) as shell:
        assert words in await to_mend(shell, "scopes")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members": COUNCIL.north}, "which the bot is not in; invite the bot"),
        ({"archived": True}, "which is archived; bring it back"),
    ],
)
async def test_a_channel_that_cannot_be_used(
    shell: Shell, change: dict[str, object], words: str
) -> None:
    """Its key in the pulse is named; the other channels are told to be well."""
    shell.sandbox.workspace.change_channel("C0NORTH", **change)
    said = await to_mend(shell, "channels")
    assert said.startswith(
        'pulse "weekly", dimensions.2.groups.1.people.1.channel: found "C0NORTH"'
    )
    assert words in said
    ended = await shell.run("doctor", **ADMINS)
    well = [line for line in found(ended) if line.startswith("well channels: ")]
    assert [line.split()[2] for line in well] == [LEADERS, STAFF, "C0SOUTH", "C0HOSPITAL"]


async def test_user_groups_that_are_empty_or_gone(shell: Shell) -> None:
    """A group in which nobody is, and one that Slack does not know, are told with their key."""
    key = 'pulse "weekly", dimensions.1.groups.1.people.1.usergroup: found "S0SOCIALWORKERS"'
    shell.sandbox.workspace.change_usergroup("S0SOCIALWORKERS", members=())
    assert (
        await to_mend(shell, "user groups")
        == f"{key}, in which nobody is; add its people in Slack."
    )
    assert "Number 2 in STAFF_PULSE_ADMINS" in await to_mend(shell, "admins")
    del shell.sandbox.workspace.usergroups["S0SOCIALWORKERS"]
    assert (await to_mend(shell, "user groups")).startswith(f"{key}, which is no user group")


async def test_admins_whom_slack_does_not_know(shell: Shell) -> None:
    """They are told by their place in the setting and never by id."""
    shell.sandbox.workspace.add_person("U0LEFTLASTYEAR", deleted=True)
    named = f"{ADMIN},U0NOBODYATALL,U0LEFTLASTYEAR"
    ended = await shell.run("doctor", STAFF_PULSE_ADMINS=named)
    told = [line for line in found(ended) if " admins: " in line]
    assert [line.partition(" in STAFF")[0] for line in told] == [
        "well admins: Number 1",
        "TO MEND admins: Number 2",
        "TO MEND admins: Number 3",
    ]
    assert not {"U0NOBODYATALL", "U0LEFTLASTYEAR"} & set(re.findall(r"\w+", ended.out))
    assert "Nobody is named" in await to_mend(shell, "admins", STAFF_PULSE_ADMINS="")


@pytest.mark.parametrize(("year", "word"), [(2020, "ahead"), (2090, "behind")])
async def test_a_clock_that_is_wrong(tmp_path: Path, year: int, word: str) -> None:
    """Slack's own time is compared with this machine's."""
    async with a_shell(
        tmp_path, NEEDED, clock=HandClock(datetime(year, 1, 1, tzinfo=UTC))
    ) as shell:
        said = await to_mend(shell, "clock")
    assert re.fullmatch(rf"This machine is \d+ seconds {word} of Slack, .* by NTP\.", said)


async def test_slack_that_cannot_be_reached(shell: Shell) -> None:
    """That is told as what it is; all that is on this machine is looked at."""
    ended = await shell.run("doctor", SLACK_API_URL="http://127.0.0.1:1/api/", **ADMINS)
    [line] = [line for line in found(ended) if " bot token: " in line]
    assert line.startswith("? bot token: Could not be checked. Slack could not be reached")
    assert any(line.startswith("well database: ") for line in found(ended))


@pytest.mark.parametrize("fault", [RateLimit(retry_after=1), ServerError(503)])
async def test_what_slack_does_not_answer_is_not_called_well(
    tmp_path: Path, fault: RateLimit | ServerError
) -> None:
    """A call that Slack put off could not be checked, and the exit code tells it from all well."""
    async with a_shell(tmp_path, NEEDED) as shell:
        shell.sandbox.faults.order("auth.test", fault)
        ended = await shell.run("doctor", STAFF_PULSE_ADMINS=ADMIN)
    assert ended.code == 2
    assert any(
        line.startswith("? bot token: Could not be checked. Slack ") for line in found(ended)
    )


async def test_files_that_others_can_read(shell: Shell) -> None:
    """Each is named with its mode and the command that takes it away."""
    database, keys = shell.folder / "data" / "staff-pulse.sqlite3", shell.folder / "keys"
    keys.mkdir(mode=0o700)
    database.chmod(0o644)
    keys.chmod(0o755)
    said = await to_mend(shell, "data folder")
    assert said == (
        f"Others than its own user can get at {database}, whose mode is 0644: take that away with "
        f"chmod go= {database}"
    )
    assert f"{keys}, whose mode is 0755" in await to_mend(shell, "key folder")


def test_a_file_of_another_user(tmp_path: Path) -> None:
    """A file that belongs to somebody else than the folder is told with what to do."""
    whole = Entry(name=".", mode=0o700, size=0, plain=True, owner=10001)
    other = Entry(name="lock", mode=0o600, size=0, plain=True, owner=0)
    assert folders.fault(whole, whole, tmp_path) == ""
    assert folders.fault(other, whole, tmp_path) == (
        f"{tmp_path / 'lock'} belongs to another user than {tmp_path}: give it back with chown."
    )


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """Little room for bytes or for files is to mend, much is well."""
    states = {
        folders.room(tmp_path, free=free, files=files).state: (free, files)
        for free, files in ((10**9, 10**6), (10**6, 10**6))
    }
    assert states == {State.WELL: (10**9, 10**6), State.MEND: (10**6, 10**6)}
    assert "room for 7 more files" in folders.room(tmp_path, free=10**9, files=7).said


async def asking(here: World, weekly: tuple[Pulse, ...]) -> Shell:
    """Where a bot has just ended whose round is open."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
        await answered(here)
    return Shell(folder=here.folders.data_dir.parent, sandbox=here.sandbox)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (f"keys/{ROUND}.key", f"The key of {ROUND} is not there"),
        (f"data/boxes/{ROUND}.box", f"The ballot box of {ROUND} is not there"),
    ],
)
async def test_an_open_round_whose_box_or_key_is_gone(
    here: World, weekly: tuple[Pulse, ...], lost: str, words: str
) -> None:
    """The round is named, and what will become of it."""
    shell = await asking(here, weekly)
    assert await to_mend(shell, "open rounds") == ""
    (shell.folder / lost).unlink()
    assert words in await to_mend(shell, "open rounds")


async def test_folders_that_are_no_pair(here: World, weekly: tuple[Pulse, ...]) -> None:
    """A key folder that is not mounted, or another one, is told apart from keys that are gone."""
    shell = await asking(here, weekly)
    assert await to_mend(shell, "pairing") == ""
    shutil.move(shell.folder / "keys", shell.folder / "away")
    assert "is not the one that belongs to" in await to_mend(shell, "pairing")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "is damaged"),
        (lambda path: path.write_text("no database"), "is damaged"),
        (lambda path: execute_in(path, "PRAGMA user_version = 999"), "a newer Staff Pulse"),
        (lambda path: execute_in(path, "PRAGMA journal_mode = WAL"), "keeps a log or a journal"),
        (lambda path: execute_in(path, "UPDATE pulses SET body = '{}'"), "cannot read"),
    ],
)
async def test_a_database_that_is_not_as_it_must_be(
    shell: Shell, damage: Callable[[Path], object], words: str
) -> None:
    """Damage, a newer schema, a log of changes and unreadable pulses are each told."""
    damage(shell.folder / "data" / "staff-pulse.sqlite3")
    assert words in await to_mend(shell, "database")


def execute_in(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(sql)
        database.commit()


async def test_an_older_database_is_read_as_the_next_start_makes_it(shell: Shell) -> None:
    """A schema that is behind is no fault: a copy of it is brought up to date in memory."""
    database = shell.folder / "data" / "staff-pulse.sqlite3"
    database.unlink()
    versions.write(7, database)
    ended = await shell.run("doctor", **ADMINS)
    [line] = [line for line in found(ended) if "database: Its schema" in line]
    assert line.startswith("well database: Its schema is 7; the next start brings it to ")


async def test_a_step_that_is_overdue(shell: Shell) -> None:
    """A round that should have been opened is named with the time, and so is a bot that stands."""
    execute(
        shell,
        "UPDATE pulses SET since = ?, body = replace(body, '2026-11-24', '2020-01-07')",
        "2020-01-01T00:00:00Z",
    )
    said = await to_mend(shell, "next steps")
    assert said.startswith(
        "weekly-2020-01-07 should have been opened on Tuesday 7 January at 10:00"
    )
    assert "start it with staff-pulse run" in await to_mend(shell, "bot")


async def test_backups_that_are_not_made(shell: Shell) -> None:
    """A folder that is not mounted is named, and so is the night since which there is none."""
    folder = shell.folder / "backups"
    wanted = {"STAFF_PULSE_BACKUP_DIR": str(folder)}
    assert str(folder) in await to_mend(shell, "backups", **wanted)
    folder.mkdir()
    assert await to_mend(shell, "backups", **wanted) == ""
    (folder / "staff-pulse-night-2020-01-06.sqlite3").touch()
    said = await to_mend(shell, "backups", **wanted)
    assert said.startswith("The newest is of the night of 2020-01-06, and ")


async def test_a_message_that_waits_for_long(shell: Shell) -> None:
    """It is told since when the oldest waits; nobody is named, nor how many there are."""
    execute(
        shell,
        "INSERT INTO outbox (key, recipient, to_person, body, since, due) "
        "VALUES ('a/b/UPERSON001', 'UPERSON001', 1, '{}', ?, ?)",
        LONG_AGO,
        LONG_AGO,
    )
    said = await to_mend(shell, "messages")
    assert said.startswith("Messages wait, since 2020-01-07 10:00 UTC: ")


def test_what_is_known_of_sqlite() -> None:
    """Faults that cannot reach us are named with why; a version that is too old is to mend."""
    [wal, *others] = machine.faults("3.40.1")
    assert wal.said.startswith("SQLite 3.40.1: before 3.51.3 resetting a write-ahead log")
    assert {one.state for one in (wal, *others)} == {State.WELL}
    assert [one.state for one in machine.faults("3.36.0")] == [State.MEND]
    assert "no fault is known" in machine.faults("3.60.0")[0].said


@pytest.mark.parametrize(
    ("release", "state"),
    [("2026b", State.WELL), ("2024a", State.WELL), ("2022c", State.MEND), ("", State.WELL)],
)
def test_zones_that_are_years_old(release: str, state: State) -> None:
    """Data of zones from more than two years ago is to be updated."""
    today = datetime(2026, 11, 26, tzinfo=UTC).date()
    assert machine.aged("the system", release, today).state is state
