"""What an admin does in the console, in the council of two teams."""

from bot.sandbox import Outcome, Person
from support.council import ADMIN
from support.world import World

ACT, PREVIEW, CHANGES = "console-act", "console-preview", "console-changes"


async def at_home(here: World, person: str = ADMIN) -> Person:
    """Somebody who has just opened the Home tab."""
    somebody = here.person(person)
    await somebody.open_home()
    assert somebody.home is not None
    return somebody


def offered(admin: Person, place: int = 0) -> dict[str, str]:
    """What a pulse's menu offers, by the act: what each option sends."""
    assert admin.home is not None
    menus = [
        element
        for block in admin.home.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == ACT
    ]
    values = [option["value"] for option in menus[place]["options"]]
    return {value.split()[0]: value for value in values}


async def ask(admin: Person, act: str) -> None:
    """Choose something from the first pulse's menu, and see the window that asks first."""
    await admin.press_in_home(ACT, offered(admin)[act])
    assert admin.modal is not None


async def do(admin: Person, act: str, answers: dict[str, str] | None = None) -> Outcome:
    """Choose something from the first pulse's menu, and say yes."""
    await ask(admin, act)
    return await admin.submit(answers)


def read(person: Person) -> str:
    """What stands in the window on top."""
    assert person.modal is not None
    return f"{person.modal.title}: {person.modal.words}"


def home(person: Person) -> str:
    """What stands on the Home tab."""
    assert person.home is not None
    return str(person.home.words)
