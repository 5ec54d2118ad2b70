import json
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.slack.dispatch import dispatch

if TYPE_CHECKING:
    from tests.integration.slack.conftest import FakeRounds

USER = {"id": "U0ASHA"}
STATE = {"values": {"manageable": {"choice": {"selected_option": {"value": "often"}}}}}
VIEW = {
    "type": "modal",
    "callback_id": "answers",
    "private_metadata": "weekly-2026-11-24",
    "state": STATE,
}
SUBMISSION = {"type": "view_submission", "user": USER, "view": VIEW}
ACTION = {"type": "button", "block_id": "b", "action_id": "answer", "value": "weekly-2026-11-24"}
PRESS = {"type": "block_actions", "user": USER, "trigger_id": "1.2.3", "actions": [ACTION]}

FORGED_SUBMISSIONS = {
    "no state": SUBMISSION | {"view": {k: v for k, v in VIEW.items() if k != "state"}},
    "no values": SUBMISSION | {"view": VIEW | {"state": {}}},
    "values of a wrong type": SUBMISSION | {"view": VIEW | {"state": {"values": [1, 2]}}},
    "a choice that is a number": SUBMISSION
    | {"view": VIEW | {"state": {"values": {"q": {"choice": {"selected_option": {"value": 5}}}}}}},
    "a path for a round": SUBMISSION | {"view": VIEW | {"private_metadata": "../../keys/weekly"}},
    "no round": SUBMISSION | {"view": VIEW | {"private_metadata": ""}},
    "a round that is a list": SUBMISSION | {"view": VIEW | {"private_metadata": []}},
    "no user": {k: v for k, v in SUBMISSION.items() if k != "user"},
    "a user that is a number": SUBMISSION | {"user": 7},
    "a user with an odd id": SUBMISSION | {"user": {"id": "U1; DROP"}},
    "an unknown window": SUBMISSION | {"view": VIEW | {"callback_id": "other"}},
    "no view": {k: v for k, v in SUBMISSION.items() if k != "view"},
}

FORGED_OTHERS: dict[str, dict[str, object]] = {
    "nothing": {},
    "no type": {"user": USER},
    "no actions": PRESS | {"actions": []},
    "actions of a wrong type": PRESS | {"actions": "answer"},
    "an action without an id": PRESS | {"actions": [{"type": "button"}]},
    "a value of a wrong type": PRESS | {"actions": [ACTION | {"value": {"a": 1}}]},
    "no trigger": {k: v for k, v in PRESS.items() if k != "trigger_id"},
    "a pause until no date": PRESS
    | {"actions": [{"type": "datepicker", "action_id": "pause-until", "selected_date": "soon"}]},
    "an event without a user": {"type": "event_callback", "event": {"type": "app_home_opened"}},
    "an unknown event": {"type": "event_callback", "event": {"type": "team_join", "user": "U1"}},
    "an unknown command": {"command": "/other", "user_id": "U0ASHA"},
    "an authorization of a wrong type": PRESS | {"authorizations": [3]},
}


@pytest.mark.parametrize("body", FORGED_SUBMISSIONS.values(), ids=FORGED_SUBMISSIONS)
async def test_a_forged_submission_is_not_counted(
    app: AsyncApp, rounds: "FakeRounds", body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is wrong with a submission, it shows a kind word and counts nothing."""
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    shown = json.loads(answer.body)
    assert answer.status == 200
    assert shown["response_action"] == "update"
    assert shown["view"]["title"]["text"] == "Not recorded"
    assert rounds.casts == 0
    assert "U0ASHA" not in caplog.text
    assert "often" not in caplog.text


@pytest.mark.parametrize("body", FORGED_OTHERS.values(), ids=FORGED_OTHERS)
async def test_any_other_payload_is_put_away_quietly(
    app: AsyncApp, rounds: "FakeRounds", body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be served is acknowledged, changes nothing and names nobody."""
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    assert (answer.status, answer.body) == (200, "")
    assert (rounds.casts, rounds.declined, rounds.settings) == (0, [], {})
    assert "U0ASHA" not in caplog.text


async def test_an_answer_that_was_not_offered_is_not_counted(
    app: AsyncApp, rounds: "FakeRounds"
) -> None:
    """A well-formed submission with an unknown option is refused by the round, kindly."""
    forged = {"values": {"manageable": {"choice": {"selected_option": {"value": "invented"}}}}}
    body = SUBMISSION | {"view": VIEW | {"state": forged}}
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    assert json.loads(answer.body)["view"]["title"]["text"] == "Not on this list"
    assert rounds.ballots == {}


async def test_a_round_of_other_people_is_not_open_to_everyone(
    app: AsyncApp, rounds: "FakeRounds"
) -> None:
    """A submission to a round that did not ask this person is not counted."""
    body = SUBMISSION | {"view": VIEW | {"private_metadata": "other-2026-11-24"}}
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    assert json.loads(answer.body)["view"]["title"]["text"] == "Not on this list"
    assert rounds.casts == 0


@pytest.mark.parametrize("value", ["", "../keys", "weekly-2026-11-24 4", "weekly-2026-11-24 x y"])
@pytest.mark.parametrize("action_id", ["answer", "not-this-week", "how-anonymous"])
async def test_a_forged_button_opens_a_kind_window(
    sandbox: Sandbox,
    client: AsyncWebClient,
    app: AsyncApp,
    rounds: "FakeRounds",
    *,
    action_id: str,
    value: str,
) -> None:
    """A button whose value is none of ours says that it is out of date."""
    trigger = sandbox.workspace.triggers.issue("U0ASHA")
    body = PRESS | {
        "trigger_id": trigger,
        "actions": [ACTION | {"action_id": action_id, "value": value}],
    }
    answer = await dispatch(app, mode="socket_mode", body=body, headers=None)
    assert answer.status == 200
    assert sandbox.person("U0ASHA").modal.title == "Out of date"
    assert rounds.declined == []
