"""The console at its largest, its wordiest and its emptiest."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from support.large import growing, plainly, questions, wordy
from support.pulse import a_pulse
from support.round import OPENS, a_round

from bot.sandbox import block_kit
from bot.slack.blocks import change_log, console, console_windows, home, opening, paper
from bot.slack.blocks.kit import Drawn
from bot.survey import pages
from bot.usecases.console import Act, Due, PulseSeen, Seen
from bot.usecases.openings import Coming, Opening
from bot.usecases.rounds import Held, OpenPlace, Paper
from bot.usecases.windows import Begun
from storage.model import FOR_EVER, Action, Cadence, Change, Preference

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
Named = Callable[[str, int, int], str]
NAMED = pytest.mark.parametrize("named", [plainly, wordy, growing])


def check(drawn: Drawn) -> None:
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)


def seen(named: Named, number: int, *, busy: bool = True) -> PulseSeen:
    """A pulse of which everything is to be said, or as little as there can be."""
    id_ = f"{number:03}{'w' * 57}"
    pulse = a_pulse(
        id=id_,
        name=named("Pulse", number, 75),
        question_set=questions(20, named=named).model_copy(update={"title": named("Set", 0, 150)}),
    )
    round_ = a_round(pulse, OPENS)
    return PulseSeen(
        pulse=pulse,
        threshold=8,
        paused_until=FOR_EVER if busy else None,
        open=round_ if busy else None,
        next=round_ if busy else None,
        late=busy,
        why=named("It cannot open because", 0, 5_000) if busy else None,
        holds_from=NOW if busy else None,
    )


def action(named: Named, number: int) -> Action:
    return Action(
        id=f"{number:016x}",
        round="weekly-2026-11-24",
        finding="workload",
        what=named("We will", number, 200),
        owner="U1",
        recorded=NOW,
        review=NOW.date(),
    )


def everything(named: Named, pulses: int) -> Seen:
    return Seen(
        at=NOW,
        pulses=tuple(seen(named, n) for n in range(pulses)),
        question_sets=tuple(
            (
                questions(20, named=named).model_copy(update={"title": named("Set", n, 150)}),
                tuple(named("Pulse", m, 75) for m in range(pulses)),
            )
            for n in range(30)
        ),
        begun=tuple(
            Begun(draft=f"new-{n}", name=named("Pulse", n, 75), pulse=None) for n in range(30)
        ),
        drafts=12,
        due=tuple(Due(pulse_name=named("P", n, 75), action=action(named, n)) for n in range(30)),
        waiting_since=NOW,
    )


def held(named: Named) -> Held:
    """As much as is held of anybody, with a digest as long as a post can be."""
    place = OpenPlace(
        round="weekly-2026-11-24",
        pulse_name=named("Pulse", 0, 75),
        closes=NOW,
        zone="Europe/London",
        groups=tuple(named("Group", n, 75) for n in range(3)),
        declined=True,
    )
    lines = tuple(named("A line", n, 200) for n in range(60))
    [page, *_] = pages.cut((pages.Section("Digest", lines),))
    return Held(
        places=(place,) * 8,
        preference=Preference(person="U1", paused_until=NOW),
        digest=page,
        unreadable=(named("Pulse", 1, 75),),
        sees_to=tuple(named("We will", n, 200) for n in range(30)),
        admin=True,
        changed=1_000,
    )


@NAMED
@pytest.mark.parametrize("pulses", [0, 1, 8, 9, 150])
def test_slack_takes_home_with_the_console(named: Named, pulses: int) -> None:
    """However many pulses there are, the tab fits, with what is held and the digest below."""
    for first in (0, 8, 144, 10**9):
        view = home.draw(held(named), everything(named, pulses), first=first)
        block_kit.view(view, "home")


def test_every_pulse_is_reached_from_home() -> None:
    """Button by button all pulses are shown, each once, and then the first ones again."""
    found, first = [], 0
    for _ in range(4):
        blocks = console.draw(everything(plainly, 25), first=first)
        found += [one["elements"][0]["value"][:3] for one in blocks if preview_of(one)]
        [more] = [e for b in blocks for e in b.get("elements", ()) if "more" in str(e)]
        first = int(more["value"])
    assert found == [f"{number:03}" for number in range(25)]
    assert first == 0


def preview_of(block: dict[str, object]) -> bool:
    return block["type"] == "actions" and "console-preview" in str(block)


@NAMED
@pytest.mark.parametrize("pulses", [0, 1, 150])
def test_slack_takes_the_console_in_short(named: Named, pulses: int) -> None:
    """What does not fit is counted."""
    drawn = console.short(everything(named, pulses))
    check(drawn)
    assert ("more." in drawn.text) == (pulses > 1)


@NAMED
@pytest.mark.parametrize("busy", [True, False])
@pytest.mark.parametrize("act", Act)
def test_slack_takes_every_window(named: Named, act: Act, *, busy: bool) -> None:
    """The form that asks, and what is read afterwards."""
    one = seen(named, 0, busy=busy)
    block_kit.view(console_windows.ask(act, one), "modal")
    block_kit.view(console_windows.done(act, one), "modal")


@NAMED
def test_slack_takes_every_menu_of_pulses(named: Named) -> None:
    """More than a menu holds are not offered; who wants them types their names."""
    pulses = [seen(named, n) for n in range(150)]
    for number in (1, 150):
        few = {console.carried(one): one.pulse.name for one in pulses[:number]}
        asked = console.which(console.ACT, few)
        check(asked)
        assert ("Here are 25 of them" in asked.text) == (number > 25)
    check(console.no_such_pulse(pulses))


@NAMED
def test_slack_takes_what_is_open_for_somebody(named: Named) -> None:
    """Of more places than anybody has, the first ones."""
    places = held(named).places * 5
    coming = tuple(
        Coming(pulse_name=named("P", n, 75), opens=NOW, zone="Europe/London") for n in range(60)
    )
    for opened in ((places, ()), ((), coming)):
        preference = Preference(person="U1", never=True)
        check(opening.draw(Opening(places=opened[0], coming=opened[1], preference=preference)))


@NAMED
def test_slack_takes_a_page_of_changes(named: Named) -> None:
    """Twenty entries of any length, with a button each and those that lead on."""
    entry = Change(
        place=10**9, at=NOW, by="U1", said=named("It", 0, 3_000), before="{}", after="{}"
    )
    for newest, earlier in ((True, True), (False, False)):
        block_kit.view(
            change_log.page([entry] * change_log.PAGE, newest=newest, earlier=earlier), "modal"
        )
    block_kit.view(change_log.page([], newest=True, earlier=False), "modal")


@NAMED
def test_slack_takes_the_details_of_any_change(named: Named) -> None:
    """From nothing to the largest pulse, and from one to a wholly other one."""
    small, large = a_pulse(), seen(named, 0).pulse
    bodies = ["", small.model_dump_json(), large.model_dump_json()]
    for before in bodies:
        for after in bodies:
            entry = Change(at=NOW, by=None, said="It was.", before=before, after=after)
            block_kit.view(change_log.details(entry), "modal")


@NAMED
def test_slack_takes_a_preview(named: Named) -> None:
    """Of as many questions as a round asks."""
    asked = Paper(
        round="",
        pulse_name=named("Pulse", 0, 75),
        questions=questions(20, named=named).questions,
        threshold=8,
        closes=NOW,
        zone="Europe/London",
        support=named("Call", 0, 500),
        contact=named("Ask", 0, 150),
    )
    block_kit.view(paper.preview(asked), "modal")


def test_of_a_pulse_that_asks_once_nothing_is_said_to_come_next() -> None:
    """Neither where its round would be skipped, nor where it would be resumed."""
    once = a_pulse().schedule.model_copy(update={"every": Cadence.ONCE})
    one = seen(plainly, 0)
    one = one.model_copy(update={"pulse": one.pulse.model_copy(update={"schedule": once})})
    skipping, resuming = (str(console_windows.ask(act, one)) for act in (Act.SKIP, Act.RESUME))
    assert "it was to ask once, so nothing comes after it" in skipping
    assert "as usual" not in skipping
    assert "It asks once: if its day has passed" in resuming
    idle = one.model_copy(update={"paused_until": None, "next": None, "late": False})
    assert "No other round is to come, as it asks once." in str(
        console.draw(everything(plainly, 0).model_copy(update={"pulses": (idle,)}))
    )
