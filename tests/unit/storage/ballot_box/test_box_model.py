"""The ballot box against a plain model: whatever people do, its counts are those of the model."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from questions.model import DOES_NOT_APPLY, Option, Question, Scale
from storage.ballot_box.boxes import Boxes
from storage.model import EVERYONE, Answers, CastOutcome, Place, RankingTally

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
RANKING = Question(
    id="wishes",
    theme="workload",
    wording="Which two would help most?",
    scale=Scale(id="four", options=tuple(Option(id=one, label=one) for one in "abcd")),
    choose=2,
)


@dataclass
class Model:
    """What a box should do, in the plainest way: it keeps every answer, as the box never may."""

    counted: dict[str, Answers] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)

    def cast(self, person: str, answers: Answers) -> CastOutcome:
        if not all(map(self._is_valid, answers.items())) or person not in ON_ROSTER:
            return CastOutcome.NOT_ASKED
        if person in self.counted:
            return CastOutcome.COUNTED_BEFORE
        self.counted[person] = answers
        return CastOutcome.COUNTED

    @staticmethod
    def _is_valid(answer: tuple[str, str | frozenset[str]]) -> bool:
        question, chosen = answer
        if isinstance(chosen, str):
            return chosen in OPTIONS.get(question, ())
        return question == RANKING.id and len(chosen) in (1, 2) and chosen <= set("abcd")

    def ranking(self) -> RankingTally:
        cast = [one[RANKING.id] for one in self.counted.values() if RANKING.id in one]
        counts = {option: sum(option in chosen for chosen in cast) for option in "abcd"}
        return RankingTally(answered=len(cast), counts=counts)

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
) | st.fixed_dictionaries(
    {},
    optional={q: st.sampled_from(o) for q, o in OPTIONS.items()}
    | {RANKING.id: st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=2)},
)
strange = st.fixed_dictionaries(
    {},
    optional={
        RANKING.id: st.sampled_from(["a", frozenset(), frozenset("abc"), frozenset("ax")]),
        "monday": st.just(frozenset("a")),
    },
)
steps = st.lists(
    st.builds(Together, st.lists(st.tuples(people, answers | strange), min_size=1, max_size=10))
    | st.builds(Decline, people)
    | st.builds(Restart),
    max_size=10,
)


async def play(folder: Path, steps: Sequence[Together | Decline | Restart]) -> None:
    def reach() -> Boxes:
        return Boxes(folder=folder / "boxes", keys=folder / "keys")

    model, boxes = Model(), reach()
    asked = (*QUESTIONS, RANKING)
    await boxes.open("weekly", questions=asked, dimensions=DIMENSIONS, roster=ROSTER)
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
    turnout = await boxes.turnout("weekly")
    assert not turnout.rankings
    count = await boxes.count("weekly")
    counted = {
        (tally.dimension, tally.group): (tally.size, tally.casts, tally.counts)
        for tally in count.tallies
    }
    assert counted == model.tally()
    assert count.rankings == {RANKING.id: model.ranking()}
    assert await boxes.count("weekly") == await boxes.count("weekly")
    await boxes.close()


@settings(max_examples=80, deadline=None)
@given(steps)
def test_the_box_counts_as_the_model_does(steps: list[Together | Decline | Restart]) -> None:
    """Everyone is told what the model says, each counts once, and each group adds up."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps))
