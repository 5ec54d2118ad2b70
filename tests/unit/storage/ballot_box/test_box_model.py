"""The ballot box against a plain model: whatever people do, its counts are those of the model."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from questions.model import DOES_NOT_APPLY, Option, Question, Scale
from storage.ballot_box.boxes import Boxes
from storage.model import EVERYONE, CastOutcome, Place

DIMENSIONS = ("team", "staff", "site")
GROUPS = (("north", "south", "east"), ("employed", "agency"), ("rest",))
ROSTER = [
    Place(person=f"U{number}", groups=tuple(g[number % len(g)] for g in GROUPS))
    for number in range(12)
]
ON_ROSTER = {place.person: place.groups for place in ROSTER}
QUESTIONS = tuple(
    Question(
        id=question,
        theme="workload",
        wording=f"How was {question}?",
        scale=Scale(
            id="letters",
            options=tuple(Option(id=o, label=o, score=n) for n, o in enumerate(options)),
        ),
        favourable=frozenset({options[0]}),
    )
    for question, options in (("monday", "ab"), ("tuesday", "abc"), ("friday", "xyz"))
)
OPTIONS = {q.id: (*q.scale.option_ids, DOES_NOT_APPLY) for q in QUESTIONS}

Answers = Mapping[str, str]


@dataclass
class Model:
    """What a box should do, in the plainest way: it keeps every answer, as the box never may."""

    counted: dict[str, Answers] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)

    def cast(self, person: str, answers: Answers) -> CastOutcome:
        valid = all(option in OPTIONS.get(question, ()) for question, option in answers.items())
        if not valid or person not in ON_ROSTER:
            return CastOutcome.NOT_ASKED
        if person in self.counted:
            return CastOutcome.COUNTED_BEFORE
        self.counted[person] = answers
        return CastOutcome.COUNTED

    def tally(self) -> dict[tuple[str, str], tuple[int, int, dict[str, dict[str, int]]]]:
        members = {(EVERYONE, EVERYONE): list(ON_ROSTER)}
        for person, groups in ON_ROSTER.items():
            for own in zip(DIMENSIONS, groups, strict=True):
                members.setdefault(own, []).append(person)
        return {group: self._of(people) for group, people in members.items()}

    def _of(self, people: Sequence[str]) -> tuple[int, int, dict[str, dict[str, int]]]:
        answers = [self.counted[person] for person in people if person in self.counted]
        chosen = Counter(choice for one in answers for choice in one.items())
        counts = {q: {o: chosen[q, o] for o in options} for q, options in OPTIONS.items()}
        return len(people), len(answers), counts


@dataclass(frozen=True)
class Together:
    casts: Sequence[tuple[str, Answers]]


@dataclass(frozen=True)
class Decline:
    person: str


@dataclass(frozen=True)
class Restart:
    pass


people = st.sampled_from([*ON_ROSTER, "U999", "", "U1 ", "Ü'; DROP TABLE mark"])
answers = st.dictionaries(
    st.sampled_from([*OPTIONS, "sunday"]),
    st.sampled_from(["a", "b", "c", "x", "y", "z", DOES_NOT_APPLY, "never"]),
    max_size=3,
) | st.fixed_dictionaries({}, optional={q: st.sampled_from(o) for q, o in OPTIONS.items()})
steps = st.lists(
    st.builds(Together, st.lists(st.tuples(people, answers), min_size=1, max_size=10))
    | st.builds(Decline, people)
    | st.builds(Restart),
    max_size=10,
)


async def play(folder: Path, steps: Sequence[Together | Decline | Restart]) -> None:
    def reach() -> Boxes:
        return Boxes(folder=folder / "boxes", keys=folder / "keys")

    model, boxes = Model(), reach()
    await boxes.open("weekly", questions=QUESTIONS, dimensions=DIMENSIONS, roster=ROSTER)
    for step in steps:
        match step:
            case Together(casts):
                outcomes = await asyncio.gather(*(boxes.cast("weekly", *one) for one in casts))
                assert outcomes == [model.cast(*one) for one in casts]
            case Decline(person):
                await boxes.decline("weekly", person)
                model.declined.add(person)
            case Restart():
                await boxes.close()
                boxes = reach()
    assert await boxes.to_remind("weekly") == sorted(ON_ROSTER.keys() - model.declined)
    counted = {
        (tally.dimension, tally.group): (tally.size, tally.casts, tally.counts)
        for tally in (await boxes.count("weekly")).tallies
    }
    assert counted == model.tally()
    assert await boxes.count("weekly") == await boxes.count("weekly")
    await boxes.close()


@settings(max_examples=80, deadline=None)
@given(steps)
def test_the_box_counts_as_the_model_does(steps: list[Together | Decline | Restart]) -> None:
    """Everyone is told what the model says, each counts once, and each group adds up."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps))
