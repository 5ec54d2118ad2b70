from collections.abc import Awaitable, Callable, Mapping

from bot.sandbox import actions, forms, payloads, replies
from bot.sandbox.delivery import Ack, Parcel
from bot.sandbox.errors import ApiError
from bot.sandbox.forms import Answer
from bot.sandbox.records import Account, File, Json, Message, Outcome, View
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
"""What a person is shown when the bot does not answer, or not with something to show."""

Deliver = Callable[[Parcel], Awaitable[Ack | None]]


class Person:
    """Somebody in the workspace: what they see, and what they can do.

    Whatever they do returns an `Outcome` once the bot has acknowledged it, or has failed to.
    What the bot does after acknowledging shows up later: `workspace.until` waits for it.
    A thing that a person could not click raises LookupError.
    """

    def __init__(
        self, person: str, workspace: Workspace, deliver: Deliver, response_urls: ResponseUrls
    ) -> None:
        self.id = person
        self._workspace = workspace
        self._deliver = deliver
        self._response_urls = response_urls
        self._sent: Json | None = None

    @property
    def account(self) -> Account:
        """Their place in the workspace."""
        return self._workspace.people[self.id]

    @property
    def modal(self) -> View | None:
        """The modal that they look at."""
        return self._workspace.views.top(self.id)

    @property
    def modals(self) -> tuple[View, ...]:
        """Every modal that they have open, the one on top last."""
        return self._workspace.views.stack(self.id)

    @property
    def home(self) -> View | None:
        """The bot's Home tab as published for them."""
        return self._workspace.views.home(self.id)

    def direct_messages(self) -> tuple[Message, ...]:
        """Return what the bot wrote to them, threads left out, newest last."""
        return self._workspace.messages(f"D{self.id}")

    def whispers(self) -> tuple[Message, ...]:
        """Return the ephemeral messages that they were shown, newest last."""
        return self._workspace.whispers(self.id)

    async def press(
        self,
        message: Message,
        action_id: str,
        value: Answer = None,
        *,
        block_id: str | None = None,
    ) -> Outcome:
        """Press a button, or choose `value` in a menu, in a message.

        `block_id` tells apart what has the same action_id in several blocks.
        """
        block, element = actions.find(message.blocks, action_id, value, block_id)
        action = actions.shape(block, element, value, self._workspace.new_ts())
        url = self._response_urls.issue(self.id, message.channel, message)
        return await self._act(
            payloads.message_action(self.account, message, action, url, self._workspace)
        )

    async def press_in_modal(
        self,
        action_id: str,
        value: Answer = None,
        *,
        block_id: str | None = None,
        answers: Mapping[str, Answer] | None = None,
    ) -> Outcome:
        """Press a button, choose `value` in a menu or type it, in the modal on top.

        `answers` is what stands in its fields, which the bot is told too.
        """
        view = self._needed(self.modal, "modal")
        here = {block["block_id"] for block, _ in forms.fields(view.blocks)}
        left = {name: answer for name, answer in (answers or {}).items() if name in here}
        view = self._workspace.views.fill(view, forms.filled(view.blocks, view.values, left))
        return await self._press_in_view(view, action_id, value, block_id)

    def bring(self, name: str, content: bytes) -> File:
        """Bring a file, to be put into a form."""
        return self._workspace.files.give(name, content, self.id)

    async def press_in_home(
        self, action_id: str, value: Answer = None, *, block_id: str | None = None
    ) -> Outcome:
        """Press a button, or choose `value` in a menu, in the Home tab.

        If the tab was published anew just before, its blocks have other ids, and whatever has
        the action_id and the value now is pressed, as Slack takes a press on what was shown.
        """
        view = self._needed(self.home, "Home tab")
        here = {block["block_id"] for block in view.blocks}
        return await self._press_in_view(
            view, action_id, value, block_id if block_id in here else None
        )

    async def submit(self, answers: Mapping[str, Answer] | None = None) -> Outcome:
        """Fill the open modal's inputs by block_id, leave the others as they are, and send it.

        What Slack itself asks for, as a required field left empty, is not sent to the bot.
        """
        view = self._needed(self.modal, "modal")
        if view.submit is None:
            raise LookupError(f"the modal {view.title!r} has no submit button")
        view = self._workspace.views.fill(
            view, forms.filled(view.blocks, view.values, answers or {})
        )
        complaints = forms.complaints(view.blocks, view.values)
        if complaints:
            return Outcome(accepted=False, errors=complaints, modal=view)
        self._sent = payloads.view_submission(self.account, view, self._workspace)
        return await self.submit_again()

    async def submit_again(self) -> Outcome:
        """Send the last form a second time, the same in every byte, as a double click does."""
        if self._sent is None:
            raise LookupError("nothing was submitted yet")
        sent = self._sent
        ack = await self._deliver(Parcel(kind="interactive", payload=sent, takes_reply=True))
        if ack is None:
            return self._trouble("not acknowledged")
        try:
            return replies.apply(self._workspace, self.id, sent["view"]["id"], ack.reply)
        except ApiError as error:
            return self._trouble("; ".join([error.code, *error.messages]))

    async def close_modal(self, *, everything: bool = False) -> Outcome:
        """Close the modal on top, or the whole stack; the bot hears of it if it asked to."""
        view = self._needed(self.modal, "modal")
        cleared = everything or bool(view.content.get("clear_on_close"))
        closed = self.modals if cleared else (view,)
        for each in reversed(closed):
            self._workspace.views.close(each)
        for each in reversed(closed):
            if each.content.get("notify_on_close"):
                payload = payloads.view_closed(self.account, each, self._workspace, cleared=cleared)
                await self._deliver(Parcel(kind="interactive", payload=payload))
        return Outcome(accepted=True, modal=self.modal)

    async def open_home(self) -> Outcome:
        """Open the bot's Home tab."""
        payload = payloads.home_opened(self.account, self._workspace)
        ack = await self._deliver(Parcel(kind="events_api", payload=payload))
        return Outcome(accepted=ack is not None, modal=self.modal)

    async def command(self, name: str, text: str = "", *, channel: str | None = None) -> Outcome:
        """Type a slash command, in a channel or else in the direct message with the bot.

        `messages` of the outcome are what they were shown between typing it and the bot's
        acknowledgement; what comes later is in `whispers`.
        """
        where = channel or self._workspace.direct_channel(self.id).id
        seen = len(self.whispers())
        url = self._response_urls.issue(self.id, where)
        payload = payloads.slash_command(
            self.account, (name, text), self._workspace.channels[where], url, self._workspace
        )
        parcel = Parcel(kind="slash_commands", payload=payload, takes_reply=True)
        ack = await self._deliver(parcel)
        if ack is None:
            return self._trouble("not acknowledged")
        try:
            shown = self._response_urls.answer(self.id, where, ack.reply)
        except ApiError as error:
            return self._trouble("; ".join([error.code, *error.messages]))
        public = (shown,) if shown is not None and shown.only_for is None else ()
        messages = (*self.whispers()[seen:], *public)
        return Outcome(accepted=True, modal=self.modal, messages=messages)

    async def _press_in_view(
        self, view: View, action_id: str, value: Answer, block_id: str | None
    ) -> Outcome:
        block, element = actions.find(view.blocks, action_id, value, block_id)
        action = actions.shape(block, element, value, self._workspace.new_ts())
        if element["type"] in forms.INPUTS:
            state = {element["action_id"]: forms.state_of(element, value)}
            inside = dict(view.values.get(block["block_id"], {})) | state
            view = self._workspace.views.fill(view, {**view.values, block["block_id"]: inside})
        if not actions.is_sent(block):
            return Outcome(accepted=True, modal=self.modal)
        return await self._act(payloads.view_action(self.account, view, action, self._workspace))

    async def _act(self, payload: Json) -> Outcome:
        ack = await self._deliver(Parcel(kind="interactive", payload=payload))
        if ack is None:
            return self._trouble("not acknowledged")
        return Outcome(accepted=True, modal=self.modal)

    def _trouble(self, reason: str) -> Outcome:
        return Outcome(accepted=False, modal=self.modal, trouble=TROUBLE, reason=reason)

    def _needed(self, view: View | None, kind: str) -> View:
        if view is None:
            raise LookupError(f"{self.account.name} has no {kind} open")
        return view
