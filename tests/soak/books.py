"""What each simulated round must come to, reckoned from its people, and what it came to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from support.council import Council

from storage.model import EVERYONE

CALM = "none"
"""The name under which rounds without any trouble stand in the table."""

_TURNOUT = re.compile(r"^(\d+)(?: to (\d+)| (or more))? of (\d+) answered", re.MULTILINE)
_NEARLY_ALL = re.compile(r"(?im)^all, or all but one or two, of (\d+) answered")
_EXACT = re.compile(r"^[\d.]+% \((\d+) of (\d+)\) answered \"", re.MULTILINE)


@dataclass(kw_only=True)
class Page:
    """One round in the books.

    Attributes:
        council: who worked there when it opened.
        willing: who of them wanted to be asked.
        answers: the option that somebody chose whose answer was acknowledged.
        missed: whether the bot slept until it was too late to ask.
        troubles: what was thrown.
        box: what the box counted before it closed, by group: answers in all, and of each option.
        posts: the digests that stand in the leaders' and in the staff's channel.
        notices: what else stands there of this round.
        invitations: how many each person got.
        left_behind: ids of people found in files and log, keys and boxes, when all was over.
    """

    round: str
    council: Council
    willing: frozenset[str]
    answers: dict[str, str] = field(default_factory=dict)
    missed: bool = False
    troubles: list[str] = field(default_factory=list)
    box: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    posts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    notices: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    invitations: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    spare: int = 0
    left_behind: tuple[str, ...] = ()

    @property
    def silent(self) -> frozenset[str]:
        """Everyone who was invited and whose answer was not acknowledged."""
        return frozenset(self.council.people) - set(self.answers)

    def expected(self) -> dict[str, Counter[str]]:
        """What the box must count: every acknowledged answer, once."""
        council, answers = self.council, self.answers
        teams = {"north": council.north, "south": council.south, "hospital": council.hospital}
        groups = {EVERYONE: council.people, **teams}
        return {
            group: Counter(answers[one] for one in members if one in answers)
            for group, members in groups.items()
        }

    def lost(self) -> int:
        """How many acknowledged answers are not in the box."""
        return 0 if self.missed else _missing(self.expected(), self.box)

    def counted_twice(self) -> int:
        """How many answers the box has and nobody gave."""
        return 0 if self.missed else _missing(self.box, self.expected())

    def leaked(self) -> int:
        """How many people, keys and boxes were found after the end."""
        return len(self.left_behind)

    def faults(self) -> Iterator[str]:
        """What does not balance, each in a sentence."""
        if self.lost() or self.counted_twice():
            yield f"the box counts {self.box}, and people gave {self.expected()}"
        if self.left_behind:
            yield f"{len(self.left_behind)} things were left behind"
        if len(self.council.people) != len(self.answers) + len(self.silent):
            yield "somebody answered who was not invited"
        yield from self._of_posts()
        yield from self._of_invitations()

    def _of_posts(self) -> Iterator[str]:
        expected = (0, 1) if self.missed else (1, 0)
        for posts, notices in zip(self.posts, self.notices, strict=True):
            if (len(posts), len(notices)) != expected:
                yield f"{len(posts)} digests and {len(notices)} notices stand in a channel"
            for post in posts:
                yield from self._of_digest(post)

    def _of_digest(self, post: str) -> Iterator[str]:
        invited, answered = len(self.council.people), len(self.answers)
        told = turnout(post)
        if told is None:
            yield f"the digest does not say how many answered: {post}"
        elif told[1] != invited or answered not in told[0]:
            yield f"{answered} of {invited} answered, and the digest says {post}"
        chosen = self.expected()[EVERYONE]
        exact = (chosen["often"] + chosen["always"], answered - chosen["does-not-apply"])
        for favourable, whole in _EXACT.findall(post):
            if (int(favourable), int(whole)) != exact:
                yield f"{exact} answered favourably, and the digest says {post}"

    def _of_invitations(self) -> Iterator[str]:
        for one, got in self.invitations.items():
            asked = one in self.willing and not self.missed
            if asked and got == 0 and one not in self.gone:
                yield "somebody was never asked"
            if not asked and got:
                yield "somebody was asked who did not want to be"
        extra = sum(max(0, got - 1) for got in self.invitations.values())
        if extra > self.spare:
            yield f"{extra} invitations came twice, and at most {self.spare} may"


def turnout(post: str) -> tuple[range, int] | None:
    """What a digest says of how many answered: the numbers it may be, and of how many."""
    if nearly := _NEARLY_ALL.search(post):
        invited = int(nearly[1])
        return range(invited - 2, invited + 1), invited
    told = _TURNOUT.search(post)
    if told is None:
        return None
    first, last, more, invited = told.groups()
    return range(int(first), int(invited if more else last or first) + 1), int(invited)


def table(pages: Iterable[Page]) -> str:
    """Each kind of trouble: how often it was tried, and what came of the rounds it was in."""
    counts: dict[str, Counter[str]] = {}
    for page in pages:
        for trouble in page.troubles or [CALM]:
            row = counts.setdefault(trouble, Counter())
            row["tried"] += 1
            row["lost"] += page.lost()
            row["counted twice"] += page.counted_twice()
            row["leaked"] += page.leaked()
    columns = ("tried", "lost", "counted twice", "leaked")
    lines = [["fault", *columns]]
    lines += [[name, *(str(row[one]) for one in columns)] for name, row in sorted(counts.items())]
    return "\n".join(
        " | ".join(cell.ljust(38 if n == 0 else 13) for n, cell in enumerate(line))
        for line in lines
    )


def _missing(whole: Mapping[str, Mapping[str, int]], part: Mapping[str, Mapping[str, int]]) -> int:
    """How much of each group's counts another has less of, in the group where it is most."""
    return max(
        (
            sum(
                max(0, count - part.get(group, {}).get(option, 0))
                for option, count in counts.items()
            )
            for group, counts in whole.items()
        ),
        default=0,
    )
