"""An admin who sets up a pulse in chat, in a council with user groups and no pulse yet."""

from collections.abc import Mapping

from bot.sandbox import Outcome, Person, Workspace
from bot.sandbox.forms import Answer
from bot.slack.blocks import set_up
from support.council import ADMIN, LEADER, LEADERS, STAFF, people
from support.world import World

NORTH, SOUTH, NIGHT, SOCIAL = "S0NORTH", "S0SOUTH", "S0NIGHT", "S0SOCIAL"
CLINIC = "C0CLINIC"
ADMINS, SECOND = "S0ADMINS", "UPERSON902"
ELSEWHERE = "C0ELSEWHERE"

SUPPORT = "Your supervisor, or the listening line on 0800 000 000."
CONTACT = "Ask the principal social worker."

QUESTIONS: Mapping[str, Answer] = {"name": "Weekly pulse", "question-set": "weekly"}
PEOPLE: Mapping[str, Answer] = {"groups-0-0": [NORTH, SOUTH, NIGHT], "groups-1-0": [SOCIAL]}
CHANNELS: Mapping[str, Answer] = {
    "leadership": LEADERS,
    "staff": STAFF,
    "support": SUPPORT,
    "contact": CONTACT,
}
STEPS: tuple[Mapping[str, Answer], ...] = (QUESTIONS, PEOPLE, {}, {}, CHANNELS)
"""What is filled in, window by window, up to the summary."""


def move_in(workspace: Workspace) -> None:
    """A council of 60 people in three teams, one of them small, and some social workers."""
    everyone = people(1, 60)
    for person in (*everyone, LEADER, ADMIN, SECOND):
        workspace.add_person(person)
    workspace.add_channel(LEADERS, name="leaders", members=[LEADER], private=True)
    workspace.add_channel(STAFF, name="all-staff", members=everyone)
    workspace.add_channel(CLINIC, name="memory-clinic", members=[*people(40, 50), ADMIN])
    workspace.add_channel(ELSEWHERE, name="elsewhere", members=[ADMIN], bot=False)
    workspace.add_usergroup(NORTH, handle="north", name="North locality", members=people(1, 25))
    workspace.add_usergroup(SOUTH, handle="south", name="South locality", members=people(26, 50))
    workspace.add_usergroup(NIGHT, handle="night", name="Night team", members=people(50, 56))
    workspace.add_usergroup(ADMINS, handle="admins", name="Admins", members=[SECOND])
    workspace.add_usergroup(SOCIAL, handle="social", name="Social workers", members=people(1, 30))


async def at_home(here: World, person: str = ADMIN) -> Person:
    """Somebody before their Home tab."""
    found = here.person(person)
    await found.open_home()
    return found


async def begin(here: World) -> Person:
    """An admin before the first window."""
    admin = await at_home(here)
    await admin.press_in_home(set_up.BEGIN)
    return admin


async def fill(person: Person, *steps: Mapping[str, Answer]) -> Outcome:
    """Fill in windows one after the other; each but the last has to be taken."""
    outcome = None
    for step in steps:
        assert outcome is None or not outcome.errors, outcome
        outcome = await person.submit(step)
        assert outcome.accepted, outcome
    assert outcome is not None
    return outcome


def words(person: Person) -> str:
    """Everything that stands in the window on top."""
    assert person.modal is not None
    return person.modal.words


def step(person: Person) -> str:
    """The step that a person looks at."""
    assert person.modal is not None
    return person.modal.private_metadata.rpartition(" ")[2]
