"""What admins do with question sets: work on drafts of them, and publish them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.ports import DraftStore, Messenger
from bot.survey.messages import Notice
from bot.survey.set_draft import SetDraft, named
from bot.usecases.drafted import read
from bot.usecases.editing import Changed, Editing, Gone, Listed, Taken, fingerprint
from bot.usecases.pulses import Outdated, Pulses
from bot.usecases.set_forms import QuestionWords, ask_of, question_of, scale_of, themes_of, title_of
from questions.model import QuestionSet, Scale
from storage.model import Draft, DraftKind

_STEM = "questions"


class QuestionSets:
    """Question sets as admins meet them; who is one is asked before anything here.

    Args:
        pulses: puts them in force.
        shipped: gives those that come with the program.
        scales: those that every set can use, by id.
    """

    def __init__(
        self,
        *,
        pulses: Pulses,
        drafts: DraftStore,
        messenger: Messenger,
        shipped: Callable[[], Sequence[QuestionSet]],
        scales: Mapping[str, Scale],
    ) -> None:
        self._pulses = pulses
        self._drafts = drafts
        self._messenger = messenger
        self._all_shipped = shipped
        self.scales = scales
        self._turn = asyncio.Lock()

    async def listed(self) -> Sequence[Listed]:
        """Every set that is there, those first that pulses ask, then those worked on."""
        known, drafts = await self._known(), await self._all_drafts()
        kept = {one.id for one in await self._pulses.question_sets()}
        askers = await self._askers()
        found = []
        for id_ in {**known, **drafts}:
            one = drafts.get(id_) or SetDraft.of(known[id_])
            found.append(
                Listed(
                    id=id_,
                    title=one.title,
                    in_use=len(one.in_use),
                    asks=one.ask,
                    pulses=askers.get(id_, ()),
                    shipped=id_ in self._shipped and id_ not in {*kept, *askers, *drafts},
                    drafted=id_ in drafts,
                )
            )
        return sorted(found, key=lambda one: (not one.pulses, one.shipped, one.title.casefold()))

    async def open(self, set_id: str) -> Editing:
        """The draft of a set, or the set itself where nobody works on it; Gone."""
        kept = await self._draft(set_id)
        before = (await self._published()).get(set_id)
        begun = before or self._shipped.get(set_id)
        if kept is not None:
            draft, revision = kept
        elif begun is not None:
            base = fingerprint(before) if before else ""
            draft, revision = SetDraft.of(begun).model_copy(update={"base": base}), 0
        else:
            raise Gone("This question set is not there any more.")
        pulses = (await self._askers()).get(set_id, ())
        return Editing(draft=draft, revision=revision, before=before, pulses=pulses)

    async def seen(self, set_id: str, stamp: str) -> Editing:
        """How a set stands, where that is what somebody saw; Changed, Gone."""
        now = await self.open(set_id)
        if now.stamp != stamp:
            raise Changed(now)
        return now

    async def begin(self, title: str | None) -> Editing:
        """A new set with no questions; Misfilled where the title is none."""
        return await self._begin(title_of(title), SetDraft(id="new", title="New"))

    async def copy(self, set_id: str, title: str | None) -> Editing:
        """A new set that says what another says; Misfilled where the title is none."""
        return await self._begin(title_of(title), (await self.open(set_id)).draft)

    async def bring(self, question_set: QuestionSet) -> Editing:
        """A draft that says what a file says; Taken where somebody works on that set."""
        async with self._turn:
            if not await self._keep(SetDraft.of(question_set), revision=1):
                raise Taken(
                    f'Somebody is working on the question set "{question_set.id}". Publish that '
                    f"draft or discard it first, or give the file another id."
                )
        return await self.open(question_set.id)

    async def ask_for(self, set_id: str, stamp: str, words: QuestionWords) -> Editing:
        """Change a question, or add one; Changed, Gone, Misfilled."""

        def change(editing: Editing) -> SetDraft:
            before = editing.before.questions if editing.before else ()
            known = [one.id for one in (*editing.draft.questions, *before)]
            scales = self.scales_of(editing.draft)
            question, theme = question_of(words, editing.draft, scales, known, self.scales)
            return editing.draft.with_question(question, theme=theme)

        return await self._change(set_id, stamp, change)

    async def add_scale(self, set_id: str, stamp: str, lines: str | None) -> tuple[Editing, str]:
        """Make a scale of its own for a set, and tell its id; Changed, Gone, Misfilled."""
        editing = await self._change(
            set_id,
            stamp,
            lambda now: now.draft.with_scale(scale_of(lines, now.draft, self.scales)),
        )
        return editing, editing.draft.scales[-1].id

    async def settle(
        self,
        set_id: str,
        stamp: str,
        *,
        title: str | None,
        asks: str | None,
        themes: Sequence[str | None],
    ) -> Editing:
        """Change the title, the number of questions a round, and names; Changed, Gone, Misfilled.

        Args:
            set_id: the set.
            stamp: how it stood when this was begun.
            title: what it is called.
            asks: how many questions a round asks.
            themes: the names of its first themes, in their order.
        """
        return await self._change(
            set_id,
            stamp,
            lambda now: now.draft.settled(
                title=title_of(title),
                ask=ask_of(asks, now.draft),
                themes=themes_of(themes, now.draft),
            ),
        )

    async def move(self, set_id: str, stamp: str, question_id: str, *, by: int) -> Editing:
        """Move a question up or down among the others; Changed, Gone."""
        return await self._change(set_id, stamp, lambda now: now.draft.moved(question_id, by))

    async def retire(self, set_id: str, stamp: str, question_id: str, *, retired: bool) -> Editing:
        """Retire a question or bring it back; Changed, Gone."""
        return await self._change(
            set_id, stamp, lambda now: now.draft.retiring(question_id, retired=retired)
        )

    async def take_out(self, set_id: str, stamp: str, question_id: str) -> Editing:
        """Take a question out that was never published; any other stays. Changed, Gone."""
        return await self._change(
            set_id,
            stamp,
            lambda now: now.draft.without(question_id) if now.is_new(question_id) else now.draft,
        )

    async def discard(self, set_id: str, stamp: str) -> None:
        """Forget a draft; Changed, Gone."""
        async with self._turn:
            await self.seen(set_id, stamp)
            await self._drafts.drop(_name(set_id))

    async def publish(self, set_id: str, stamp: str, *, by: str) -> Editing:
        """Put a set in force for the pulses that ask it, from their next rounds on.

        Args:
            set_id: the set.
            stamp: what the admin saw.
            by: the admin's member id.

        Raises:
            Changed: it is another by now.
            Gone: it is not there any more.
            StaffPulseError: in words, why the pulses cannot ask it.
        """
        async with self._turn:
            editing = await self.seen(set_id, stamp)
            was = await self._pulses.question_set(set_id)
            try:
                await self._pulses.publish(editing.draft.finished(), was=was, by=by)
            except Outdated:
                raise Changed(await self.open(set_id)) from None
            await self._drafts.drop(_name(set_id))
        return await self.open(set_id)

    async def send(self, person: str, set_id: str, text: str) -> None:
        """Bring a set, as a file, to whoever asked for it.

        Args:
            person: their id.
            set_id: the set.
            text: what the file holds.

        Raises:
            StaffPulseError: in words, why it could not be brought.
        """
        said = (
            "The question set that you asked for, as it is now. It is a file of text: change it "
            "in any editor for text, and bring it back under Question sets, From a file."
        )
        files = {f"{set_id}.yaml": text.encode()}
        await self._messenger.bring(person, Notice(round=None, text=said), files)

    def scales_of(self, draft: SetDraft) -> Mapping[str, Scale]:
        """Every scale that a draft's questions can have, by id."""
        return {**self.scales, **{scale.id: scale for scale in draft.scales}}

    async def _begin(self, title: str, like: SetDraft) -> Editing:
        async with self._turn:
            taken = {**await self._known(), **await self._all_drafts()}
            draft = like.model_copy(update={"id": named(title, taken), "title": title, "base": ""})
            await self._keep(draft, revision=1)
        return await self.open(draft.id)

    async def _change(
        self, set_id: str, stamp: str, change: Callable[[Editing], SetDraft]
    ) -> Editing:
        async with self._turn:
            now = await self.seen(set_id, stamp)
            draft = change(now)
            if draft == now.draft:
                return now
            if not await self._keep(draft, revision=now.revision + 1):
                raise Changed(await self.open(set_id))
        return await self.open(set_id)

    async def _keep(self, draft: SetDraft, *, revision: int) -> bool:
        body = draft.model_dump_json()
        kind = DraftKind.QUESTIONS
        return await self._drafts.keep(
            Draft(id=_name(draft.id), kind=kind, revision=revision, body=body)
        )

    @property
    def _shipped(self) -> dict[str, QuestionSet]:
        """Those that come with the program, by id; they are read when they are first asked for."""
        return {one.id: one for one in self._all_shipped()}

    async def _published(self) -> dict[str, QuestionSet]:
        """Every set that pulses ask or that is kept, by id."""
        asked = {one.question_set.id: one.question_set for one in await self._pulses.wanted()}
        return asked | {one.id: one for one in await self._pulses.question_sets()}

    async def _known(self) -> dict[str, QuestionSet]:
        return self._shipped | await self._published()

    async def _all_drafts(self) -> dict[str, SetDraft]:
        kept = await self._drafts.all(DraftKind.QUESTIONS)
        drafts = [draft for one in kept if (draft := read(one, SetDraft))]
        return {one.id: one for one in drafts}

    async def _draft(self, set_id: str) -> tuple[SetDraft, int] | None:
        """What somebody works on, with its revision; one that cannot be read any more goes."""
        kept = await self._drafts.get(_name(set_id))
        if kept is None:
            return None
        if draft := read(kept, SetDraft):
            return draft, kept.revision
        await self._drafts.drop(kept.id)
        return None

    async def _askers(self) -> dict[str, tuple[str, ...]]:
        """The names of the pulses that ask each set."""
        askers: dict[str, tuple[str, ...]] = {}
        for pulse in await self._pulses.wanted():
            set_id = pulse.question_set.id
            askers[set_id] = (*askers.get(set_id, ()), pulse.name)
        return askers


def _name(set_id: str) -> str:
    """What the draft of a set is called."""
    return f"{_STEM}-{set_id}"
