import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from bot.demo.dealing import Act, Hand, deal
from bot.demo.scenario import Answers

PEOPLE: Mapping[str, Sequence[str]] = {
    "north": [f"N{number}" for number in range(40)],
    "south": [f"S{number}" for number in range(12)],
}
ANSWERS = {
    "north": Answers(
        answered=30,
        declined=4,
        choices={"workload": {"often": 11, "rarely": 17}, "stress": {"does-not-apply": 30}},
    ),
    "south": Answers(answered=5, choices={"workload": {"often": 5}, "rest": {"rarely": 2}}),
}


def _dealt(seed: int, *asked: str) -> Hand:
    return deal(ANSWERS, PEOPLE, asked, random.Random(seed))


def _acts(hand: Hand) -> list[Act]:
    return [*hand.before_reminder, *hand.after_reminder]


@pytest.mark.parametrize("seed", range(20))
def test_counts_come_out_exactly(seed: int) -> None:
    """Whatever the seed, each group's options are chosen as often as the scenario says."""
    acts = _acts(_dealt(seed, "workload", "stress", "rest"))
    chosen = Counter(
        (act.person[0], question, option)
        for act in acts
        if act.answers is not None
        for question, option in act.answers.items()
    )
    assert chosen == {
        ("N", "workload", "often"): 11,
        ("N", "workload", "rarely"): 17,
        ("N", "stress", "does-not-apply"): 30,
        ("S", "workload", "often"): 5,
        ("S", "rest", "rarely"): 2,
    }
    assert Counter(act.person[0] for act in acts if act.answers is not None) == {"N": 30, "S": 5}
    assert Counter(act.person[0] for act in acts if act.answers is None) == {"N": 4}


def test_nobody_does_two_things() -> None:
    """Each person answers once, or declines, or does nothing."""
    persons = [act.person for act in _acts(_dealt(3, "workload"))]
    assert len(persons) == len(set(persons))


def test_only_what_is_asked_is_answered() -> None:
    """Counts of a question that the round does not ask are left aside."""
    acts = _acts(_dealt(3, "stress"))
    assert {question for act in acts for question in act.answers or ()} == {"stress"}


def test_whoever_does_not_want_to_says_so_before_the_reminder() -> None:
    """Half of the answers come after the reminder, and none of the refusals."""
    hand = _dealt(3, "workload")
    assert all(act.answers is not None for act in hand.after_reminder)
    assert len(hand.before_reminder) == 17 + 4
    assert len(hand.after_reminder) == 18


def test_the_seed_decides_who_answers_what() -> None:
    """The same seed deals the same, another one something else."""
    assert _dealt(1, "workload") == _dealt(1, "workload")
    assert _dealt(1, "workload") != _dealt(2, "workload")


def test_questions_are_dealt_apart() -> None:
    """What somebody chose for one question does not follow from what they chose for another."""
    both = {"a": {"yes": 20, "no": 20}, "b": {"yes": 20, "no": 20}}
    hand = deal({"north": Answers(answered=40, choices=both)}, PEOPLE, ["a", "b"], random.Random(1))
    pairs = {(act.answers["a"], act.answers["b"]) for act in _acts(hand) if act.answers}
    assert pairs == {("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")}
