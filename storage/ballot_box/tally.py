"""One sealed tally a round: the counts of everyone and of each group, never of a crossing.

Rankings are counted for everyone alone, since no group's are ever shown.
"""

import os
import struct
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from questions.model import DOES_NOT_APPLY, Question, Value
from storage.errors import BoxBroken
from storage.model import EVERYONE, Answers, Count, Crossing, GroupTally, RankingTally

_NONCE = 12
_TAG = 16

SEAL = _NONCE + _TAG
"""How many bytes a sealed tally is longer than its counts, each of which has four."""


class Ranked(NamedTuple):
    """A ranking that a tally counts.

    Attributes:
        choose: how many of the options a person may choose at most.
    """

    question: str
    choose: int
    options: tuple[str, ...]


class Layout(Value):
    """What a tally counts, and where each count stands in it.

    Attributes:
        dimensions: the ids, in the order of each place's groups.
        groups: (dimension, group, people on the roster), everyone first.
        questions: (question, its options and "does-not-apply").
        crossings: (groups of a person, people on the roster who are in just these).
        rankings: counted for everyone alone, after the counts of all groups.
    """

    dimensions: tuple[str, ...]
    groups: tuple[tuple[str, str, int], ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    crossings: tuple[tuple[tuple[str, ...], int], ...]
    rankings: tuple[Ranked, ...] = ()

    @classmethod
    def of(
        cls,
        questions: Sequence[Question],
        dimensions: Sequence[str],
        places: Sequence[tuple[str, ...]],
    ) -> Self:
        """The layout for what a round asks and for the groups of each person on its roster."""
        sizes = {(EVERYONE, EVERYONE): len(places)}
        for groups in places:
            for place in zip(dimensions, groups, strict=True):
                sizes[place] = sizes.get(place, 0) + 1
        return cls(
            dimensions=tuple(dimensions),
            groups=tuple((*place, size) for place, size in sizes.items()),
            questions=tuple(
                (q.id, (*q.scale.option_ids, DOES_NOT_APPLY)) for q in questions if not q.choose
            ),
            crossings=tuple(sorted(Counter(places).items())),
            rankings=tuple(
                Ranked(q.id, q.choose, q.scale.option_ids) for q in questions if q.choose
            ),
        )

    @cached_property
    def width(self) -> int:
        """How many counts each group has: its casts, then each option of each question."""
        return 1 + sum(len(options) for _, options in self.questions)

    @cached_property
    def length(self) -> int:
        """How many counts there are in all: of a ranking who answered it, then each option."""
        ranked = sum(1 + len(ranking.options) for ranking in self.rankings)
        return self.width * len(self.groups) + ranked

    @cached_property
    def fingerprint(self) -> bytes:
        """What a sealed tally is bound to: counts read by another layout would be other counts.

        Without rankings it is that of layouts from before there were any, so that a round which
        was open then goes on.
        """
        without = None if self.rankings else {"rankings"}
        return sha256(self.model_dump_json(exclude=without).encode()).digest()

    def counts(self, groups: Sequence[str]) -> bool:
        """Whether a place has a group in each dimension, and each of them is counted."""
        return len(groups) == len(self.dimensions) and self.starts.keys() >= set(
            zip(self.dimensions, groups, strict=True)
        )

    def takes(self, answers: Answers) -> bool:
        """Whether every answer is one of a question that is asked, and no ranking has too many."""
        return all(
            (question, answer) in self.offsets
            if isinstance(answer, str)
            else question in self._most
            and 0 < len(answer) <= self._most[question]
            and all((question, option) in self.ranks for option in answer)
            for question, answer in answers.items()
        )

    @cached_property
    def starts(self) -> Mapping[tuple[str, str], int]:
        """Where the counts of each group begin."""
        return {
            (dimension, group): number * self.width
            for number, (dimension, group, _) in enumerate(self.groups)
        }

    @cached_property
    def offsets(self) -> Mapping[tuple[str, str], int]:
        """Where each option of each question stands among the counts of a group."""
        choices = ((question, option) for question, options in self.questions for option in options)
        return {choice: offset for offset, choice in enumerate(choices, start=1)}

    @cached_property
    def ranks(self) -> Mapping[tuple[str, str | None], int]:
        """Where it stands who answered a ranking, which is no option, and then its options."""
        choices = (
            (question, option)
            for question, _, options in self.rankings
            for option in (None, *options)
        )
        return {
            choice: place
            for place, choice in enumerate(choices, start=self.width * len(self.groups))
        }

    @cached_property
    def _most(self) -> Mapping[str, int]:
        return {ranking.question: ranking.choose for ranking in self.rankings}


class Tally:
    """The counts of a round, in memory for as long as they are added to."""

    def __init__(self, layout: Layout, counts: list[int] | None = None) -> None:
        self._layout = layout
        self._counts = counts or [0] * layout.length

    @property
    def casts(self) -> int:
        """How many people have answered."""
        return self._counts[0]

    def add(self, groups: Sequence[str], answers: Answers) -> None:
        """Count one person's answers for everyone and for each of their groups."""
        offsets = [0]
        for question, answer in answers.items():
            if isinstance(answer, str):
                offsets.append(self._layout.offsets[question, answer])
            else:
                for option in (None, *answer):
                    self._counts[self._layout.ranks[question, option]] += 1
        own = zip(self._layout.dimensions, groups, strict=True)
        for place in [(EVERYONE, EVERYONE), *own]:
            for offset in offsets:
                self._counts[self._layout.starts[place] + offset] += 1

    def counted(self) -> Count:
        """The counts of everyone and of each group, for disclosure."""
        count = self._count(self._layout.questions)
        return count.model_copy(update={"rankings": dict(self._rankings())})

    def turnout(self) -> Count:
        """How many of everyone and of each group have answered, and not what."""
        return self._count(())

    def _count(self, questions: Sequence[tuple[str, tuple[str, ...]]]) -> Count:
        return Count(
            tallies=tuple(self._by_group(questions)),
            crossings=tuple(
                Crossing(groups=groups, size=size) for groups, size in self._layout.crossings
            ),
        )

    def _by_group(self, questions: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[GroupTally]:
        return (
            GroupTally(
                dimension=dimension,
                group=group,
                size=size,
                casts=self._counts[self._layout.starts[dimension, group]],
                counts={
                    question: {
                        option: self._counts[
                            self._layout.starts[dimension, group]
                            + self._layout.offsets[question, option]
                        ]
                        for option in options
                    }
                    for question, options in questions
                },
            )
            for dimension, group, size in self._layout.groups
        )

    def _rankings(self) -> Iterator[tuple[str, RankingTally]]:
        for question, _, options in self._layout.rankings:
            answered, *counts = (
                self._counts[self._layout.ranks[question, option]] for option in (None, *options)
            )
            found = dict(zip(options, counts, strict=True))
            yield question, RankingTally(answered=answered, counts=found)

    def seal(self, key: bytes, round_id: str) -> bytes:
        """The counts encrypted under a fresh nonce, of one length whatever they are."""
        plain = struct.pack(f">{self._layout.length}I", *self._counts)
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(round_id, self._layout))

    @classmethod
    def unseal(cls, sealed: bytes, *, layout: Layout, key: bytes, round_id: str) -> Self:
        """The tally that was sealed; BoxBroken if it, its layout or its round is another."""
        try:
            associated = _bound_to(round_id, layout)
            plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
            return cls(layout, list(struct.unpack(f">{layout.length}I", plain)))
        except (InvalidTag, ValueError, struct.error):
            raise BoxBroken(f"The tally of {round_id} was altered.") from None


def _bound_to(round_id: str, layout: Layout) -> bytes:
    return round_id.encode() + layout.fingerprint
