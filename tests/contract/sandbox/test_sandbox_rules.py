"""The tables of docs/sandbox.md, walked."""

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import HandClock, Limits, Sandbox
from bot.sandbox.records import Json

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "sandbox.md").read_text()


def rows(heading: str) -> list[list[str]]:
    [section] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return lines[2:]


CALLS = [
    (rule, *re.split(r" ", call.strip("`"), maxsplit=1), answer.strip("`"))
    for rule, call, answer in rows("Calls")
]
SIZES = {what: int(most.replace(",", "")) for what, most in rows("Sizes")}
HELD = [(rule, test.strip("`")) for rule, test in rows("Time and order")]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace that the page describes."""
    async with Sandbox(clock=HandClock(), limits=Limits.off()) as entered:
        workspace = entered.workspace
        workspace.add_person("U1")
        workspace.add_person("U2")
        workspace.add_person("U3", deleted=True)
        workspace.add_person("U4", bot=True)
        workspace.add_channel("C1", name="one", members=["U1"])
        workspace.add_channel("C2", name="two", members=["U1"], private=True)
        workspace.add_channel("C3", name="three", members=["U1"], bot=False)
        workspace.add_channel("C4", name="four", members=["U1"], private=True, bot=False)
        workspace.add_channel("C5", name="five", members=["U1"], archived=True)
        workspace.add_usergroup("S1", handle="one", members=["U1"])
        workspace.add_usergroup("S2", handle="two", disabled=True)
        yield entered


async def ask(sandbox: Sandbox, method: str, arguments: Json) -> str:
    """Call a method and return "ok" or the error's code."""
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(sandbox.api_url + method, json=arguments) as answer,
    ):
        body = await answer.json()
    return "ok" if body["ok"] else str(body["error"])


@pytest.mark.parametrize(("rule", "method", "arguments", "answer"), CALLS)
async def test_each_call_is_answered_as_the_page_says(
    sandbox: Sandbox, rule: str, method: str, arguments: str, answer: str
) -> None:
    """Every row of the table of calls is true."""
    assert await ask(sandbox, method, json.loads(arguments)) == answer, rule


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "a" * length}


def option(number: int = 0, **more: object) -> Json:
    return {"text": plain(3), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(number: int = 0, **more: object) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain(3), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def posts(make: Callable[[int], list[Json]]) -> Callable[[int], tuple[str, Json]]:
    return lambda size: ("chat.postMessage", {"channel": "C1", "text": "a", "blocks": make(size)})


def publishes(make: Callable[[int], Json]) -> Callable[[int], tuple[str, Json]]:
    home = {"type": "home", "blocks": []}
    return lambda size: ("views.publish", {"user_id": "U1", "view": home | make(size)})


def opens(make: Callable[[int], Json]) -> Callable[[int], tuple[str, Json]]:
    label = {"type": "input", "label": plain(3), "element": {"type": "plain_text_input"}}
    modal = {"type": "modal", "title": plain(3), "submit": plain(3), "blocks": [label]}
    return lambda size: ("views.open", {"view": modal | make(size)})


def typed(size: int) -> Json:
    element = {"type": "plain_text_input", "initial_value": "a" * size}
    return {"blocks": [{"type": "input", "label": plain(3), "element": element}]}


def labelled(size: int) -> Json:
    element = {"type": "plain_text_input"}
    return {"blocks": [{"type": "input", "label": plain(size), "element": element}]}


def picture(size: int) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a" * size}


def menu(kind: str, **more: object) -> list[Json]:
    return [actions({"type": kind, "action_id": "a", **more})]


MADE: dict[str, Callable[[int], tuple[str, Json]]] = {
    "characters of a message's text": lambda size: (
        "chat.postMessage",
        {"channel": "C1", "text": "a" * size},
    ),
    "blocks of a message": posts(lambda size: [{"type": "divider"}] * size),
    "characters of a header": posts(lambda size: [{"type": "header", "text": plain(size)}]),
    "characters of a section's text": posts(lambda n: [{"type": "section", "text": plain(n)}]),
    "fields of a section": posts(lambda n: [{"type": "section", "fields": [plain(3)] * n}]),
    "characters of a section's field": posts(lambda n: [{"type": "section", "fields": [plain(n)]}]),
    "elements of a context": posts(lambda n: [{"type": "context", "elements": [plain(3)] * n}]),
    "elements of an actions block": posts(lambda n: [actions(*map(button, range(n)))]),
    "characters of a button's words": posts(lambda n: [actions(button(text=plain(n)))]),
    "characters of a button's value": posts(lambda n: [actions(button(value="a" * n))]),
    "options of radio buttons": posts(lambda n: menu("radio_buttons", options=options(n))),
    "options of checkboxes": posts(lambda n: menu("checkboxes", options=options(n))),
    "options of a menu": posts(lambda n: menu("static_select", options=options(n))),
    "options of an overflow menu": posts(lambda n: menu("overflow", options=options(n))),
    "characters of an option's words": posts(
        lambda n: menu("static_select", options=[option(text=plain(n))])
    ),
    "characters of an option's value": posts(
        lambda n: menu("static_select", options=[option(value="a" * n)])
    ),
    "characters of a placeholder": posts(lambda n: menu("datepicker", placeholder=plain(n))),
    "characters of a picture's alt text": posts(lambda n: [picture(n)]),
    "characters of a block_id": posts(lambda n: [{"type": "divider", "block_id": "a" * n}]),
    "characters of an action_id": posts(lambda n: [actions(button() | {"action_id": "a" * n})]),
    "blocks of a view": publishes(lambda n: {"blocks": [{"type": "divider"}] * n}),
    "characters of a view's private_metadata": publishes(lambda n: {"private_metadata": "a" * n}),
    "characters of a modal's title": opens(lambda n: {"title": plain(n)}),
    "characters of a modal's submit button": opens(lambda n: {"submit": plain(n)}),
    "characters of an input's label": opens(labelled),
    "characters of a typed input's start": opens(typed),
}


@pytest.mark.parametrize("what", SIZES)
async def test_each_size_is_taken_and_no_more(sandbox: Sandbox, what: str) -> None:
    """Every row of the table of sizes is true: the limit passes, and one more does not."""
    answers = []
    for size in (SIZES[what], SIZES[what] + 1):
        method, arguments = MADE[what](size)
        if method == "views.open":
            arguments["trigger_id"] = sandbox.workspace.triggers.issue("U1")
        answers.append(await ask(sandbox, method, arguments))
    taken, refused = answers
    assert taken == "ok"
    assert refused in {"msg_too_long", "invalid_blocks", "invalid_arguments"}


def test_every_size_that_is_tried_is_on_the_page() -> None:
    """The table of sizes leaves nothing out."""
    assert set(SIZES) == set(MADE)


def written() -> Iterator[str]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        yield from re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)


@pytest.mark.parametrize(("rule", "test"), HELD)
def test_each_rule_of_time_and_order_has_its_test(rule: str, test: str) -> None:
    """Every row of the last table names a test that there is."""
    assert test in set(written()), rule
