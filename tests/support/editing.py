"""An admin who works on question sets in chat."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Outcome, Person, View
from bot.sandbox.records import Json
from bot.slack.blocks import question_form, question_sets
from bot.slack.blocks.kit import actions
from support.council import QUESTION
from support.world import World

SECOND = "UPERSON001"
ADMINS = "S0ADMINS"

ELSEWHERE = "How often could you cope with your work in the last week?"
WORDING = "How often did you get a proper break in the last week?"


async def entered(here: World, person: str) -> Person:
    """Somebody who pressed the button that opens the question sets."""
    found = here.person(person)
    await found.open_home()
    await found.press_in_home(question_sets.OPEN)
    return found


async def intruding(here: World, person: str) -> Person:
    """Somebody who presses that button although no Home of ours shows it to them."""
    client = AsyncWebClient(
        here.sandbox.bot_token, base_url=here.sandbox.api_url, retry_handlers=[]
    )
    home = {"type": "home", "blocks": [actions(question_sets.entry())]}
    await client.views_publish(user_id=person, view=home)
    found = here.person(person)
    await found.press_in_home(question_sets.OPEN)
    return found


async def opened(here: World, person: str, set_id: str) -> Person:
    """Somebody who has the editor of a set open."""
    found = await entered(here, person)
    await found.press_in_modal(question_sets.OPEN_SET, set_id)
    return found


async def doing(person: Person, what: str, question: str) -> Outcome:
    """Choose something in the menu beside a question."""
    value = f"{what} {question}"
    [block] = [one["block_id"] for one in window(person).blocks if offers(one, value)]
    return await person.press_in_modal(question_sets.QUESTION, value, block_id=block)


async def added(person: Person, wording: str = WORDING, scale: str = "frequency") -> Outcome:
    """Add a question, with the first answer favourable."""
    await person.press_in_modal(question_sets.ADD)
    await choosing(person, scale)
    theme = {} if "theme" in fields(person) else {"new-theme": "Workload"}
    favourable = field(person, "favourable")
    first = options(person, favourable)[0]
    return await person.submit({"wording": wording, favourable: [first], **theme})


async def choosing(person: Person, scale: str) -> None:
    """Choose the answers of a question."""
    name = field(person, "scale")
    await person.press_in_modal(name, scale, block_id=name)


async def typing(person: Person, wording: str) -> str:
    """Type a wording, and read the advice below it."""
    await person.press_in_modal("wording", wording, block_id="wording")
    return advice(person)


def advice(person: Person) -> str:
    """The advice that stands in the form of a question."""
    [found] = [one for one in window(person).blocks if one["block_id"] == question_form.ADVICE]
    return str(found["text"]["text"])


def window(person: Person) -> View:
    """The window on top."""
    assert person.modal is not None
    return person.modal


def offers(block: Json, value: str) -> bool:
    """Whether a block has a menu with that to do."""
    menu = block.get("accessory", {}).get("options", ())
    return any(one["value"] == value for one in menu)


def fields(person: Person) -> list[str]:
    """The names of the fields of the window on top."""
    return [one["block_id"] for one in window(person).blocks if one["type"] == "input"]


def field(person: Person, name: str) -> str:
    """The name that a field has just now."""
    return next(one for one in fields(person) if one.startswith(name))


def options(person: Person, name: str) -> list[str]:
    """What can be chosen in a field."""
    [element] = [one["element"] for one in window(person).blocks if one["block_id"] == name]
    return [one["value"] for one in element["options"]]


def group(here: World, *people: str) -> None:
    """Let these people be the admins."""
    here.sandbox.workspace.add_usergroup(ADMINS, handle="admins", members=people)


async def edited_elsewhere(here: World, wording: str = ELSEWHERE) -> None:
    """Let the second admin change the question meanwhile."""
    second = await opened(here, SECOND, "one")
    await doing(second, question_sets.EDIT, QUESTION)
    await second.submit({"wording": wording})
