"""What admins press about question sets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import question_form, question_sets, refused, set_forms, set_review
from bot.slack.blocks.kit import View
from bot.slack.carried import Carried
from bot.slack.filled import Inside
from bot.slack.listeners.set_windows import SetWindows
from bot.slack.payloads import Press, Unreadable
from bot.slack.windows import answer_press
from bot.usecases.editing import Editing
from bot.usecases.set_forms import QuestionWords
from bot.usecases.set_reviews import SetReviews
from questions.writer import write


def register(app: AsyncApp, *, windows: SetWindows, reviews: SetReviews) -> None:
    """Listen to the button that opens the sets, and to what is pressed in their windows."""
    presses = _Presses(windows=windows, reviews=reviews)
    app.action(question_sets.OPEN)(presses.begin)
    for name, do in (
        (question_sets.OPEN_SET, presses.open),
        (question_sets.ALL, presses.all),
        (question_sets.PAGE, presses.page),
        (question_sets.QUESTION, presses.question),
        (question_sets.ADD, presses.add),
        (question_sets.NEW, presses.new),
        (question_sets.FROM_FILE, presses.from_file),
        (question_sets.SETTLE, presses.settle),
        (question_sets.COPY, presses.copy),
        (question_sets.AS_FILE, presses.as_file),
        (question_sets.DISCARD, presses.discard),
        (question_sets.TRY, presses.trial),
        (set_review.OTHER_ROUND, presses.other_round),
        (question_sets.PUBLISH, presses.publish),
    ):
        app.action(name)(_guarded(windows, do))


def _guarded(
    windows: SetWindows, do: Callable[[Inside], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await windows.inside(ack, body, do)

    return pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Presses:
    windows: SetWindows
    reviews: SetReviews

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await answer_press(self.windows.client, Press.read(body), self._list)
        await ack()

    async def _list(self, press: Press) -> View:
        if await self.windows.admins.admit(press.person):
            return await self.windows.listing()
        return refused.opened()

    async def open(self, pressed: Inside) -> None:
        about = Carried.read({"set": pressed.value})
        await self._show(pressed, await self.windows.sets.open(about.set))

    async def all(self, pressed: Inside) -> None:
        await self.windows.redraw(pressed.window, await self.windows.listing())

    async def page(self, pressed: Inside) -> None:
        about = Carried.text(pressed.carried)
        page = Carried.read({"set": about.set, "page": pressed.value}).page
        await self._show(pressed, await self.windows.sets.open(about.set), page=page)

    async def question(self, pressed: Inside) -> None:
        """What the menu beside a question does."""
        about, sets = Carried.text(pressed.carried), self.windows.sets
        did, _, question = pressed.value.partition(" ")
        match did:
            case question_sets.EDIT:
                await self._edit(pressed, about, question)
                return
            case question_sets.UP:
                editing = await sets.move(about.set, about.stamp, question, by=-1)
            case question_sets.DOWN:
                editing = await sets.move(about.set, about.stamp, question, by=1)
            case question_sets.RETIRE | question_sets.BRING_BACK:
                retired = did == question_sets.RETIRE
                editing = await sets.retire(about.set, about.stamp, question, retired=retired)
            case question_sets.TAKE_OUT:
                editing = await sets.take_out(about.set, about.stamp, question)
            case _:
                raise Unreadable
        await self._show(pressed, editing, page=about.page)

    async def add(self, pressed: Inside) -> None:
        editing = await self._seen(pressed)
        words = question_form.blank(editing.draft)
        await self._ask(pressed, editing, words)

    async def new(self, pressed: Inside) -> None:
        await self.windows.lay(pressed, set_forms.begin())

    async def from_file(self, pressed: Inside) -> None:
        await self.windows.lay(pressed, set_forms.bring())

    async def settle(self, pressed: Inside) -> None:
        await self.windows.lay(pressed, set_forms.settle(await self._seen(pressed)))

    async def copy(self, pressed: Inside) -> None:
        await self.windows.lay(pressed, set_forms.copy(await self._seen(pressed)))

    async def as_file(self, pressed: Inside) -> None:
        about, editing = Carried.text(pressed.carried), await self._seen(pressed)
        if editing.draft.lacks():
            await self._say_what_lacks(pressed, about)
            return
        await self.windows.sets.send(pressed.person, about.set, write(editing.draft.finished()))
        said = "The file is in your direct messages with Staff Pulse."
        await self.windows.say(pressed, "Saved as a file", said)

    async def discard(self, pressed: Inside) -> None:
        about = Carried.text(pressed.carried)
        await self.windows.sets.discard(about.set, about.stamp)
        notice = "The draft was discarded."
        await self.windows.redraw(pressed.window, await self.windows.listing(notice))
        await self.windows.homes.publish(pressed.person)

    async def trial(self, pressed: Inside) -> None:
        about, editing = Carried.text(pressed.carried), await self._seen(pressed)
        if editing.draft.lacks():
            await self._say_what_lacks(pressed, about)
            return
        paper = await self.reviews.paper(about.set, 0)
        await self.windows.lay(pressed, set_review.trial(paper, about.set, 0))

    async def other_round(self, pressed: Inside) -> None:
        about = Carried.text(pressed.carried)
        number = Carried.read({"set": about.set, "round": pressed.value}).round
        paper = await self.reviews.paper(about.set, number)
        view = set_review.trial(paper, about.set, number)
        await self.windows.redraw(pressed.window, view)

    async def publish(self, pressed: Inside) -> None:
        await self._seen(pressed)
        review = await self.reviews.review(Carried.text(pressed.carried).set)
        await self.windows.lay(pressed, set_review.publish(review))

    async def _say_what_lacks(self, pressed: Inside, about: Carried) -> None:
        review = await self.reviews.review(about.set)
        await self.windows.lay(pressed, set_review.publish(review))

    async def _edit(self, pressed: Inside, about: Carried, question_id: str) -> None:
        editing = await self._seen(pressed)
        question = editing.draft.question(question_id)
        if question is None:
            await self._show(pressed, editing, page=about.page)
            return
        await self._ask(pressed, editing, question_form.words_of(question))

    async def _ask(self, pressed: Inside, editing: Editing, words: QuestionWords) -> None:
        scales = self.windows.sets.scales_of(editing.draft)
        await self.windows.lay(pressed, question_form.draw(editing, words, scales))

    async def _seen(self, pressed: Inside) -> Editing:
        """The set that a window shows, as it shows it; Changed where it is another by now."""
        about = Carried.text(pressed.carried)
        return await self.windows.sets.seen(about.set, about.stamp)

    async def _show(self, pressed: Inside, editing: Editing, *, page: int = 0) -> None:
        await self.windows.redraw(pressed.window, question_sets.editor(editing, page))
