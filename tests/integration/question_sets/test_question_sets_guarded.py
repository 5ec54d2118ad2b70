"""Nobody overwrites what they have not seen, and nobody but admins changes question sets."""

import pytest
from support.council import ADMIN, LEADER, QUESTION
from support.editing import (
    ELSEWHERE,
    SECOND,
    added,
    doing,
    edited_elsewhere,
    field,
    group,
    intruding,
    opened,
    typing,
    window,
)
from support.world import Running, World

from bot.sandbox import View
from bot.sandbox.records import Json
from bot.slack.blocks import question_form, question_sets, set_forms, set_review
from bot.slack.dispatch import dispatch
from bot.slack.listeners.set_forms import MEANWHILE
from bot.usecases.admins import REFUSED
from storage.model import Draft, DraftKind

CHANGED = "How often was your workload about right in the last week?"


async def test_the_second_of_two_admins_is_told(here: World, running: Running) -> None:
    """Nothing is overwritten: the second sees how it stands, with what they typed still there."""
    one = await opened(here, ADMIN, "one")
    await doing(one, question_sets.EDIT, QUESTION)
    await edited_elsewhere(here)
    outcome = await one.submit({"wording": CHANGED})
    assert outcome.accepted
    words = window(one).words
    assert MEANWHILE in words
    assert f"It reads now: “{ELSEWHERE}”" in words
    assert window(one).values["wording"]["wording"]["value"] == CHANGED
    await one.submit()
    assert CHANGED in window(one).words


async def test_whatever_the_second_sent_stays_theirs_to_send_again(
    here: World, running: Running
) -> None:
    """Number, answers and publishing wait too, on how the set stands, and go through when sent."""
    admin = await opened(here, ADMIN, "one")
    await added(admin)
    await admin.press_in_modal(question_sets.SETTLE)
    await edited_elsewhere(here)
    await admin.submit({"ask": "1"})
    assert MEANWHILE in window(admin).words
    assert window(admin).values["ask"]["ask"]["value"] == "1"
    await admin.submit()
    assert "a round asks 1 of them" in window(admin).words

    await admin.press_in_modal(question_sets.ADD)
    await typing(admin, CHANGED)
    await admin.press_in_modal(question_form.NEW_ANSWERS)
    await edited_elsewhere(here, "Could you cope in the last week?")
    await admin.submit({"options": "Good\nPoor"})
    assert MEANWHILE in window(admin).words
    await admin.submit()
    assert window(admin).values["wording"]["wording"]["value"] == CHANGED
    await admin.submit({field(admin, "favourable"): ["good"]})
    assert CHANGED in window(admin).words

    await admin.press_in_modal(question_sets.PUBLISH)
    await edited_elsewhere(here)
    await admin.submit()
    assert "Somebody else changed this set meanwhile. This is what would change now." in (
        window(admin).words
    )
    assert ELSEWHERE in window(admin).words
    await admin.submit()
    assert window(admin).title == "Published"


async def test_a_press_on_what_is_out_of_date_changes_nothing(
    here: World, running: Running
) -> None:
    """A button in a window from before somebody else's change shows how things stand instead."""
    admin = await opened(here, ADMIN, "one")
    await edited_elsewhere(here)
    await doing(admin, question_sets.RETIRE, QUESTION)
    words = window(admin).words
    assert "Somebody else changed this question set meanwhile. Nothing was changed." in words
    await admin.close_modal()
    words = window(admin).words
    assert ELSEWHERE in words
    assert "Retired:" not in words


@pytest.mark.parametrize("person", ["UPERSON003", LEADER])
async def test_only_admins_see_or_change_sets(here: World, running: Running, person: str) -> None:
    """Whoever is no admin is told so kindly, and that somebody tried is remembered without who."""
    other = await intruding(here, person)
    assert "This is for the admins of Staff Pulse" in window(other).words
    [newest] = await running.ports.change_log.latest(1)
    assert (newest.said, newest.by) == (REFUSED, None)


async def test_home_shows_the_button_to_admins_alone(here: World, running: Running) -> None:
    """Practitioners and leaders find no question sets on their Home tab."""
    for person, shown in ((ADMIN, True), (LEADER, False), ("UPERSON003", False)):
        await here.person(person).open_home()
        home = here.person(person).home
        assert home is not None
        assert (question_sets.OPEN in str(home.blocks)) == shown


async def test_a_window_that_was_closed_meanwhile_is_left_alone(
    here: World, running: Running
) -> None:
    """What is typed in a window that is closed at once brings no other window."""
    admin = await opened(here, ADMIN, "one")
    await admin.press_in_modal(question_sets.ADD)
    typed = payload(window(admin), here)
    await admin.close_modal(everything=True)
    answer = await dispatch(running.bot.app, mode="socket_mode", body=typed, headers=None)
    assert answer.status == 200
    assert admin.modal is None


async def test_rights_are_looked_at_when_a_form_comes_back(here: World, running: Running) -> None:
    """A form that somebody else's window sends changes nothing once they are no admin any more."""
    admin = await opened(here, ADMIN, "one")
    await doing(admin, question_sets.EDIT, QUESTION)
    group(here, SECOND)
    running.clock.advance(120)
    await admin.submit({"wording": CHANGED})
    assert "This is for the admins of Staff Pulse" in window(admin).words
    assert await running.ports.drafts.get("questions-one") is None


def payload(shown: View, here: World) -> Json:
    """What Slack sends when something is typed as the wording in a window."""
    values = {"wording": {"wording": {"type": "plain_text_input", "value": "Is it fine?"}}}
    return {
        "type": "block_actions",
        "user": {"id": ADMIN},
        "trigger_id": here.sandbox.workspace.triggers.issue(ADMIN, shown.id),
        "view": {
            "id": shown.id,
            "root_view_id": shown.root_id,
            "type": "modal",
            "private_metadata": shown.private_metadata,
            "blocks": list(shown.blocks),
            "state": {"values": {**shown.values, **values}},
        },
        "actions": [{"action_id": "wording", "block_id": "wording", "type": "plain_text_input"}],
    }


PRESSES = (
    *(question_sets.OPEN_SET, question_sets.ALL, question_sets.PAGE, question_sets.QUESTION),
    *(question_sets.ADD, question_sets.NEW, question_sets.FROM_FILE, question_sets.SETTLE),
    *(question_sets.COPY, question_sets.AS_FILE, question_sets.DISCARD, question_sets.TRY),
    *(question_sets.PUBLISH, set_review.OTHER_ROUND, question_form.NEW_ANSWERS, "wording"),
    *("scale-1", "choose"),
)
FORMS = (
    *(question_form.QUESTION, question_form.ANSWERS, set_forms.SETTLING, set_forms.BEGINNING),
    *(set_forms.COPYING, set_forms.BRINGING, set_review.TRYING, set_review.PUBLISHING),
)


async def test_every_payload_is_of_an_admin_or_changes_nothing(
    here: World, running: Running
) -> None:
    """Whatever somebody else sends, with a window as an admin has it, is refused and not done."""
    admin = await opened(here, ADMIN, "one")
    await added(admin)
    draft = await running.ports.drafts.get("questions-one")
    shown = payload(window(admin), here) | {"user": {"id": "UPERSON003"}}
    for action_id in PRESSES:
        for value in ("one", "1", f"{question_sets.RETIRE} {QUESTION}"):
            pressed = shown | {"actions": [{"action_id": action_id, "value": value, "type": "b"}]}
            await dispatch(running.bot.app, mode="socket_mode", body=pressed, headers=None)
            assert window(admin).title == "For admins"
    for callback_id in FORMS:
        view = shown["view"] | {"callback_id": callback_id}
        sent = {"type": "view_submission", "user": {"id": "UPERSON003"}, "view": view}
        answer = await dispatch(running.bot.app, mode="socket_mode", body=sent, headers=None)
        assert "For admins" in str(answer.body)
    assert await running.ports.drafts.get("questions-one") == draft
    assert [one.said for one in await running.ports.change_log.latest(1)] == [REFUSED]


FORGED = ["", "{}", '{"set": "../keys"}', '{"set": "none"}', '{"set": 7}', '{"set": "one"}', "[1]"]


@pytest.mark.parametrize("carried", FORGED)
async def test_forged_windows_change_nothing(
    here: World, running: Running, caplog: pytest.LogCaptureFixture, carried: str
) -> None:
    """A window that carries what is none of ours is answered kindly, and nothing is kept."""
    forms = (
        question_form.QUESTION,
        question_form.ANSWERS,
        set_forms.SETTLING,
        set_review.PUBLISHING,
    )
    state = {"values": {"wording": {"wording": {"value": "Forged?"}}}}
    for callback_id in forms:
        view = {"callback_id": callback_id, "private_metadata": carried, "state": state}
        body = {"type": "view_submission", "user": {"id": ADMIN}, "view": {"type": "modal"} | view}
        answer = await dispatch(running.bot.app, mode="socket_mode", body=body, headers=None)
        assert answer.status == 200
        assert "response_action" in answer.body
    assert await running.ports.drafts.all(DraftKind.QUESTIONS) == []
    assert ADMIN not in caplog.text
    assert "Forged" not in caplog.text


async def test_a_draft_that_cannot_be_read_any_more_keeps_no_set_away(
    here: World, running: Running
) -> None:
    """One that another version left is laid aside: the list stands, and the set can be changed."""
    left = Draft(id="questions-one", kind=DraftKind.QUESTIONS, body='{"of": "another version"}')
    assert await running.ports.drafts.keep(left)
    admin = await opened(here, ADMIN, "one")
    assert "Nothing is changed yet" in window(admin).words
    await doing(admin, question_sets.EDIT, QUESTION)
    await admin.submit({"wording": CHANGED})
    assert "This is a draft." in window(admin).words
