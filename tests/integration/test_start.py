"""The command `staff-pulse` as an admin meets it, in a process of its own, against the sandbox."""

import asyncio
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from support.council import (
    ADMIN,
    CLOSES,
    LEADERS,
    ONE_DIMENSION,
    ONE_QUESTION,
    OPENS,
    PUBLISHES,
    REMINDS,
    STAFF,
    people,
    pulses,
)
from support.shell import SECONDS, Ended, Shell, a_shell
from support.two_teams import COUNCIL, DIGESTS, answered
from support.warm import COMMAND
from support.world import World, in_force

from bot.demo.clock import EagerClock
from bot.running import run
from bot.sandbox import Interject, Person
from bot.settings import Settings
from bot.slack.verify import needed_scopes
from bot.survey import notices
from storage.database import to_text
from storage.model import FOR_EVER, Pulse

INSTALLED = (str(COMMAND),)


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with a_shell(tmp_path) as shell:
        yield shell


def is_refused(ended: Ended, *words: str) -> bool:
    """Whether a command ended with a code of its own and one sentence that holds the words."""
    *before, sentence = ended.err.splitlines()
    said = all(word in sentence for word in words)
    return ended.code == 1 and said and "Traceback" not in ended.err and "Error" not in str(before)


async def test_the_bot_runs_until_it_is_asked_to_end(shell: Shell) -> None:
    """It connects, says that it runs, is well, and ends by itself with code 0."""
    async with shell.running(INSTALLED) as process:
        assert shell.sandbox.socket_mode.connections == 1
        health = await shell.run("health")
        assert (health.code, health.out) == (0, "The bot runs and is connected.\n")
    assert process.returncode == 0
    assert is_refused(await shell.run("health"), "No bot answers", str(shell.health_port))


async def test_a_crash_writes_no_memory_to_the_disk(shell: Shell) -> None:
    """The bot forbids core dumps of itself, in which answers on their way could be."""
    async with shell.running(INSTALLED) as process:
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)


TELLING = """
import gc, signal, sys
from bot.cli import main

def tell(*_):
    loaded = [one for one in ("numpy", "highspy", "prometheus_client") if one in sys.modules]
    print(gc.isenabled(), gc.get_freeze_count() > 0, loaded, flush=True)

signal.signal(signal.SIGUSR1, tell)
main()
"""


async def test_a_bot_at_rest_has_loaded_only_what_it_needs(shell: Shell) -> None:
    """Python looks for what nobody uses, passing over what was loaded; the solver is not."""
    async with shell.running((sys.executable, "-c", TELLING)) as process:
        assert (await shell.run("health")).code == 0
        process.send_signal(signal.SIGUSR1)
        assert process.stdout is not None
        async with asyncio.timeout(SECONDS):
            assert await process.stdout.readline() == b"True True []\n"


async def test_a_second_bot_on_the_folder_names_the_first(shell: Shell) -> None:
    """Two bots never work on one folder; the sentence says which process has it."""
    async with shell.running(INSTALLED) as process:
        second = await shell.run("run")
    assert is_refused(second, "already running", f"process {process.pid}")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, ("bot token", "SLACK_BOT_TOKEN")),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, ("app token", "SLACK_APP_TOKEN")),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, ("Slack could not be reached",)),
    ],
)
async def test_a_bot_that_cannot_reach_slack_says_why(
    shell: Shell, variables: dict[str, str], words: tuple[str, ...]
) -> None:
    """A wrong token, or no Slack at all, is one sentence and an exit code."""
    assert is_refused(await shell.run("run", **variables), *words)


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
async def test_a_start_that_a_page_answers_says_so(shell: Shell, method: str, status: int) -> None:
    """Where a page comes in the place of Slack's answer, the start ends with a sentence."""
    shell.sandbox.faults.order(method, Interject(status))
    assert is_refused(await shell.run("run"), "Slack has trouble of its own", "try again")


async def test_a_bot_without_a_scope_says_which(tmp_path: Path) -> None:
    """A missing scope is named, with where to add it."""
    granted = frozenset(needed_scopes()) - {"users:read"}
    async with a_shell(tmp_path, granted) as shell:
        assert is_refused(await shell.run("run"), "users:read", "reinstall the app")


async def test_pulses_that_cannot_be_are_refused(shell: Shell) -> None:
    """A missing group or channel, or a bad value, is told by its place; the pulse before stays."""
    assert (await shell.apply(ONE_DIMENSION)).code == 0
    new = ONE_DIMENSION.replace("name: Weekly pulse", "name: New pulse")
    nowhere = new.replace("people: [channel: C0NORTH]", "people: [usergroup: S0NOWHERE]")
    place = "pulses.yaml, line 13: pulses.1.dimensions.1.groups.1.people.1"
    no_group = f'{place}.usergroup: found "S0NOWHERE", which is no user group that Slack knows'
    assert is_refused(await shell.apply(nowhere), no_group)
    no_channel = f'{place}.channel: found "C0NOWHERE", which is no channel that the bot can see'
    assert is_refused(await shell.apply(new.replace("C0NORTH", "C0NOWHERE")), no_channel)
    low = await shell.apply(new.replace("threshold: 5", "threshold: 4"))
    assert is_refused(low, "pulses.yaml", "threshold", "4", "5")
    assert "weekly: Weekly pulse" in (await shell.run("pulses", "show")).out


async def test_a_fault_of_its_own_is_a_sentence_without_its_text(shell: Shell) -> None:
    """What nobody foresaw ends a command with its type and place, and quotes nothing."""
    assert (await shell.apply(ONE_DIMENSION)).code == 0
    with closing(sqlite3.connect(shell.folder / "data" / "staff-pulse.sqlite3")) as database:
        database.execute("""UPDATE pulses SET body = '{"id": "canary"}'""")
        database.commit()
    ended = await shell.run("pulses", "show")
    assert is_refused(ended, "a fault of its own, ValidationError in", "please report it")
    assert "canary" not in ended.out + ended.err


async def test_a_pause_from_chat_is_shown_to_whoever_applies_a_file(shell: Shell) -> None:
    """A file does not resume a pulse, so both commands say that it pauses."""
    assert (await shell.apply(ONE_DIMENSION)).code == 0
    with closing(sqlite3.connect(shell.folder / "data" / "staff-pulse.sqlite3")) as database:
        database.execute("UPDATE pulses SET paused_until = ?", (to_text(FOR_EVER),))
        database.commit()
    said = "weekly: pauses until an admin resumes it in Slack."
    assert said in (await shell.run("pulses", "show")).out
    assert said in (await shell.apply(ONE_DIMENSION)).out


async def test_a_pulse_without_anybody_to_ask_is_refused(shell: Shell) -> None:
    """Where nobody is in any channel of the audience, the sentence says so."""
    for channel in (STAFF, "C0NORTH", "C0SOUTH"):
        shell.sandbox.workspace.change_channel(channel, members=(shell.sandbox.workspace.bot_user,))
    assert is_refused(await shell.apply(ONE_DIMENSION), "Weekly pulse", "nobody to ask")
    assert "No pulse is in force" in (await shell.run("pulses", "show")).out


async def test_pulses_are_applied_beside_a_running_bot(shell: Shell) -> None:
    """A pulse can be put in force while the bot runs, and the bot goes on."""
    async with shell.running() as process:
        applied = await shell.apply(ONE_DIMENSION)
        assert applied.code == 0
        left_out = "1 bot, deleted person or stranger left out"
        assert applied.out.startswith(f"weekly: asks 26 people; {left_out}.\n")
        assert process.returncode is None
    assert process.returncode == 0


def asking(*audiences: str, questions: str = "one.yaml") -> str:
    """A file of pulses, one for each channel, all with the same questions."""
    head, _, tail = ONE_QUESTION.partition("    audience:")
    _, _, foot = tail.partition("    schedule:")
    entry = head.replace("pulses:\n", "").replace("one.yaml", questions)
    return "pulses:\n" + "".join(
        entry.replace("id: weekly", f"id: p{number}").replace("Weekly", f"Pulse {number}")
        + f"    audience: [{{channel: {channel}}}]\n    schedule:{foot}"
        for number, channel in enumerate(audiences)
    )


WORDING = "How often was your workload manageable in the last week?"
OFFLINE = {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}


@pytest.fixture
def one_question(tmp_path: Path) -> None:
    pulses(ONE_QUESTION, tmp_path)


@pytest.mark.usefixtures("one_question")
async def test_pulses_that_ask_the_same_people_the_same_are_refused(shell: Shell) -> None:
    """The sentence names both, the question, how many people and what to do; nothing is applied."""
    refused = await shell.apply(asking(STAFF, "C0NORTH"))
    pair = 'The pulses "Pulse 0 pulse" and "Pulse 1 pulse" would ask 13 people the same question'
    assert is_refused(refused, pair, WORDING, "make them one pulse with dimensions")
    assert "No pulse is in force" in (await shell.run("pulses", "show")).out
    assert (await shell.apply(asking("C0NORTH", "C0SOUTH"))).code == 0


@pytest.mark.usefixtures("one_question")
async def test_without_slack_only_the_same_channel_is_refused(shell: Shell) -> None:
    """Where memberships cannot be read, it says that they are compared when a round opens."""
    refused = await shell.apply(asking("C0NORTH", "C0NORTH"), **OFFLINE)
    assert is_refused(refused, "both ask the channel C0NORTH the same question", WORDING)
    applied = await shell.apply(asking("C0NORTH", STAFF), **OFFLINE)
    assert applied.code == 0
    assert "Some of the pulses share a question." in applied.out
    alone = await shell.apply(asking(STAFF), **OFFLINE)
    assert "share a question" not in alone.out


async def test_a_change_is_told_to_the_admin_with_its_day(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """Applying a new threshold says from when on it holds and who is told; show says it again."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    shell = Shell(folder=tmp_path, sandbox=here.sandbox)
    applied = await shell.apply(ONE_QUESTION.replace("threshold: 5", "threshold: 9"))
    assert applied.code == 0
    words = "Figures will be shown for at least 9 people; until then it is 5."
    [line] = [one for one in applied.out.splitlines() if words in one]
    assert line.startswith("weekly, from the round of Tuesday ")
    assert f"told in {STAFF}" in line
    shown = await shell.run("pulses", "show")
    assert "threshold 5\n" in shown.out
    assert line in shown.out


def once(first: str) -> str:
    """The file of a pulse that asks once."""
    return ONE_QUESTION.replace("first: 2026-11-24", f"first: {first}\n      every: once").replace(
        "id: weekly", "id: yearly"
    )


@pytest.mark.usefixtures("one_question")
async def test_a_pulse_that_asks_once_says_when_or_that_it_does_no_more(shell: Shell) -> None:
    """Applying it and showing it name the day with its year, or how it could ask again."""
    for first, said in (
        ("2097-01-02", "yearly: asks once, from Tuesday 8 January at 10:00 (2097) on."),
        ("2020-01-01", "yearly: no further round is planned; a later first date"),
    ):
        applied = await shell.apply(once(first))
        assert said in applied.out
        assert said in (await shell.run("pulses", "show")).out


async def test_a_change_without_a_round_to_hold_from_is_told_to_the_admin(
    here: World, weekly: tuple[Pulse, ...], tmp_path: Path
) -> None:
    """A pulse that has asked and asks no more keeps its terms, and applying says why."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    shell = Shell(folder=tmp_path, sandbox=here.sandbox)
    over = once("2020-01-01").replace("id: yearly", "id: weekly")
    applied = await shell.apply(over.replace("threshold: 5", "threshold: 9"))
    assert "weekly: threshold, audience and groups stay as they were" in applied.out
    assert "threshold 5\n" in (await shell.run("pulses", "show")).out


async def test_a_round_goes_on_through_restarts(here: World, weekly: tuple[Pulse, ...]) -> None:
    """A bot that is stopped after every step takes the next one as soon as it runs again."""
    async with in_force(here, weekly):
        pass
    async with stepping(here, OPENS, lambda: received(here) == {1}):
        await answered(here, people(1, 20))
    async with stepping(here, REMINDS, lambda: received(here) == {2}):
        pass
    async with stepping(here, CLOSES, lambda: not [*here.folders.key_dir.glob("*.key")]):
        pass
    async with stepping(here, PUBLISHES, lambda: here.kinds() == DIGESTS):
        assert "of 26 answered" in here.posted(LEADERS)[0].words


async def test_the_admins_of_the_settings_hear_of_trouble(
    here: World, weekly: tuple[Pulse, ...]
) -> None:
    """Whoever is named as an admin gets a message when a round is lost."""
    async with in_force(here, weekly) as running:
        await running.tick(OPENS)
    for key in here.folders.key_dir.glob("*.key"):
        key.unlink()
    admin = here.person(ADMIN)
    async with stepping(here, REMINDS, lambda: admin.direct_messages() != ()):
        [told] = admin.direct_messages()
        assert notices.LOST in told.text


async def test_channels_that_cannot_be_used_stop_nothing(
    here: World, weekly: tuple[Pulse, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """With one gone and the bot taken out of another, people are asked, and keys go at closing."""
    async with in_force(here, weekly):
        pass
    here.sandbox.workspace.change_channel(LEADERS, archived=True)
    here.sandbox.workspace.change_channel(STAFF, members=COUNCIL.people)
    admin = here.person(ADMIN)
    async with stepping(here, OPENS, lambda: received(here) == {1} and told_of(admin) == 2):
        await answered(here, people(1, 20))
    async with stepping(here, CLOSES, lambda: not [*here.folders.key_dir.glob("*.key")]):
        pass
    assert [line for line in caplog.messages if "cannot be used" in line] == 2 * [
        f'A channel cannot be used: pulse "weekly", leadership: found "{LEADERS}", which is '
        "archived; bring it back in Slack or name another channel.",
        f'A channel cannot be used: pulse "weekly", staff: found "{STAFF}", which the bot is not '
        "in; invite the bot to the channel with /invite.",
    ]
    here.sandbox.workspace.change_channel(LEADERS, archived=False)
    here.sandbox.workspace.change_channel(
        STAFF, members=(*COUNCIL.people, here.sandbox.workspace.bot_user)
    )
    async with stepping(here, PUBLISHES, lambda: here.kinds() == DIGESTS):
        assert "of 26 answered" in here.posted(LEADERS)[0].words


async def test_channels_that_slack_does_not_tell_of_stop_nothing(shell: Shell) -> None:
    """Where Slack has trouble while channels are looked at, the bot starts."""
    assert (await shell.apply(ONE_DIMENSION)).code == 0
    shell.sandbox.faults.order("conversations.info", Interject(503))
    async with shell.running() as process:
        assert process.returncode is None


def told_of(admin: Person) -> int:
    """Of how many channels an admin was told that they cannot be used."""
    return sum("waits until then" in message.text for message in admin.direct_messages())


def received(here: World) -> set[int]:
    """The numbers of messages that people got."""
    return {len(here.person(one).direct_messages()) for one in COUNCIL.people}


@asynccontextmanager
async def stepping(here: World, instant: datetime, done: Callable[[], bool]) -> AsyncIterator[None]:
    """The bot as `staff-pulse run` builds it, started at an instant, once it has done its step."""
    here.clock.move_to(instant)
    settings = Settings(
        slack_bot_token=SecretStr(here.sandbox.bot_token),
        slack_app_token=SecretStr(here.sandbox.app_token),
        slack_api_url=here.sandbox.api_url,
        data_dir=here.folders.data_dir,
        key_dir=here.folders.key_dir,
        admins=(ADMIN,),
        health_port=0,
    )
    running = asyncio.ensure_future(run(settings, EagerClock(here.clock)))
    try:
        async with asyncio.timeout(SECONDS):
            while not done() and not running.done():  # noqa: ASYNC110 - files have no event
                await asyncio.sleep(0.01)
        yield
    finally:
        if not running.done():
            os.kill(os.getpid(), signal.SIGTERM)
        await running


async def test_pulses_are_exported_as_they_can_be_applied(shell: Shell) -> None:
    """What is written changes nothing when it is applied, and nothing there is overwritten."""
    assert is_refused(await shell.run("pulses", "export", "out.yaml"), "nothing to write")
    pulses(ONE_QUESTION, shell.folder)
    assert (await shell.apply(ONE_QUESTION)).code == 0
    shown = (await shell.run("pulses", "show")).out
    (shell.folder / "one.yaml").unlink()
    exported = await shell.run("pulses", "export", "out.yaml")
    assert exported.out == "Written: out.yaml and one.yaml.\n"
    assert is_refused(await shell.run("pulses", "export", "out.yaml"), "out.yaml", "--replace")
    assert (await shell.run("pulses", "export", "out.yaml", "--replace")).code == 0
    assert (await shell.run("pulses", "apply", "out.yaml")).code == 0
    assert (await shell.run("pulses", "show")).out == shown


async def test_question_sets_go_out_and_come_back_by_command(shell: Shell) -> None:
    """A set that is exported, changed and imported is what pulses ask, with what changes told."""
    await shell.apply(ONE_DIMENSION)
    exported = await shell.run("questions", "export", "weekly", "--out", "weekly.yaml")
    assert (exported.code, exported.out) == (0, "Written: weekly.yaml.\n")
    again = await shell.run("questions", "export", "weekly", "--out", "weekly.yaml")
    assert is_refused(again, "weekly.yaml", "--replace")
    file = shell.folder / "weekly.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("workload manageable", "workload fine"), encoding="utf-8")
    imported = await shell.run("questions", "import", "weekly.yaml")
    assert imported.code == 0
    assert "The trend begins anew" in imported.out
    assert "How often was your workload fine in the last week?" in imported.out
    assert imported.out.endswith("Kept, and asked from the next round on by: weekly.\n")
    again = await shell.run("questions", "export", "weekly")
    assert again.out == file.read_text(encoding="utf-8")


async def test_a_question_set_that_is_not_there_is_not_exported(shell: Shell) -> None:
    """A name that no set has is refused in one sentence with those that there are."""
    refused = await shell.run("questions", "export", "weakly")
    assert is_refused(refused, '"weakly"', "health-check, priorities, support-grades")
    assert not (shell.folder / "data").exists()
