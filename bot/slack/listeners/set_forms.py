"""What admins send about question sets."""

import logging
import re
from asyncio import to_thread
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import paper, question_form, question_sets, set_forms, set_review
from bot.slack.blocks.kit import View
from bot.slack.carried import Carried
from bot.slack.files import fetched
from bot.slack.filled import Filled, Inside
from bot.slack.listeners.set_windows import SetWindows
from bot.usecases.actions import Misfilled
from bot.usecases.editing import Editing, Taken
from bot.usecases.set_forms import (
    ASK,
    CHOOSE,
    EVERY_ROUND,
    FAVOURABLE,
    FILE,
    MOST_NAMED,
    NEW_THEME,
    OPTIONS,
    SCALE,
    THEME,
    THEME_NAME,
    TITLE,
    WORDING,
    QuestionWords,
)
from bot.usecases.set_reviews import SetReviews
from questions.document import parse
from questions.errors import DocumentError
from questions.loader import QuestionSetFile
from questions.model import QuestionSet

_log = logging.getLogger(__name__)

MEANWHILE = (
    "Somebody else changed this set while you were here, and nothing of theirs was overwritten. "
    "What you typed is still below; send it again if it is to stand."
)


def register(app: AsyncApp, *, windows: SetWindows, reviews: SetReviews) -> None:
    """Listen to the forms about question sets, and to what is typed in the form of a question."""
    forms = _Forms(windows=windows, reviews=reviews)
    app.action(WORDING)(forms.typed)
    app.action(CHOOSE)(forms.typed)
    app.action(re.compile(rf"^{SCALE}-\d+$"))(forms.typed)
    app.action(question_form.NEW_ANSWERS)(forms.new_answers)
    app.view(question_form.QUESTION)(forms.question)
    app.view(question_form.ANSWERS)(forms.answers)
    app.view(set_forms.SETTLING)(forms.settle)
    app.view(set_forms.BEGINNING)(forms.begin)
    app.view(set_forms.COPYING)(forms.copy)
    app.view(set_forms.BRINGING)(forms.bring)
    app.view(set_review.TRYING)(forms.tried)
    app.view(set_review.PUBLISHING)(forms.publish)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    windows: SetWindows
    reviews: SetReviews

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.inside(ack, body, self._advise)

    async def new_answers(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.inside(ack, body, self._lay_answers)

    async def question(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._question, self._question_again, fault_at=WORDING)

    async def answers(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._answers, self._answers_again, fault_at=OPTIONS)

    async def settle(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._settle, self._settle_again, fault_at=TITLE)

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._begin, _unchanged, fault_at=TITLE)

    async def copy(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._copy, _unchanged, fault_at=TITLE)

    async def bring(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._bring, _unchanged, fault_at=FILE)

    async def tried(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._thank, _unchanged, fault_at=None)

    async def publish(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.windows.take(ack, body, self._publish, self._publish_again, fault_at=None)

    async def _advise(self, typed: Inside) -> None:
        """Draw the form anew where the advice differs, or the answers to choose from."""
        about, words = Carried.text(typed.carried), _words(typed)
        editing = await self.windows.sets.open(about.set)
        scales = self.windows.sets.scales_of(editing.draft)
        fields = question_form.favourable_field(editing.draft, scales, words.scale)
        chosen_from = None if words.choose or words.scale not in scales else fields
        said = question_form.advised(words, scales)
        if said == typed.reads(question_form.ADVICE) and (
            chosen_from == typed.field_like(FAVOURABLE)
        ):
            return
        view = question_form.draw(editing, words, scales, stamp=about.stamp)
        await self.windows.redraw(typed.window, view)

    async def _lay_answers(self, pressed: Inside) -> None:
        about = Carried.text(pressed.carried)
        carried = about.model_copy(update={"words": _words(pressed)})
        await self.windows.lay(pressed, question_form.answers(carried))

    async def _question(self, filled: Filled) -> None:
        about = Carried.text(filled.carried)
        try:
            editing = await self.windows.sets.ask_for(about.set, about.stamp, _words(filled))
        except Misfilled as wrong:
            raise Misfilled(_at_its_fields(wrong, filled)) from None
        await self._show_below(filled, editing)

    async def _question_again(self, filled: Filled, now: Editing) -> View:
        words, notice = _words(filled), MEANWHILE
        question = now.draft.question(words.question or "")
        if words.question and question is None:
            words = words.model_copy(update={"question": None})
            notice += " This question was taken out meanwhile, so it would be a new one."
        elif question:
            notice += f" It reads now: “{question.wording}”"
        scales = self.windows.sets.scales_of(now.draft)
        return question_form.draw(now, words, scales, notice=notice)

    async def _answers(self, filled: Filled) -> None:
        about = Carried.text(filled.carried)
        editing, scale = await self.windows.sets.add_scale(
            about.set, about.stamp, filled.text(OPTIONS)
        )
        if about.words and filled.below:
            words = about.words.model_copy(update={"scale": scale, "favourable": ()})
            scales = self.windows.sets.scales_of(editing.draft)
            view = question_form.draw(editing, words, scales)
            await self.windows.redraw(filled.below, view)
        await self._show_below(filled, editing)

    async def _answers_again(self, filled: Filled, now: Editing) -> View:
        about = Carried.text(filled.carried).model_copy(update={"stamp": now.stamp})
        return question_form.answers(about, filled.text(OPTIONS), MEANWHILE)

    async def _settle(self, filled: Filled) -> None:
        about, typed = Carried.text(filled.carried), _settled(filled)
        editing = await self.windows.sets.settle(
            about.set, about.stamp, title=typed.title, asks=typed.asks, themes=typed.themes
        )
        await self._show_below(filled, editing)

    async def _settle_again(self, filled: Filled, now: Editing) -> View:
        return set_forms.settle(now, _settled(filled), MEANWHILE)

    async def _begin(self, filled: Filled) -> None:
        await self._show_below(filled, await self.windows.sets.begin(filled.text(TITLE)))

    async def _copy(self, filled: Filled) -> None:
        about = Carried.text(filled.carried)
        editing = await self.windows.sets.copy(about.set, filled.text(TITLE))
        await self._show_below(filled, editing, "This is the copy.")

    async def _bring(self, filled: Filled) -> None:
        question_set = await self._read(filled)
        try:
            editing = await self.windows.sets.bring(question_set)
        except Taken as taken:
            raise Misfilled({FILE: str(taken)}) from None
        await self._show_below(filled, editing, "This is what the file says.")

    async def _read(self, filled: Filled) -> QuestionSet:
        """The question set of the file that was brought; Misfilled where it is none."""
        brought = filled.file(FILE)
        if brought is None:
            raise Misfilled({FILE: "Please choose a file."})
        most = set_forms.MOST_BYTES
        content = await fetched(self.windows.client, brought.address, most=most)
        if len(content) > most:
            raise Misfilled({FILE: f"The file is larger than {most // 1000} kB."})
        try:
            text = content.decode("utf-8-sig")
            # Nobody who answers meanwhile waits for it.
            return (await to_thread(parse, text, QuestionSetFile, brought.name)).question_set
        except UnicodeDecodeError:
            said = "The file is no text that can be read. Save it as text in UTF-8."
            raise Misfilled({FILE: said}) from None
        except DocumentError as error:
            raise Misfilled({FILE: str(error)}) from None

    async def _thank(self, filled: Filled) -> View:
        """What practitioners read after they answered, or where they ticked too many."""
        about = Carried.text(filled.carried)
        tried = await self.reviews.paper(about.set, about.round)
        ticked = {one.id: filled.ticked(one.id, paper.CHOICE) for one in tried.questions}
        if wrong := paper.too_many(tried, ticked):
            raise Misfilled(wrong)
        return set_review.tried(tried.support)

    async def _publish(self, filled: Filled) -> View:
        about = Carried.text(filled.carried)
        editing = await self.windows.sets.publish(about.set, about.stamp, by=filled.person)
        _log.info("A question set was published.")
        await self._show_below(filled, editing)
        await self.windows.homes.publish(filled.person)
        return set_review.published(await self.reviews.review(about.set))

    async def _publish_again(self, _: Filled, now: Editing) -> View:
        review = await self.reviews.review(now.draft.id)
        return set_review.publish(
            review, "Somebody else changed this set meanwhile. This is what would change now."
        )

    async def _show_below(self, filled: Filled, editing: Editing, notice: str = "") -> None:
        view = question_sets.editor(editing, notice=notice)
        await self.windows.redraw(filled.root, view)


def _words(filled: Filled) -> QuestionWords:
    """What stands in the form of a question."""
    scale, favourable = filled.field_like(SCALE), filled.field_like(FAVOURABLE)
    several = filled.option(CHOOSE)
    return QuestionWords(
        question=Carried.text(filled.carried).question or None,
        wording=filled.line(WORDING),
        theme=filled.option(THEME),
        new_theme=filled.text(NEW_THEME),
        scale=filled.option(scale) if scale else None,
        favourable=filled.options(favourable) if favourable else (),
        choose=int(several) if several and several.isdecimal() else None,
        every_round=bool(filled.options(EVERY_ROUND)),
    )


def _settled(filled: Filled) -> set_forms.Settled:
    """What stands in the form about a set as a whole."""
    themes = [name for number in range(MOST_NAMED) if filled.has(name := f"{THEME_NAME}-{number}")]
    return set_forms.Settled(
        title=filled.text(TITLE), asks=filled.text(ASK), themes=tuple(map(filled.text, themes))
    )


def _at_its_fields(wrong: Misfilled, filled: Filled) -> dict[str, str]:
    """The complaints under the names that their fields have just now."""
    scale = filled.field_like(SCALE) or WORDING
    theme = THEME if filled.has(THEME) else NEW_THEME
    shown = {SCALE: scale, FAVOURABLE: filled.field_like(FAVOURABLE) or scale, THEME: theme}
    return {shown.get(name, name): said for name, said in wrong.fields.items()}


async def _unchanged(_: Filled, now: Editing) -> View:
    """Nothing that these windows do can be out of date; how the set stands is shown."""
    return question_sets.editor(now)
