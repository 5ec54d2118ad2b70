from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from support.trends import trend

from bot.sandbox import block_kit
from bot.slack.blocks import digest as drawing
from bot.slack.blocks import home, message
from bot.slack.blocks.kit import Drawn
from bot.survey import pages
from bot.survey.digest import Cut, Digest
from bot.survey.intervals import Difference, Interval
from bot.survey.item import Change, Item
from bot.survey.messages import DigestPost, DigestThread
from bot.survey.post import post
from bot.survey.thread import thread
from bot.survey.trends import Point, PulseTrends, Trend
from bot.usecases.rounds import Held
from storage.model import Figure, Precision, Preference, Response


def figure(dimension: str, group: str, name: str, question: str) -> Figure:
    return Figure(
        dimension=dimension,
        group=group,
        name=name,
        question=question,
        version="1",
        precision=Precision.EXACT,
        text="72.9% (51 of 70)",
        answered=70,
        favourable=51,
    )


def response(dimension: str, group: str, name: str) -> Response:
    return Response(
        dimension=dimension,
        group=group,
        name=name,
        invited=129,
        precision=Precision.EXACT,
        text="70 of 129 answered (54.3%)",
        answered=70,
    )


def a_digest(
    *, teams: int = 12, items: int = 4, name: Callable[[int], str] = "Team {}".format
) -> Digest:
    groups = {f"t{number}": name(number) for number in range(teams)}
    return Digest(
        round="weekly-2026-11-24",
        pulse="weekly",
        pulse_name="R&D <weekly>",
        opens=datetime(2026, 11, 24, 10, tzinfo=UTC),
        closes=datetime(2026, 11, 26, 16, tzinfo=UTC),
        zone="Europe/London",
        threshold=8,
        contact="Ask <Priya> & Jo",
        headline="Workload stands highest with 72.9% favourable answers.",
        response=response("everyone", "everyone", "Everyone"),
        band="adequate",
        cuts=(
            Cut(
                id="team",
                name="Teams",
                beside=teams <= 3,
                responses=tuple(response("team", key, name) for key, name in groups.items()),
            ),
        ),
        items=tuple(
            Item(
                id=f"q{number}",
                version="1",
                theme="workload",
                theme_name="Workload",
                wording=f"This week, how often could you manage part {number} of your workload?",
                favourable="always or often",
                anchor=True,
                everyone=figure("everyone", "everyone", "Everyone", f"q{number}"),
                likely=Interval(low=0.65, high=0.79),
                silence=Interval(low=0.4, high=0.85),
                change=Change(
                    by=Difference(points=2.3, low=-10.2, high=14.8),
                    asked=date(2026, 11, 24),
                    since=date(2026, 11, 17),
                ),
                groups=tuple(
                    figure("team", key, name, f"q{number}") for key, name in groups.items()
                ),
            )
            for number in range(items)
        ),
        trends=tuple(a_trend(f"q{number}") for number in range(items)),
        alerts=(),
        changed=(),
        lowest=(),
        year=(),
    )


def a_trend(question: str) -> Trend:
    shown = figure("everyone", "everyone", "Everyone", question)
    return Trend(
        question=question,
        theme_name="Workload",
        wording="This week, how often could you manage your workload?",
        favourable="always or often",
        dimension="everyone",
        group="everyone",
        name="Everyone",
        points=tuple(
            Point(
                round=f"weekly-{week}", day=date(2026, 11, week), figure=shown if week > 3 else None
            )
            for week in range(1, 13)
        ),
    )


def check(drawn: Drawn) -> None:
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)


def a_thread(digest: Digest) -> list[Drawn]:
    return [drawing.thread(page) for page in pages.thread(digest)]


SIZES = {
    "a small one": a_digest(teams=2),
    "an ordinary one": a_digest(),
    "a hundred teams and twenty questions": a_digest(teams=100, items=20),
    "names that grow when they travel": a_digest(
        teams=20, items=12, name=lambda number: f"{number:02} " + "&" * 72
    ),
    "a group of a hundred joined teams": a_digest(
        teams=4, name=lambda number: " and ".join([f"The <{number}> long name"] * 150)
    ),
}


@pytest.mark.parametrize("digest", SIZES.values(), ids=SIZES)
def test_every_message_is_one_that_slack_takes(digest: Digest) -> None:
    """However large a digest is, each of its messages fits, in leadership's channel as well."""
    check(drawing.post(pages.post(digest)))
    check(drawing.post(pages.post(digest), actions_for=f"{'w' * 60}-2026-11-24-1000"))
    for drawn in a_thread(digest):
        check(drawn)


@pytest.mark.parametrize("digest", SIZES.values(), ids=SIZES)
def test_nothing_is_lost_between_messages(digest: Digest) -> None:
    """The messages together hold every line of post and thread, in order and once."""
    top, *rest = [one.text for one in [drawing.post(pages.post(digest)), *a_thread(digest)]]
    shown = [
        unescape(line) for text in (top.partition("\n")[2], *rest) for line in text.split("\n")
    ]
    said = [line for line in shown if not line.startswith("*")]
    composed = [
        line
        for section in (*post(digest, pages.NOTHING), *thread(digest, pages.NOTHING))
        for line in section.lines
    ]
    assert " ".join(said).split() == " ".join(composed).split()


def test_a_hundred_teams_take_a_few_messages() -> None:
    """A hundred teams and twenty questions need several messages of the thread, not hundreds."""
    assert 5 <= len(pages.thread(a_digest(teams=100, items=20))) <= 20
    assert len(pages.thread(a_digest())) == 1


def test_the_post_stands_under_its_heading() -> None:
    """The heading is shown as it is; everything else is safe from being a link or a mention."""
    drawn = drawing.post(pages.post(a_digest()))
    assert drawn.blocks[0]["text"] == {
        "type": "plain_text",
        "text": "R&D <weekly>, 24 November to 26 November 2026",
        "emoji": False,
    }
    assert drawn.text.startswith("R&amp;D &lt;weekly&gt;, 24 November")
    assert "70 of 129 answered (54.3%): adequate" in drawn.text
    assert "72.9% (51 of 70) answered always or often; up 2.3 points" in drawn.text
    [last] = a_thread(a_digest())
    assert "Questions about this? Ask &lt;Priya&gt; &amp; Jo" in last.text


def test_post_and_thread_are_drawn_as_messages() -> None:
    """What the outbox holds for a channel is drawn as post and as thread."""
    digest = a_digest(teams=3)
    page = pages.post(digest)
    assert message.draw(DigestPost(page=page)) == drawing.post(page)
    asked = DigestPost(page=page, actions_for=digest.round)
    assert message.draw(asked) == drawing.post(page, actions_for=digest.round)
    assert message.draw(DigestThread(page=page)) == drawing.thread(page)


def test_leadership_acts_from_its_post() -> None:
    """Below everything else stand buttons that carry the round, where they are asked for."""
    page = pages.post(a_digest())
    *rest, last = drawing.post(page, actions_for="weekly-2026-11-24").blocks
    assert rest == drawing.post(page).blocks
    told = [(button["text"]["text"], button["value"]) for button in last["elements"]]
    assert told == [
        ("Record an action", "weekly-2026-11-24"),
        ("Quarterly report", "weekly-2026-11-24"),
    ]


def test_home_shows_the_last_digest() -> None:
    """The digest's post stands on the Home tab, which Slack takes."""
    held = Held(places=(), preference=Preference(person="U1"), digest=pages.post(a_digest(teams=3)))
    view = home.draw(held)
    block_kit.view(view, "home")
    assert "72.9% (51 of 70)" in str(view)
    assert "Record an action" not in str(view)


def test_the_same_question_of_two_pulses_is_told_apart() -> None:
    """Each pulse's trends stand below its name; those of a single pulse need none."""
    north = PulseTrends("North & coast", (trend((70, 51)), trend((70, 40), name="Agency staff")))
    south = PulseTrends("South", (trend((70, 35)),))
    told = drawing.trends([north, south]).text.splitlines()
    assert [line for line in told if line.startswith("*")] == [
        "*North &amp; coast: workload*",
        "*Everyone*",
        "*Agency staff*",
        "*South: workload*",
        "*Everyone*",
    ]
    assert drawing.trends([south]).text.startswith("*Workload*\n")
