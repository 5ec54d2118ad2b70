"""Admins work on question sets in chat, and pulses ask what they publish."""

import pytest
from support.council import ADMIN, OPENS, QUESTION
from support.editing import (
    WORDING,
    added,
    choosing,
    doing,
    entered,
    field,
    fields,
    opened,
    options,
    typing,
    window,
)
from support.sets import a_question, a_set
from support.world import Running, World, open_paper, read

from bot.sandbox import Outcome
from bot.slack.blocks import question_form, question_sets, set_review
from storage.model import DraftKind, Pulse, State

CHANGED = "How often was your workload about right in the last week?"


def kept(here: World) -> dict[str, bytes]:
    """What lies in the databases and boxes."""
    return {name: data for name, data in read(here.folders).items() if not name.endswith("-shm")}


async def test_the_list_shows_what_is_asked_and_what_ships(here: World, running: Running) -> None:
    """Sets come with how much they ask and which pulses ask them, those in force first."""
    admin = await entered(here, ADMIN)
    words = window(admin).words
    assert "*One question*\n1 question, all. Asked by Weekly pulse." in words
    assert "*Weekly pulse*\n18 questions, 4 a round. Comes with Staff Pulse." in words
    assert words.index("One question") < words.index("Health check")


async def test_a_question_is_changed_and_asked_in_the_next_round(
    here: World, running: Running
) -> None:
    """What an admin publishes is what practitioners are asked from the next round on, as a line."""
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    await admin.submit({"wording": CHANGED.replace(" ", "\n", 1)})
    assert "This is a draft." in window(admin).words
    assert CHANGED in window(admin).words
    [pulse] = await running.ports.pulses.all()
    assert pulse.question_set.questions[0].wording != CHANGED

    await admin.press_in_modal(question_sets.PUBLISH)
    told = window(admin).words
    assert "The trend begins anew" in told
    assert f"• {CHANGED} (before: How often was your workload manageable" in told
    assert "*Weekly pulse* asks it from the round of Tuesday 24 November at 10:00 on." in told
    await admin.submit()
    assert window(admin).title == "Published"
    assert "asks it from the round of Tuesday 24 November at 10:00 on" in window(admin).words
    await admin.close_modal()
    assert "Nothing is changed yet" in window(admin).words
    assert admin.home is not None
    assert "Under work" not in admin.home.words

    await running.tick(OPENS)
    paper = await open_paper(here.person("UPERSON003"))
    assert CHANGED in paper.words
    [newest, *_] = await running.ports.change_log.latest(9)
    assert (newest.by, newest.about) == (ADMIN, "weekly")


async def test_an_open_round_goes_on_as_it_was(here: World, running: Running) -> None:
    """A question that is changed while a round is open is asked as it was until the next one."""
    await running.tick(OPENS)
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    await admin.submit({"wording": CHANGED})
    await admin.press_in_modal(question_sets.PUBLISH)
    assert "from the round of Tuesday 1 December at 10:00 on" in window(admin).words
    await admin.submit()
    [round_] = await running.ports.rounds.in_state(State.OPEN)
    assert round_.questions[0].wording != CHANGED
    assert CHANGED not in (await open_paper(here.person("UPERSON003"))).words


async def test_a_round_that_is_skipped_does_not_ask_what_is_published(
    here: World, running: Running
) -> None:
    """An admin is told of the round after it."""
    assert await running.bot.calling_off.skip("weekly", OPENS, by=ADMIN)
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    await admin.submit({"wording": CHANGED})
    await admin.press_in_modal(question_sets.PUBLISH)
    assert "from the round of Tuesday 1 December at 10:00 on" in window(admin).words


async def test_a_draft_that_a_command_overtook_says_so_before_it_is_published(
    here: World, running: Running
) -> None:
    """What came in force since the draft was begun would be undone by it."""
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    await admin.submit({"wording": CHANGED})
    await admin.press_in_modal(question_sets.PUBLISH)
    assert "on the command line" not in window(admin).words
    before = await running.bot.pulses.question_set("one")
    assert before is not None
    theirs = before.model_copy(update={"title": "Theirs"})
    await running.bot.pulses.publish(theirs, was=before, by=None)
    admin = await opened(here, ADMIN, "one")
    await admin.press_in_modal(question_sets.PUBLISH)
    assert "changed on the command line since the draft was begun" in window(admin).words


async def test_a_set_is_made_from_nothing(here: World, running: Running) -> None:
    """A new set gets a theme, a question and answers of its own, and is kept when published."""
    admin = await entered(here, ADMIN)
    await admin.press_in_modal(question_sets.NEW)
    await admin.submit({"title": "Tools"})
    assert "There is no question to ask yet." in window(admin).words

    await admin.press_in_modal(question_sets.ADD)
    await typing(admin, "How good is your phone?")
    await admin.press_in_modal(question_form.NEW_ANSWERS)
    await admin.submit({"options": "Good\nFair\n\nPoor"})
    assert "How good is your phone?" in str(window(admin).blocks)
    favourable = field(admin, "favourable")
    await admin.submit({"new-theme": "Tools", favourable: ["good"]})
    assert "Tools · Good to Poor, favourable: Good" in window(admin).words

    await admin.press_in_modal(question_sets.PUBLISH)
    assert "No pulse asks this set yet." in window(admin).words
    await admin.submit()
    kept = await running.ports.question_sets.get("tools")
    assert kept is not None
    [question] = kept.questions
    assert [(one.label, one.score) for one in question.scale.options] == [
        ("Good", 3),
        ("Fair", 2),
        ("Poor", 1),
    ]
    assert question.wording == "How good is your phone?"


async def test_a_ranking_is_made_in_chat(here: World, running: Running) -> None:
    """Answers of one's own, up to two of them: nothing favourable is asked for, and it is kept."""
    admin = await entered(here, ADMIN)
    await admin.press_in_modal(question_sets.NEW)
    await admin.submit({"title": "Wishes"})
    await admin.press_in_modal(question_sets.ADD)
    await typing(admin, "Which two would help you most?")
    await admin.press_in_modal(question_form.NEW_ANSWERS)
    await admin.submit({"options": "More time\nMore people\nA quiet room"})
    assert field(admin, "favourable")
    await admin.press_in_modal("choose", "2")
    assert "Which answers are favourable?" not in str(window(admin).blocks)
    assert "Which two would help you most?" in str(window(admin).values)
    await admin.submit({"new-theme": "Help"})
    assert "3 answers, up to 2 are chosen: More time, More people" in window(admin).words
    await admin.press_in_modal(question_sets.TRY)
    [ranking] = fields(admin)
    outcome = await admin.submit({ranking: options(admin, ranking)})
    assert outcome.errors[ranking].startswith("You have ticked 3. Please keep the 2 that matter")
    await admin.submit({ranking: options(admin, ranking)[:2]})
    assert "This was a trial." in window(admin).words
    await admin.close_modal()
    await admin.press_in_modal(question_sets.PUBLISH)
    await admin.submit()
    kept = await running.ports.question_sets.get("wishes")
    assert kept is not None
    assert [(one.choose, one.favourable) for one in kept.questions] == [(2, frozenset())]


async def test_an_empty_set_is_not_published(here: World, running: Running) -> None:
    """A set without a question says so instead of being published or tried."""
    admin = await entered(here, ADMIN)
    await admin.press_in_modal(question_sets.NEW)
    await admin.submit({"title": "Empty"})
    for action in (question_sets.PUBLISH, question_sets.TRY):
        await admin.press_in_modal(action)
        assert "There is no question to ask yet." in window(admin).words
        assert window(admin).submit is None
        await admin.close_modal()


async def test_what_is_wrong_is_told_at_its_field(here: World, running: Running) -> None:
    """A question that is there already, eleven answers, or the same twice stay in their fields."""
    admin = await opened(here, ADMIN, "one")
    outcome = await added(admin, "how often WAS your workload manageable, in the last week")
    assert outcome.errors == {
        "wording": "Question 1 of this set asks it already. Change the words, or leave it out."
    }
    await admin.press_in_modal(question_form.NEW_ANSWERS)
    outcome = await admin.submit({"options": "\n".join(f"Answer {n}" for n in range(11))})
    assert outcome.errors["options"].startswith("You gave 11 answers; 9 are the most")
    assert "Answer 10" in str(window(admin).values)
    outcome = await admin.submit({"options": "Good\nPoor\ngood"})
    assert outcome.errors == {
        "options": "“good” stands there twice. Each answer has to be different."
    }
    outcome = await admin.submit({"options": "Good"})
    assert outcome.errors == {"options": "Please give two answers at least, one in each line."}
    await admin.close_modal()
    favourable = field(admin, "favourable")
    every = {"every-round": ["every-round"], "wording": WORDING}
    outcome = await admin.submit(
        {**every, favourable: ["always", "often", "sometimes", "rarely", "never"]}
    )
    assert set(outcome.errors) == {favourable, "every-round"}
    assert "Leave one out" in outcome.errors[favourable]
    assert "has its question for every round already" in outcome.errors["every-round"]


async def test_advice_comes_while_one_types(here: World, running: Running) -> None:
    """Each change of the words brings the advice on them, and what was typed stays."""
    admin = await opened(here, ADMIN, "one")
    await admin.press_in_modal(question_sets.ADD)
    assert (await typing(admin, "Is it")).startswith("Advice on the wording stands here")
    await choosing(admin, "yes-partly-no")
    assert "two ideas" in await typing(admin, "Is your work fair and clear?")
    assert await typing(admin, "Is your work fair?") == "Nothing to say against this wording."
    assert "“name”" not in str(window(admin).values)
    await admin.submit({field(admin, "favourable"): ["yes"], "wording": "Is work fair and clear?"})
    assert "Advice: There may be two ideas in it" in window(admin).words


async def test_other_answers_bring_other_favourable_ones(here: World, running: Running) -> None:
    """Choosing another scale asks for its favourable answers, and keeps the words."""
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    before = field(admin, "favourable")
    await typing(admin, CHANGED)
    await choosing(admin, "agreement")
    assert field(admin, "favourable") != before
    outcome = await admin.submit({})
    assert outcome.errors == {field(admin, "favourable"): "Please complete this required field."}
    await admin.submit({field(admin, "favourable"): ["agree"], "wording": "It is fine."})
    assert "It is fine." in window(admin).words


async def test_questions_are_moved_retired_brought_back_and_taken_out(
    here: World, running: Running
) -> None:
    """Order, retirement and what was never published follow the menu beside each question."""
    admin = await opened(here, ADMIN, "one")
    await added(admin)
    await added(admin, "How often did you feel safe in the last week?")
    words = window(admin).words
    assert words.index(WORDING) < words.index("feel safe")
    new = "how-often-did-you-feel-safe-in-the-last-week"
    await doing(admin, question_sets.UP, new)
    words = window(admin).words
    assert words.index("feel safe") < words.index(WORDING)
    await doing(admin, question_sets.TAKE_OUT, new)
    assert "feel safe" not in window(admin).words
    await doing(admin, question_sets.RETIRE, QUESTION)
    words = window(admin).words
    assert words.index(WORDING) < words.index("Retired:") < words.index("workload manageable")
    await admin.press_in_modal(question_sets.PUBLISH)
    assert "Retired, and asked no more. Past figures stay." in window(admin).words
    await admin.close_modal()
    await doing(admin, question_sets.BRING_BACK, QUESTION)
    assert "Retired:" not in window(admin).words


async def test_a_trial_is_counted_and_kept_nowhere(here: World, running: Running) -> None:
    """An admin sees the paper as practitioners do, sends it, and nothing of it is anywhere."""
    await running.tick(OPENS)
    admin = await opened(here, ADMIN, "weekly")
    await admin.press_in_modal(question_sets.TRY)
    first = window(admin).words
    assert "This is a trial." in first
    assert "How often was your workload manageable in the last week?" in first
    await admin.press_in_modal(set_review.OTHER_ROUND, "1")
    assert window(admin).words != first
    before = kept(here)
    await admin.submit({QUESTION: "never"})
    assert "This was a trial." in window(admin).words
    assert kept(here) == before


async def test_a_draft_is_discarded_and_a_copy_is_a_set_of_its_own(
    here: World, running: Running
) -> None:
    """Discarding brings back what is in force; a copy leaves the other set alone."""
    admin = await opened(here, ADMIN, "one")
    await added(admin)
    await admin.press_in_modal(question_sets.COPY)
    await admin.submit({"title": "Another"})
    assert WORDING in window(admin).words
    assert await running.ports.drafts.get("questions-another") is not None
    await admin.press_in_modal(question_sets.ALL)
    await admin.press_in_modal(question_sets.OPEN_SET, "one")
    await admin.press_in_modal(question_sets.DISCARD)
    assert "The draft was discarded." in window(admin).words
    await admin.press_in_modal(question_sets.OPEN_SET, "one")
    assert WORDING not in window(admin).words


async def test_how_many_a_round_asks_is_settled(here: World, running: Running) -> None:
    """A number that the set cannot ask is told at its field; one that it can is kept."""
    admin = await opened(here, ADMIN, "one")
    await added(admin)
    await admin.press_in_modal(question_sets.SETTLE)
    outcome = await admin.submit({"ask": "3"})
    assert outcome.errors["ask"].startswith("You gave 3; allowed here is 1 to 2")
    outcome = await admin.submit({"ask": "few"})
    assert outcome.errors == {"ask": "Please give a whole number, or all."}
    await admin.submit({"ask": "1", "title": "Just one", "theme-name-0": "Tasks"})
    assert "2 questions; a round asks 1 of them." in window(admin).words
    assert "Tasks · Always to Never" in window(admin).words
    assert "Just one" in window(admin).words


async def test_what_another_pulse_asks_the_same_people_is_not_published(
    here: World, running: Running, weekly: tuple[Pulse, ...]
) -> None:
    """A question that would reach people from two pulses is refused in words, the draft kept."""
    other = weekly[0].model_copy(
        update={"id": "other", "name": "Other", "question_set": a_set(a_question("a"))}
    )
    await running.bot.pulses.apply((*weekly, other))
    admin = await opened(here, ADMIN, "a-set")
    await doing(admin, question_sets.EDIT, "a")
    await choosing(admin, "frequency")
    same = weekly[0].question_set.questions[0].wording
    await admin.submit({"wording": same, field(admin, "favourable"): ["always", "often"]})
    await admin.press_in_modal(question_sets.PUBLISH)
    await admin.submit()
    words = window(admin).words
    assert "Not published" in words
    assert "would ask 26 people the same question" in words
    assert await running.ports.drafts.get("questions-a-set") is not None


async def test_a_set_is_saved_as_a_file_and_brought_back(here: World, running: Running) -> None:
    """What was saved as a file says the same once it is brought back, now as a draft."""
    admin = await opened(here, ADMIN, "health-check")
    await admin.press_in_modal(question_sets.AS_FILE)
    assert "The file is in your direct messages" in window(admin).words
    message = admin.direct_messages()[-1]
    file = here.sandbox.workspace.files.standing[message.files[0]]
    assert file.name == "health-check.yaml"
    changed = file.bytes.replace(b"It is clear to me what my job covers.", b"My job is clear.")
    outcome = await bring(here, "health-check.yaml", changed)
    assert outcome.accepted
    words = window(admin).words
    assert "This is what the file says." in words
    assert "My job is clear." in words
    assert "This is a draft." in words
    again = await bring(here, "health-check.yaml", file.bytes)
    assert again.errors["file"].startswith('Somebody is working on the question set "health-check"')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id: small\nask: 2\n", "small.yaml, line 1: title: found no such key, and it has"),
        (b"\xff\xfe\x00", "The file is no text that can be read. Save it as text in UTF-8."),
        (b"", "small.yaml: found nothing in it, needed are id, title, ask, themes, questions."),
        (b"%PDF-1.7 a: [", "small.yaml, line 1: found what YAML cannot read"),
        (b"a" * 100_001, "The file is larger than 100 kB."),
    ],
)
async def test_a_file_that_is_no_question_set_is_told_at_its_field(
    here: World, running: Running, content: bytes, said: str
) -> None:
    """What is wrong with a file is told in the words of the loader, and nothing is kept."""
    await entered(here, ADMIN)
    outcome = await bring(here, "small.yaml", content)
    assert said in outcome.errors["file"]
    assert await running.ports.drafts.all(DraftKind.QUESTIONS) == []


async def bring(here: World, name: str, content: bytes) -> Outcome:
    """Put a file into the form for it, from the list."""
    admin = await entered(here, ADMIN)
    await admin.press_in_modal(question_sets.FROM_FILE)
    return await admin.submit({"file": [admin.bring(name, content).id]})
