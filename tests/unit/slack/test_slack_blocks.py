import json
from datetime import UTC, datetime

import pytest
from support.large import growing
from support.pulse import a_pulse
from support.wishes import a_ranking

from bot.sandbox import block_kit
from bot.slack.blocks import (
    home,
    invitation,
    message,
    notice,
    outcome,
    paper,
    promise,
    reminder,
)
from bot.slack.blocks.kit import Drawn, View, escaped
from bot.survey.messages import Invitation, Notice, Reminder, from_body, to_body
from bot.survey.promise import paragraphs
from bot.usecases.rounds import Held, OpenPlace, Paper
from questions.model import Option, Question, Scale
from storage.errors import BoxBroken, BoxLost, NotRecorded
from storage.model import CastOutcome, Preference

CLOSES = datetime(2026, 11, 26, 16, tzinfo=UTC)
ROUND = "weekly-2026-11-24"
ZONE = "Europe/London"


def longest_question(number: int) -> Question:
    options = tuple(Option(id=f"o{one}", label=str(one) + "&" * 74, score=one) for one in range(9))
    return Question(
        id=f"{'q' * 50}-{number}",
        theme="workload",
        wording="<" * 150,
        scale=Scale(id="long", options=options),
        favourable=frozenset({"o1"}),
    )


def a_paper(questions: int = 20, **changes: object) -> Paper:
    return Paper(
        round=ROUND,
        pulse_name="&" * 75,
        questions=tuple(longest_question(number) for number in range(questions)),
        threshold=30,
        closes=CLOSES,
        zone=ZONE,
        support="&" * 500,
        contact="<" * 150,
    ).model_copy(update=changes)


def asking(*questions: Question) -> Paper:
    return a_paper().model_copy(update={"questions": questions})


def check(drawn: Drawn) -> None:
    """Hold a message against what Slack takes; raises where it is refused."""
    block_kit.message(text=drawn.text, blocks=drawn.blocks, metadata=None)


def an_invitation(**changes: object) -> Invitation:
    return Invitation(
        round=ROUND, pulse_name="&" * 75, questions=20, closes=CLOSES, zone=ZONE, threshold=30
    ).model_copy(update=changes)


def a_reminder(**changes: object) -> Reminder:
    return Reminder(
        round=ROUND, pulse_name="Weekly", closes=CLOSES, zone=ZONE, threshold=12
    ).model_copy(update=changes)


def test_messages_are_what_slack_takes() -> None:
    """Every message to a person fits, however long names are."""
    check(invitation.draw(an_invitation()))
    check(reminder.draw(a_reminder(pulse_name="&" * 75)))
    check(notice.draw(Notice(round=None, text="<" * 700)))


def test_a_channel_that_a_notice_names_is_a_mention_of_it() -> None:
    """Only the ids that it says are channels, each as a whole, and nothing else becomes one."""
    drawn = notice.draw(
        Notice(round=None, text="<#C0BC> of C0BCD, C0B, C0BC.", channels=("C0B", "C0BC"))
    )
    assert drawn.text == "&lt;#<#C0BC>&gt; of C0BCD, <#C0B>, <#C0BC>."


def test_the_largest_paper_is_what_slack_takes() -> None:
    """Twenty questions of ten long options fit, under ids of their own."""
    block_kit.view(paper.draw(a_paper()), "modal")


@pytest.mark.parametrize(
    "view",
    [
        outcome.thanks("&" * 500),
        outcome.declined(a_paper()),
        outcome.refused(CastOutcome.CLOSED),
        outcome.refused(CastOutcome.NOT_ASKED),
        outcome.failed(NotRecorded("full")),
        outcome.failed(BoxLost("gone")),
        outcome.failed(BoxBroken("broken")),
        outcome.out_of_date(),
        promise.draw(100, "<" * 150),
        promise.draw(8, None),
    ],
    ids=lambda view: view["title"]["text"],
)
def test_windows_to_read_offer_nothing_to_send(view: View) -> None:
    """Each is what Slack takes, has no submit button, and one named Close."""
    block_kit.view(view, "modal")
    assert "submit" not in view
    assert view["close"]["text"] == "Close"


def test_a_question_is_asked_with_its_options_in_order() -> None:
    """Options stand in the scale's order, "Does not apply" last; nothing is chosen or demanded."""
    block = paper.draw(a_paper(1))["blocks"][2]
    element = block["element"]
    values = [option["value"] for option in element["options"]]
    assert values == [*(f"o{one}" for one in range(9)), "does-not-apply"]
    assert element["options"][-1]["text"]["text"] == "Does not apply"
    assert element["type"] == "radio_buttons"
    assert "initial_option" not in element
    assert block["optional"]


def test_a_ranking_is_asked_with_boxes_to_tick() -> None:
    """Nine long options fit, with how many to tick, nothing ticked, and no "Does not apply"."""
    ranking = a_ranking(9, 5, named=growing)
    drawn = paper.draw(asking(ranking))
    block_kit.view(drawn, "modal")
    block = drawn["blocks"][2]
    assert block["element"]["type"] == "checkboxes"
    values = [option["value"] for option in block["element"]["options"]]
    assert values == [*ranking.scale.option_ids]
    assert "initial_options" not in block["element"]
    assert block["hint"]["text"] == "Tick up to 5. If none of these fits, tick nothing."
    assert block["optional"]


def test_the_largest_paper_of_rankings_is_what_slack_takes() -> None:
    """Twenty rankings of nine long options fit."""
    rankings = tuple(a_ranking(9, 5, number=n, named=growing) for n in range(20))
    block_kit.view(paper.draw(asking(*rankings)), "modal")


@pytest.mark.parametrize(("ticked", "complains"), [(0, False), (3, False), (4, True), (9, True)])
def test_too_many_ticks_are_told_at_their_field(ticked: int, *, complains: bool) -> None:
    """With how many there are and how many may stay; other questions have no such limit."""
    ranking = a_ranking(9, 3)
    asked = asking(longest_question(0), ranking)
    options = frozenset(ranking.scale.option_ids[:ticked])
    answers = {asked.questions[0].id: "o1"} | ({ranking.id: options} if options else {})
    errors = paper.too_many(asked, answers)
    assert set(errors) == ({ranking.id} if complains else set())
    for error in errors.values():
        assert error.startswith(f"You have ticked {ticked}. Please keep the 3 ")


def test_no_answer_stands_in_an_id() -> None:
    """Block and action ids tell the question at most, never an option; beside is the round."""
    drawn = paper.draw(a_paper(3))
    assert drawn["private_metadata"] == ROUND
    for block in drawn["blocks"]:
        if block["type"] == "input":
            assert block["element"]["action_id"] == "choice"
            assert "o1" not in block["block_id"]


def test_the_promise_stands_around_the_questions() -> None:
    """What it says of answers comes first, with its threshold, and the rest before sending."""
    first, *_, last, _ = paper.draw(a_paper(1, threshold=12))["blocks"]
    answers, *rest = paragraphs(12)
    assert answers in first["text"]["text"]
    assert "The rest of it stands below the questions" in first["text"]["text"]
    assert all(paragraph in last["text"]["text"] for paragraph in rest)


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (1, "one short question about your work, less than a minute"),
        (4, "4 short questions about your work, less than a minute"),
        (5, "less than a minute"),
        (6, "about 2 minutes"),
        (18, "18 short questions about your work, about 4 minutes"),
    ],
)
def test_the_invitation_says_how_long_it_takes(questions: int, words: str) -> None:
    """The time grows with the number of questions."""
    assert words in invitation.draw(an_invitation(questions=questions)).text


def test_the_reminder_says_the_same_to_everyone() -> None:
    """It thanks those who answered and presses nobody."""
    drawn = reminder.draw(a_reminder())
    assert "Thursday 26 November at 16:00" in drawn.text
    assert "If you have answered, thank you." in drawn.text
    answer, how_anonymous = drawn.blocks[1]["elements"]
    assert (answer["value"], how_anonymous["value"]) == (ROUND, f"{ROUND} 12")


def test_a_reminder_of_an_older_version_is_still_sent() -> None:
    """One that was owed before reminders carried a threshold shows the lowest there is."""
    owed = json.loads(to_body(a_reminder()))
    del owed["threshold"]
    drawn = message.draw(from_body(json.dumps(owed)))
    assert drawn.blocks[1]["elements"][1]["value"] == f"{ROUND} 5"


def test_the_answer_of_the_command_fits_however_many_pulses_there_are() -> None:
    """With ten pulses it is what Slack takes, and the promise names the lowest threshold."""
    pulses = [a_pulse(name="&" * 75, contact="<" * 150, threshold=7 + n) for n in range(10)]
    drawn = promise.answer(pulses)
    check(drawn)
    assert all(paragraph in drawn.text for paragraph in paragraphs(7))
    assert "for at least 16 people" in drawn.text


def test_configured_text_cannot_link_or_call_out() -> None:
    """Angle brackets and ampersands of other people's making are shown as they are."""
    assert escaped("<!channel> R&D <http://x|y>") == ("&lt;!channel&gt; R&amp;D &lt;http://x|y&gt;")


def held(*places: OpenPlace, **settings: datetime | bool) -> Held:
    return Held(places=places, preference=Preference(person="U1", **settings), digest=None)


WAITING = (an_invitation(), a_reminder(pulse_name="&" * 75), Notice(round=None, text="<" * 700))


PLACE = OpenPlace(
    round=ROUND, pulse_name="&" * 75, closes=CLOSES, zone=ZONE, groups=("&" * 75,) * 3
)


@pytest.mark.parametrize(
    "what",
    [
        held(),
        held(PLACE, PLACE, PLACE),
        held(never=True),
        held(paused_until=datetime(2026, 12, 6, 23, tzinfo=UTC)),
        held(never=True, paused_until=CLOSES),
        held().model_copy(update={"unreadable": ("&" * 75,), "waiting": WAITING, "admin": True}),
    ],
)
def test_home_is_what_slack_takes(what: Held) -> None:
    """Whatever is held, the Home tab fits and lets the person pause and stop or start again."""
    view = home.draw(what)
    block_kit.view(view, "home")
    actions = {
        element["action_id"]
        for block in view["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
        if "action_id" in element
    }
    asked = not (what.preference.never or what.preference.paused_until)
    expected = set() if what.preference.never else {home.PAUSE_UNTIL, home.NEVER_ASK}
    assert actions == expected | (set() if asked else {home.ASK_AGAIN})


def test_a_pause_is_shown_as_the_day_that_was_chosen() -> None:
    """Midnight in summer is the day in the United Kingdom, not the day before."""
    view = home.draw(held(paused_until=datetime(2026, 7, 5, 23, tzinfo=UTC)))
    assert "before Monday 6 July 2026" in str(view)


def test_home_can_say_that_it_cannot_be_read() -> None:
    """The tab for a bad moment is one that Slack takes."""
    block_kit.view(home.unavailable(), "home")


def test_home_names_every_action_that_somebody_sees_to() -> None:
    """Each stands there in its words; of very many the first, and how many more there are."""
    actions = tuple(f"give <{number}> {'&' * 180}" for number in range(30))
    view = home.draw(held().model_copy(update={"sees_to": actions}))
    block_kit.view(view, "home")
    text = json.dumps(view)
    assert "give &lt;19&gt;" in text
    assert "give &lt;20&gt;" not in text
    assert "And to 10 more." in text
    assert "Nothing: no questions are open for you" not in text
