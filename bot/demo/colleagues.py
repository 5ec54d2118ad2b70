"""The people of a scenario in a sandbox: they read, press and answer as people in a chat do."""

from collections.abc import Mapping, Sequence
from itertools import count

from bot.demo.dealing import Act
from bot.demo.scenario import LEADERSHIP, STAFF, Scenario
from bot.errors import StaffPulseError
from bot.sandbox import Outcome, Sandbox, Workspace
from bot.slack.blocks import invitation, outcome


def move_in(workspace: Workspace, scenario: Scenario) -> Mapping[str, Sequence[str]]:
    """Fill a workspace with a scenario's people, channels and user groups.

    Returns:
        the ids of the persons, by the id of the scenario's entry.
    """
    ids = (f"U0DEMO{number:05}" for number in count(1))
    people = {entry.id: [next(ids) for _ in range(entry.size)] for entry in scenario.groups}
    everyone = [person for persons in people.values() for person in persons]
    for person in everyone:
        workspace.add_person(person)
    workspace.add_channel(LEADERSHIP, name="leadership", private=True)
    workspace.add_channel(STAFF, name="adult-social-care", members=everyone)
    for dimension in scenario.pulse.dimensions:
        for group in dimension.groups:
            members = [
                person
                for entry in scenario.groups
                if entry.values.get(dimension.id) == group.id
                for person in people[entry.id]
            ]
            for source in group.people:
                handle = f"{dimension.id}-{group.id}"
                workspace.add_usergroup(str(source.usergroup), handle=handle, members=members)
    return people


class Colleagues:
    """What the people of a pulse do in their direct messages.

    Args:
        support: what the thanks end with.
    """

    def __init__(self, sandbox: Sandbox, support: str) -> None:
        self._sandbox = sandbox
        self._thanks = outcome.thanks(support)["title"]["text"]

    async def do(self, act: Act) -> None:
        """Do what was dealt, and look at what comes of it.

        Raises:
            StaffPulseError: the bot did not do its part.
        """
        if act.answers is None:
            await self._press(act.person, invitation.NOT_THIS_WEEK)
        else:
            await self._press(act.person, invitation.ANSWER)
            await self._send(act.person, act.answers)
        await self._sandbox.person(act.person).close_modal()

    async def _press(self, who: str, button: str) -> None:
        person = self._sandbox.person(who)
        _check(await person.press(person.direct_messages()[-1], button))

    async def _send(self, who: str, answers: Mapping[str, str]) -> None:
        seen = await self._sandbox.person(who).submit(answers)
        _check(seen)
        if seen.modal is None or seen.modal.title != self._thanks:
            words = seen.modal.words if seen.modal else "nothing"
            raise StaffPulseError(
                f"Somebody who sent their answers was not thanked but read: {words}"
            )


def _check(seen: Outcome) -> None:
    if seen.modal is None or not seen.accepted:
        raise StaffPulseError(
            f"Somebody pressed a button and nothing opened: {seen.reason or 'no window came'}."
        )
