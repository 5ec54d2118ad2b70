"""The people of a scenario in a sandbox: they read, press and answer as people in a chat do."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from bot.demo.dealing import Act
from bot.demo.scenario import LEADERSHIP, STAFF, Scenario
from bot.errors import StaffPulseError
from bot.sandbox import Message, Outcome, Person, Sandbox, Workspace
from bot.sandbox.records import elements_of
from bot.slack.blocks import invitation, outcome
from storage.model import Answers, Dimension

TOGETHER = 64
"""So many people act at once: fewer than the windows that Slack lets a bot open in a minute."""


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
    groups = {person: entry.values for entry in scenario.groups for person in people[entry.id]}
    add_usergroups(workspace, scenario.pulse.dimensions, groups)
    return people


def add_usergroups(
    workspace: Workspace, dimensions: Sequence[Dimension], groups: Mapping[str, Mapping[str, str]]
) -> None:
    """Give each group of the dimensions its user group.

    Args:
        workspace: where to.
        dimensions: each group's people come from a user group.
        groups: for each person, for each dimension, their group if they are in any.
    """
    for dimension in dimensions:
        for group in dimension.groups:
            members = [one for one, own in groups.items() if own.get(dimension.id) == group.id]
            for source in group.people:
                workspace.add_usergroup(
                    str(source.usergroup),
                    handle=f"{dimension.id}-{group.id}",
                    name=group.name,
                    members=members,
                )


class Colleagues:
    """What the people of a pulse do in their direct messages.

    Args:
        support: what the thanks end with.
    """

    def __init__(self, sandbox: Sandbox, support: str) -> None:
        self._sandbox = sandbox
        self._thanks = outcome.thanks(support)["title"]["text"]

    def ready(self, act: Act, round_id: str) -> bool:
        """Whether somebody can do that now: they were asked, and have no window open."""
        person = self._sandbox.person(act.person)
        return person.modal is None and self._asking(act, round_id) is not None

    async def all_do(self, acts: Sequence[Act], round_id: str) -> None:
        """Let people act at the same time, TOGETHER at most.

        Raises:
            StaffPulseError: the bot did not do its part.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for act in acts:
                    group.create_task(self.do(act, round_id))
        except* StaffPulseError as failed:
            raise failed.exceptions[0] from None

    async def do(self, act: Act, round_id: str) -> None:
        """Do what was dealt in that round, and look at what comes of it.

        Raises:
            StaffPulseError: the bot did not do its part.
        """
        asking = self._asking(act, round_id)
        if asking is None:
            raise StaffPulseError(f"Somebody was to act in {round_id}, and nobody has asked them.")
        person = self._sandbox.person(act.person)
        try:
            _check(await person.press(asking, _button(act)))
            if act.answers is not None:
                await self._send(person, act.answers)
        finally:
            if person.modal is not None:
                await person.close_modal()

    def _asking(self, act: Act, round_id: str) -> Message | None:
        """The newest message of the round with the button that the act presses."""
        pressed = (_button(act), round_id)
        messages = reversed(self._sandbox.person(act.person).direct_messages())
        return next((one for one in messages if pressed in _buttons(one)), None)

    async def _send(self, person: Person, answers: Answers) -> None:
        seen = await person.submit(
            {asked: one if isinstance(one, str) else sorted(one) for asked, one in answers.items()}
        )
        _check(seen)
        if seen.modal is None or seen.modal.title != self._thanks:
            words = seen.modal.words if seen.modal else "nothing"
            raise StaffPulseError(
                f"Somebody who sent their answers was not thanked but read: {words}"
            )


def _button(act: Act) -> str:
    return invitation.NOT_THIS_WEEK if act.answers is None else invitation.ANSWER


def _buttons(message: Message) -> Iterator[tuple[str | None, str | None]]:
    """The action and the value of everything that can be pressed in a message."""
    for block in message.blocks:
        for element in elements_of(block):
            yield element.get("action_id"), element.get("value")


def _check(seen: Outcome) -> None:
    if seen.modal is None or not seen.accepted:
        raise StaffPulseError(
            f"Somebody pressed a button and nothing opened: {seen.reason or 'no window came'}."
        )
