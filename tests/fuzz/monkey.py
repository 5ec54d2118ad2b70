"""People who press and fill in whatever they are shown, so that every listener is met."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator

from support.council import LEADERS, STAFF

from bot.sandbox import Message, Person, Sandbox, View
from bot.sandbox.forms import INPUTS, Answer
from bot.sandbox.records import Json, elements_of

COMMAND = "/pulse"
WORDS = (
    "",
    "help",
    "privacy",
    "digest",
    "trend",
    "trend workload",
    "report",
    "pause",
    "pause 2027-01-15",
    "resume",
    "pulses",
    "changes",
    "nothing of the kind",
)
TYPED = ("Some words of ours", "7", "2027-01-15", "weekly", "Often\nSometimes\nNever")

CHOSEN: dict[str, Answer] = {
    "button": None,
    "datepicker": "2027-01-15",
    "timepicker": "10:30",
    "users_select": "UPERSON007",
    "multi_users_select": ["UPERSON007", "UPERSON008"],
    "channels_select": LEADERS,
    "conversations_select": STAFF,
    "multi_channels_select": [STAFF],
    "multi_conversations_select": [STAFF],
}
"""What is chosen in an element of a type, whatever it offers."""

Act = tuple[str, Callable[[], Awaitable[object]]]
"""What somebody can do, under a name, and how it is done."""


class Monkey:
    """Does what was done least before, of everything that somebody is shown."""

    def __init__(self, sandbox: Sandbox, dice: random.Random) -> None:
        self._sandbox = sandbox
        self._dice = dice
        self.done: Counter[str] = Counter()

    async def act(self, person: Person) -> None:
        """Let somebody do one thing."""
        acts = [*self._in_window(person), *self._elsewhere(person)]
        fewest = min(self.done[name] for name, _ in acts)
        name, do = self._dice.choice([act for act in acts if self.done[act[0]] <= fewest + 1])
        self.done[name] += 1
        try:
            await do()
        except LookupError:
            self.done["not possible any more"] += 1

    def _in_window(self, person: Person) -> Iterator[Act]:
        view = person.modal
        if view is None:
            return
        for block, element in _pressable(view.blocks):
            yield (
                f"window {view.callback_id} {element['action_id']}",
                self._press(person.press_in_modal, block, element),
            )
        if view.submit is not None:
            yield f"send {view.callback_id}", lambda: person.submit(self._answers(view, person))
        yield (
            f"close {view.callback_id}",
            lambda: person.close_modal(everything=self._dice.random() < 0.3),
        )

    def _elsewhere(self, person: Person) -> Iterator[Act]:
        yield "open Home", person.open_home
        for words in WORDS:
            yield f"type {words}", lambda words=words: person.command(COMMAND, words)  # type: ignore[misc]
        if person.home is not None:
            for block, element in _pressable(person.home.blocks):
                yield (
                    f"home {element['action_id']}",
                    self._press(person.press_in_home, block, element),
                )
        for message in self._messages(person):
            for block, element in _pressable(message.blocks):
                yield (
                    f"message {element['action_id']}",
                    self._press_in(person, message, block, element),
                )

    def _messages(self, person: Person) -> Iterable[Message]:
        workspace = self._sandbox.workspace
        seen = [*person.direct_messages()[-3:], *person.whispers()[-2:]]
        for channel in (LEADERS, STAFF):
            if person.id in workspace.channels[channel].members:
                seen += workspace.messages(channel)[-3:]
        return seen

    def _press(
        self, press: Callable[..., Awaitable[object]], block: Json, element: Json
    ) -> Callable[[], Awaitable[object]]:
        value = self._value(element)
        return lambda: press(element["action_id"], value, block_id=block["block_id"])

    def _press_in(
        self, person: Person, message: Message, block: Json, element: Json
    ) -> Callable[[], Awaitable[object]]:
        return self._press(
            lambda name, value, block_id: person.press(message, name, value, block_id=block_id),
            block,
            element,
        )

    def _answers(self, view: View, person: Person) -> dict[str, Answer]:
        """Something for every field of a form."""
        found: dict[str, Answer] = {}
        for block in view.blocks:
            for element in elements_of(block):
                if block["type"] != "input" or element["type"] not in INPUTS:
                    continue
                if element["type"] == "file_input":
                    found[block["block_id"]] = [person.bring("set.yaml", b"id: [").id]
                elif self._dice.random() < 0.8 or not block.get("optional"):
                    found[block["block_id"]] = self._value(element)
        return found

    def _value(self, element: Json) -> Answer:
        """Something that can be chosen or typed in an element; None for a button."""
        options = [one["value"] for one in _options(element)]
        if element["type"] in CHOSEN:
            return CHOSEN[element["type"]]
        if element["type"] in {"checkboxes", "multi_static_select"}:
            return self._dice.sample(options, self._dice.randint(0, min(3, len(options))))
        return self._dice.choice(options or TYPED)


def _pressable(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything in blocks that Slack tells the bot of at once when it is used."""
    for block in blocks:
        for element in elements_of(block):
            sent = block["type"] != "input" or block.get("dispatch_action")
            if sent and "action_id" in element and "url" not in element:
                yield block, element


def _options(element: Json) -> list[Json]:
    grouped = [one for group in element.get("option_groups", ()) for one in group["options"]]
    return [*element.get("options", ()), *grouped]
