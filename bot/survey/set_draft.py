"""A question set that is being edited, and what can be done with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field

from questions.model import (
    MOST_ASKED,
    Identifier,
    Line,
    Question,
    QuestionSet,
    Scale,
    Theme,
    Value,
)


class SetDraft(Value):
    """A question set as far as it has come: it may have no questions, or too few to ask.

    Attributes:
        id: what the set is called in pulses.
        ask: the number of questions in a round, or "all".
        scales: those that its questions can have beside the built-in ones; some may be unused.
        base: tells which set in force or kept it was begun from; "" for none.
    """

    id: Identifier
    title: Line
    ask: Annotated[int, Field(ge=1, le=MOST_ASKED)] | Literal["all"] = "all"
    themes: tuple[Theme, ...] = ()
    scales: tuple[Scale, ...] = ()
    questions: tuple[Question, ...] = ()
    base: str = ""

    @classmethod
    def of(cls, question_set: QuestionSet) -> Self:
        """A draft that says what a set says."""
        used = {question.scale.id: question.scale for question in question_set.questions}
        return cls(
            id=question_set.id,
            title=question_set.title,
            ask=question_set.ask,
            themes=question_set.themes,
            scales=tuple(used.values()),
            questions=question_set.questions,
        )

    @property
    def in_use(self) -> tuple[Question, ...]:
        """The questions that rounds would ask, all or in turn."""
        return tuple(question for question in self.questions if not question.retired)

    @property
    def listed(self) -> tuple[Question, ...]:
        """All questions as they are numbered for people: those in use, then the retired ones."""
        return (*self.in_use, *(question for question in self.questions if question.retired))

    def question(self, question_id: str) -> Question | None:
        """The question of that id, if there is one."""
        return next((one for one in self.questions if one.id == question_id), None)

    def theme(self, theme_id: str) -> Theme | None:
        """The theme of that id, if there is one."""
        return next((one for one in self.themes if one.id == theme_id), None)

    def with_question(self, question: Question, *, theme: Theme) -> Self:
        """With a question changed, or added at the end of its theme, and that theme known."""
        themes = self.themes if self.theme(theme.id) else (*self.themes, theme)
        if self.question(question.id):
            changed = [question if one.id == question.id else one for one in self.questions]
        else:
            last = max(
                (place for place, one in enumerate(self.questions) if one.theme == theme.id),
                default=len(self.questions) - 1,
            )
            changed = [*self.questions[: last + 1], question, *self.questions[last + 1 :]]
        return self.model_copy(update={"themes": themes, "questions": tuple(changed)})

    def with_scale(self, scale: Scale) -> Self:
        """With one more scale to choose."""
        return self.model_copy(update={"scales": (*self.scales, scale)})

    def settled(self, *, title: str, ask: int | Literal["all"], themes: Sequence[Theme]) -> Self:
        """With another title, number of questions a round, and names of its themes."""
        renamed = {theme.id: theme for theme in themes}
        themes = tuple(renamed.get(theme.id, theme) for theme in self.themes)
        return self.model_copy(update={"title": title, "ask": ask, "themes": themes})

    def moved(self, question_id: str, by: int) -> Self:
        """With a question so many places further down among those in use, or up: less than 0."""
        order = [place for place, one in enumerate(self.questions) if not one.retired]
        ids = [self.questions[place].id for place in order]
        if question_id not in ids or not 0 <= ids.index(question_id) + by < len(ids):
            return self
        ids.insert(ids.index(question_id) + by, ids.pop(ids.index(question_id)))
        questions = [*self.questions]
        for place, id_ in zip(order, ids, strict=True):
            questions[place] = next(one for one in self.questions if one.id == id_)
        return self.model_copy(update={"questions": tuple(questions)})

    def retiring(self, question_id: str, *, retired: bool) -> Self:
        """With a question retired or brought back; no anchor where its theme has another."""
        found = self.question(question_id)
        if found is None:
            return self
        anchor = found.anchor and (retired or self.anchor(found.theme) is None)
        changed = found.model_copy(update={"retired": retired, "anchor": anchor})
        questions = [changed if one.id == question_id else one for one in self.questions]
        return self.model_copy(update={"questions": tuple(questions)})

    def without(self, question_id: str) -> Self:
        """Without a question."""
        left = tuple(one for one in self.questions if one.id != question_id)
        return self.model_copy(update={"questions": left})

    def anchor(self, theme_id: str) -> Question | None:
        """The question that is asked every round for a theme, if there is one."""
        return next((one for one in self.in_use if one.anchor and one.theme == theme_id), None)

    def lacks(self) -> tuple[str, ...]:
        """What is still to be mended before the set can be put in force, a sentence each."""
        return tuple(_lacking(self))

    def finished(self) -> QuestionSet:
        """The set itself; ValidationError where something is still lacking."""
        used = {question.theme for question in self.questions}
        return QuestionSet(
            id=self.id,
            title=self.title,
            ask=self.ask,
            themes=tuple(theme for theme in self.themes if theme.id in used),
            questions=self.questions,
        )


def named(words: str, taken: Iterable[str]) -> str:
    """An id made of words, in lower-case letters, digits and hyphens, that is not taken yet."""
    known = set(taken)
    stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:50].strip("-") or "one"
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(known) + 2))
    return next(name for name in names if name not in known)


def so_many(questions: int) -> str:
    """A number of questions in words."""
    return "1 question" if questions == 1 else f"{questions} questions"


def _lacking(draft: SetDraft) -> Iterator[str]:
    count = len(draft.in_use)
    anchors = sum(question.anchor for question in draft.in_use)
    if not count:
        yield "There is no question to ask yet. Add one, or bring one back."
    elif draft.ask == "all" and count > MOST_ASKED:
        yield (
            f"A round cannot ask all of {count} questions, as {MOST_ASKED} are the most. Retire "
            f"some, or say how many a round asks."
        )
    elif draft.ask != "all" and draft.ask > count:
        yield f"A round is to ask {so_many(draft.ask)}; {count} of the set are in use."
    elif draft.ask != "all" and draft.ask < anchors:
        yield (
            f"A round is to ask {so_many(draft.ask)}, and {anchors} are asked every round. Ask "
            f"more, or let fewer be asked every round."
        )
