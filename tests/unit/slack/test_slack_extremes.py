"""Every message and view at the largest, the wordiest and the emptiest that there can be."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape

import pytest
from support.large import dimension, growing, plainly, questions, rounds, wordy
from support.published import ALL, Count, Group
from support.pulse import a_pulse
from support.wishes import a_ranking, told, with_rankings

from bot.sandbox import block_kit
from bot.slack.blocks import digest as drawing
from bot.slack.blocks import help as help_
from bot.slack.blocks import home, message
from bot.slack.blocks.kit import Drawn
from bot.survey import midway, notices, pages
from bot.survey import post as composed
from bot.survey.actions import Promised
from bot.survey.alerts import sentence
from bot.survey.changes import dates, notice
from bot.survey.digest import Digest, compose
from bot.survey.messages import (
    DigestFile,
    DigestPost,
    DigestThread,
    HalfwayPost,
    HalfwayThread,
    Notice,
)
from bot.survey.post import MOST_IN_POST, MOST_OVERDUE, MOST_RANKINGS
from bot.survey.sections import round_by_round
from bot.survey.trends import PulseTrends
from bot.usecases.rounds import Held, OpenPlace
from storage.model import REST, Midway, Precision, Preference, Pulse

ROUND = f"{'w' * 60}-2026-11-24-1000"
PICTURE = "F0123456789"
CLOSES = datetime(2026, 11, 26, 16, tzinfo=UTC)
ONCE = a_pulse().schedule.model_dump() | {"every": "once"}
SMALL = ("population", "employment", "place")

Told = Callable[[int, str], Mapping[Group, Count]]


def a_large_pulse(
    *, teams: int = 0, named: Callable[[str, int, int], str] = plainly, **changes: object
) -> Pulse:
    """A pulse of 20 questions, seven of them anchors, that cuts by teams or in three small ways."""
    small = [dimension(one, 2, named) for one in SMALL[: 2 if teams else 3]]
    return a_pulse(
        name=named("Pulse", 0, 75),
        contact=named("Ask", 0, 150),
        question_set=questions(20, anchors=7, named=named),
        dimensions=(*([dimension("team", teams, named)] if teams else []), *small),
        threshold=8,
        **changes,
    )


def answers(pulse: Pulse, favourable: int = 40, whole: int = 60) -> dict[Group, Count]:
    """The same counts for everyone, for each group and for those in none."""
    groups = [(one.id, group.id) for one in pulse.dimensions for group in one.groups]
    rest = [(one.id, REST) for one in pulse.dimensions]
    return dict.fromkeys((ALL, *groups, *rest), (favourable, whole))


def a_digest(pulse: Pulse, number: int, told: Told, *, apart: int = 1) -> Digest:
    *history, newest = rounds(pulse, number, told, apart=apart)
    return compose(newest.published, newest.round, history)


def of_teams(named: Callable[[str, int, int], str]) -> Digest:
    pulse = a_large_pulse(teams=100, named=named)
    every = answers(pulse)
    return a_digest(pulse, 3, lambda _, __: every)


def joined(named: Callable[[str, int, int], str], *, first: bool) -> Digest:
    """A hundred teams that are counted in three cells, in the post itself where they come first."""
    pulse = a_large_pulse(teams=100, named=named)
    if not first:
        pulse = pulse.model_copy(update={"dimensions": pulse.dimensions[::-1]})
    every = answers(pulse)
    teams = [group for kind, group in every if kind == "team" and group != REST]
    cells = ["+".join(teams[:60]), "+".join(teams[60:]), REST]
    told = {key: count for key, count in every.items() if key[0] != "team"}
    told |= {("team", cell): (40, 60) for cell in cells}
    return a_digest(pulse, 3, lambda _, __: told)


def moving(named: Callable[[str, int, int], str]) -> Digest:
    """Everything falls at once after a long time, in three small dimensions."""
    pulse = a_large_pulse(named=named)
    before, after = answers(pulse, 48), answers(pulse, 12)
    return a_digest(pulse, 17, lambda week, _: before if week < 14 else after)


def yearly(named: Callable[[str, int, int], str]) -> Digest:
    """A pulse that asks once, beside last year's, group by group."""
    pulse = a_large_pulse(teams=100, named=named, schedule=ONCE)
    every = answers(pulse)
    return a_digest(pulse, 2, lambda _, __: every, apart=52)


def withheld(weeks: int) -> Digest:
    pulse = a_large_pulse(teams=100, named=wordy)
    few = answers(pulse, 3, 4)
    return a_digest(pulse, weeks, lambda _, __: few)


def first() -> Digest:
    pulse = a_large_pulse(named=wordy)
    return a_digest(pulse, 1, lambda _, __: answers(pulse))


def ranked(named: Callable[[str, int, int], str], *, alone: bool) -> Digest:
    """Rankings of nine options beside other questions, or twenty of them and nothing else."""
    pulse = a_large_pulse(named=named)
    [past] = rounds(pulse, 1, lambda _, __: answers(pulse))
    asked = [a_ranking(9, 3, number=n, named=named) for n in range(20 if alone else 3)]
    counts = (60, 41, 41, 20, 12, 11, 10, 9, 3)
    shown = [(one, told(one, counts, 70)) for one in asked]
    themed = [
        (one.model_copy(update={"theme": pulse.question_set.themes[0].id}), ranking)
        for one, ranking in shown
    ]
    newest = with_rankings(past, *themed, alone=alone)
    return compose(newest.published, newest.round, [])


DIGESTS: Mapping[str, Callable[[], Digest]] = {
    "a hundred teams": cache(lambda: of_teams(plainly)),
    "a hundred teams with words that grow": cache(lambda: of_teams(growing)),
    "a hundred teams in three cells": cache(lambda: joined(wordy, first=True)),
    "a hundred teams in three cells of the thread": cache(lambda: joined(wordy, first=False)),
    "alerts everywhere": cache(lambda: moving(plainly)),
    "alerts everywhere in words that grow": cache(lambda: moving(growing)),
    "a year later in words that grow": cache(lambda: yearly(growing)),
    "nothing to publish, ever": cache(lambda: withheld(3)),
    "nothing to publish in the first round": cache(lambda: withheld(1)),
    "the first round": cache(first),
    "rankings beside others": cache(lambda: ranked(wordy, alone=False)),
}

EVERY = pytest.mark.parametrize("make", DIGESTS.values(), ids=DIGESTS)

PROMISES = {
    "nothing promised": Promised(),
    "thirty of everything": Promised(
        overdue=tuple(f"{growing('', n, 200)} ({growing('', n, 75)})" for n in range(30)),
        going_on=tuple(wordy("We will", n, 200) for n in range(30)),
        ended=tuple(growing("We did", n, 400) for n in range(30)),
    ),
}

PROMISED = pytest.mark.parametrize("promised", PROMISES.values(), ids=PROMISES)


def check(drawn: Drawn) -> Drawn:
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)
    return drawn


@EVERY
@PROMISED
def test_slack_takes_every_message_of_a_digest(
    make: Callable[[], Digest], promised: Promised
) -> None:
    """Post with picture and without, in either channel, and each page of its thread."""
    digest = make()
    page = pages.post(digest, promised)
    for asks in (None, ROUND):
        post = DigestPost(page=page, chart=digest.chart, actions_for=asks)
        check(message.draw(post))
        check(message.draw(post, PICTURE))
    for reply in pages.thread(digest, promised):
        check(message.draw(DigestThread(page=reply)))


@EVERY
@PROMISED
def test_themes_and_what_is_overdue_stand_in_the_channel(
    make: Callable[[], Digest], promised: Promised
) -> None:
    """However long the post would be, each leading question and overdue action is begun there."""
    digest = make()
    text = unescape(check(drawing.post(pages.post(digest, promised))).text)
    for item in digest.leads[:MOST_IN_POST]:
        assert item.wording[:20] in text
        assert item.everyone.text in text
    for action in promised.overdue[:MOST_OVERDUE]:
        assert action[:20] in text
    assert ("And 25 more in the thread." in text) == bool(promised.overdue)


@EVERY
@PROMISED
def test_what_the_post_only_begins_stands_in_its_thread(
    make: Callable[[], Digest], promised: Promised
) -> None:
    """Every line of the post is whole in post or thread, as are all actions, flags and names."""
    digest = make()
    post = pages.post(digest, promised)
    lines = [line for section in post for line in section.lines]
    begun = [line for line in lines if line.endswith("…")]
    assert (lines[-1] == "A line that ends in … stands in full in the thread.") == bool(begun)
    thread = [
        line for page in pages.thread(digest, promised) for part in page for line in part.lines
    ]
    everything = _together([*lines, *thread])
    whole = [line for section in composed.post(digest, promised) for line in section.lines]
    told = [one for cut in digest.cuts for one in cut.responses]
    names = [one.name for one in told if one.precision is not Precision.WITHHELD]
    for line in (*whole, *promised.overdue, *map(sentence, digest.alerts), *names):
        assert _together([line]) in everything


@PROMISED
@pytest.mark.parametrize("named", [plainly, wordy, growing])
def test_slack_takes_a_digest_of_rankings_alone(
    named: Callable[[str, int, int], str], promised: Promised
) -> None:
    """Twenty rankings of nine options: three are begun in the post, and all stand in full."""
    digest = ranked(named, alone=True)
    text = unescape(check(message.draw(DigestPost(page=pages.post(digest, promised)))).text)
    assert sum(one.wording[:20] in text for one in digest.rankings[:MOST_RANKINGS]) == MOST_RANKINGS
    thread = pages.thread(digest, promised)
    for page in thread:
        check(message.draw(DigestThread(page=page)))
    everything = _together(line for page in thread for part in page for line in part.lines)
    everything += _together(line for part in pages.post(digest, promised) for line in part.lines)
    for section in composed.post(digest, promised):
        for line in section.lines:
            assert _together([line]) in everything


@EVERY
def test_slack_takes_every_answer_to_pulse_trend(make: Callable[[], Digest]) -> None:
    """Of a theme or all, of a pulse or several, it fits, and says so where it is not all of it."""
    digest = make()
    trends = digest.trends
    one = tuple(trend for trend in trends if trend.question == trends[0].question)
    for pulses in (1, 3):
        check(drawing.trends([PulseTrends(digest.pulse_name, one)] * pulses))
        found = [PulseTrends(digest.pulse_name, trends)] * pulses
        whole = pages.cut(round_by_round(found))
        said = check(drawing.trends(found)).text
        assert ("This is not all of it" in said) == (len(whole) > 1)
        assert ("`/pulse trend question-6`" in said) == (len(whole) > 1)


@EVERY
def test_slack_takes_a_home_tab_with_everything(make: Callable[[], Digest]) -> None:
    """Three open rounds, messages that wait, thirty actions to see to, and the last digest."""
    place = OpenPlace(
        round=ROUND,
        pulse_name=growing("", 0, 75),
        closes=CLOSES,
        zone="Europe/London",
        groups=tuple(growing("", n, 75) for n in range(3)),
        declined=True,
    )
    held = Held(
        places=(place,) * 3,
        preference=Preference(person="U1", paused_until=CLOSES),
        digest=pages.post(make(), PROMISES["thirty of everything"]),
        unreadable=(growing("", 0, 75),),
        waiting=(Notice(round=None, text="<" * 700),) * 3,
        admin=True,
        sees_to=tuple(growing("", n, 200) for n in range(30)),
    )
    block_kit.view(home.draw(held), "home")


def test_slack_takes_what_pulse_answers_where_there_is_no_such_trend() -> None:
    """However many themes there are and however they grow, their names fit."""
    themes = [growing("", n, 75) for n in range(60)]
    for ranks in (False, True):
        check(help_.no_such_trend(themes, ranks=ranks))
    check(help_.no_such_trend([], ranks=True))


@pytest.mark.parametrize("reason", [notices.MISSED, notices.LOST, notices.RESTORED])
@pytest.mark.parametrize("named", [plainly, wordy, growing])
def test_slack_takes_what_is_said_of_a_cancelled_round(
    reason: str, named: Callable[[str, int, int], str]
) -> None:
    """The pulse's name before the reason, as the channels read it."""
    check(message.draw(Notice(round=ROUND, text=f"{named('Pulse', 0, 75)}: {reason}")))


@pytest.mark.parametrize("named", [plainly, wordy, growing])
def test_slack_takes_what_is_said_of_changed_groups(named: Callable[[str, int, int], str]) -> None:
    """A notice of another threshold and a hundred other teams fits, however they are called."""
    old = a_large_pulse(named=named)
    new = a_large_pulse(teams=100, named=named).model_copy(update={"threshold": 30})
    check(message.draw(Notice(round=None, text=notice(old, new, dates(new, CLOSES)))))


@pytest.mark.parametrize("named", [plainly, wordy, growing])
def test_slack_takes_what_is_told_half_way(named: Callable[[str, int, int], str]) -> None:
    """Of a hundred teams, too, post and thread fit."""
    pulse = a_large_pulse(teams=100, named=named, schedule=ONCE)
    [past] = rounds(pulse, 1, lambda _, __: answers(pulse))
    told = [
        Midway(**one.model_dump(include={"dimension", "group", "name", "invited"}), nearest=40)
        for one in past.published.responses
    ]
    first, *more = pages.cut(midway.sections(past.round, told, CLOSES))
    check(message.draw(HalfwayPost(page=first)))
    for page in more:
        check(message.draw(HalfwayThread(page=page)))


@pytest.mark.parametrize("title", [plainly("File", 0, 150), growing("", 0, 150)])
def test_slack_takes_what_stands_in_the_place_of_a_file(title: str) -> None:
    """The title grows, and fits."""
    check(message.draw(DigestFile(name="a.csv", title=title, text="x" * 100_000)))


def _together(lines: Iterable[str]) -> str:
    """Lines without the white space at which they may have been cut."""
    return "".join("".join(lines).split())
