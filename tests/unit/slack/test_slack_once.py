from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.once import Once


async def passes(once: Once, body: dict[str, Any]) -> bool:
    went_on = False

    async def go_on() -> BoltResponse:
        nonlocal went_on
        went_on = True
        return BoltResponse(status=200)

    request = AsyncBoltRequest(mode="socket_mode", body=body)
    answer = await once.async_process(req=request, resp=BoltResponse(status=200), next=go_on)
    assert answer.status == 200
    return went_on


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "trigger_id": "1.2.3"},
        {"type": "event_callback", "event_id": "Ev1", "event": {}},
    ],
)
async def test_what_comes_again_is_not_done_again(body: dict[str, Any]) -> None:
    """A press or event passes once, and is acknowledged every time."""
    once = Once()
    assert [await passes(once, body) for _ in range(3)] == [True, False, False]


async def test_a_submission_always_passes() -> None:
    """A submission that comes again is cast again, which is harmless, and answered."""
    once = Once()
    body = {"type": "view_submission", "trigger_id": "1.2.3"}
    assert [await passes(once, body) for _ in range(2)] == [True, True]


@pytest.mark.parametrize("body", [{}, {"type": "block_actions"}, {"trigger_id": 7}])
async def test_what_has_no_name_passes(body: dict[str, Any]) -> None:
    """A payload without a name of its own is left to its listener."""
    once = Once()
    assert [await passes(once, body) for _ in range(2)] == [True, True]


async def test_only_so_many_names_are_remembered() -> None:
    """The oldest name is forgotten first, so that memory does not grow."""
    once = Once(remembered=2)
    bodies = [{"type": "block_actions", "trigger_id": str(number)} for number in range(3)]
    assert [await passes(once, body) for body in bodies] == [True, True, True]
    assert [await passes(once, body) for body in reversed(bodies)] == [False, False, True]
