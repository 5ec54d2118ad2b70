"""Rankings, attacked together with all else that is posted; and the attacker of them itself."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from attack.organisation import draw
from attack.publication import Posting, Publication
from attack.ranking import narrow, ranked
from attack.reading import NOT_SHOWN, UnknownText
from attack.staffing import Told, weeks
from attack.wishes import Wishes, chosen, drawn
from attack.within import Counted, attack
from questions.model import Question

SEEDS = [seed for seed in range(45) if drawn(seed)]


def an_organisation(seed: int) -> tuple[Publication, Question]:
    ranking = drawn(seed)
    assert ranking
    organisation = draw(random.Random(f"organisation {seed}"), 90)
    return Publication(organisation=replace(organisation, ranking=ranking)), ranking


@cache
def rounds() -> Sequence[tuple[Told, Wishes]]:
    """Weeks of organisations that ask a ranking, with what people chose."""
    told = []
    for seed in SEEDS:
        publication, ranking = an_organisation(seed)
        of = weeks(publication.organisation, 3, seed)
        told += [
            (one, chosen(ranking, one[1].ballots, seed, one[0].week)) for one in of if one[0].choose
        ]
    return told


@pytest.mark.share
def test_no_ranking_gives_anything_away() -> None:
    """Neither an option, for everyone or a group, nor how many answered it, or at all."""
    shown = [one for one in rounds() if any(ranked(one[0][0]))]
    assert len(shown) > 30
    found = [attack(posting, secret.ballots) for (posting, secret), _ in shown]
    assert not sum(one.undecided for one in found)
    assert [win for one in found for win in one.wins] == []


def test_what_is_read_is_true() -> None:
    """What people chose is among what the words of every ranking leave."""
    for (posting, _), wishes in rounds():
        for one in ranked(posting):
            ways = one.ways[len(wishes)]
            for option, counts in zip(one.options, ways, strict=True):
                assert sum(option in some for some in wishes.values()) in counts


def test_most_rankings_are_shown() -> None:
    """What is withheld for what it would give away is little, where enough people answered."""
    enough = [told for told, wishes in rounds() if len(wishes) >= told[0].threshold]
    shown = [told for told in enough if any(ranked(told[0]))]
    assert len(shown) > 0.8 * len(enough)


# ---- the attacker


def a_posting(
    people: str,
    *texts: str,
    choose: int = 2,
    response: str = "62 of 62 answered (100.0%)",
    answered: int | None = None,
) -> Posting:
    """A digest of one ranking that a council of 62 was asked, in two teams."""
    everyone = {"dimension": "everyone", "group": "everyone"}
    teams = [{"dimension": "team", "group": "a"}, {"dimension": "team", "group": "b"}]
    options = [
        {"option": f"w{n}", "label": f"W{n}", "rank": 1, "text": text}
        for n, text in enumerate(texts)
    ]
    ranking = {"question": "wishes", "precision": "band", "text": people, "options": options}
    return Posting(
        digest={
            "round": "weekly-2026-11-24",
            "response": everyone | {"text": response, "invited": 62},
            "responses": [
                team | {"text": NOT_SHOWN, "invited": size}
                for team, size in zip(teams, (50, 12), strict=True)
            ],
            "figures": [one | {"question": "q", "text": NOT_SHOWN} for one in (everyone, *teams)],
            "rankings": [ranking | ({} if answered is None else {"answered": answered})],
        },
        dimensions=("team",),
        staff={f"p{n}": ("a" if n < 50 else "b",) for n in range(62)},
        threshold=8,
        week=0,
        favourable={"q": frozenset("a")},
        choose={"wishes": choose},
    )


FEW, NEARLY = "fewer than 5 chose it", "nearly everyone chose it"
THIRD = "up to a third chose it"


@pytest.mark.parametrize(
    ("posting", "given_away"),
    [
        (a_posting("50 people", "43 of 50 chose it (86.0%)", FEW, FEW), {"w1", "w2"}),
        (a_posting("50 people", "8 of 50 chose it (16.0%)", NEARLY, NEARLY), {"w1", "w2"}),
        (a_posting("50 people", NEARLY, FEW, FEW), set()),
        (a_posting("8 to 14 people", *[THIRD] * 4), {"w0", "w1", "w2", "w3"}),
        (a_posting("8 to 14 people", *[THIRD] * 3), {"w0", "w1", "w2", "answered"}),
        (a_posting("8 to 14 people", *[THIRD] * 5), set()),
        (a_posting("about 40 people", *["about 50% chose it"] * 4), set()),
    ],
)
def test_it_finds_out_what_counts_leave_of_each_other(
    posting: Posting, given_away: set[str]
) -> None:
    """Everyone chose one option at least, and so many at most."""
    [one] = ranked(posting)
    assert {what for what, _ in narrow(one)} == given_away


def test_it_wins_where_so_many_answered_a_ranking_that_all_but_few_answered() -> None:
    """A response told roughly is no longer rough beside an exact number that is larger."""
    said = "all, or all but one or two, of 62 answered"
    texts = ["30 of 61 chose it (49.2%)"] * 3
    safe = a_posting("60 people", *["30 of 60 chose it (50.0%)"] * 3, response=said)
    ballots: dict[str, dict[str, bool]] = {f"p{n}": {} for n in range(61)}
    assert not attack(safe, ballots).wins
    wins = attack(a_posting("61 people", *texts, response=said), ballots).wins
    assert {win.counted for win in wins} == {Counted.ANSWERED}


def test_it_wins_where_an_option_of_one_person_is_told() -> None:
    """A count of one leaves every group two counts; one of thirty leaves many."""
    others = ["30 of 62 chose it (48.4%)"] * 4
    ballots: dict[str, dict[str, bool]] = {f"p{n}": {} for n in range(62)}
    for first, wins in ((others[0], False), ("1 of 62 chose it (1.6%)", True)):
        found = attack(a_posting("62 people", first, *others, choose=3), ballots, most_wins=99).wins
        assert (Counted.CHOSEN in {win.counted for win in found}) == wins


@pytest.mark.parametrize(
    "posting",
    [
        a_posting("70 people", "41 of 69 chose it (59.4%)"),
        a_posting("70 people", "41 of 70 chose it (60.0%)"),
        a_posting("about 40 people", "some chose it"),
        a_posting("about 40 people", "about 50%"),
        a_posting("roughly 40 people", "about 50% chose it"),
        a_posting(NOT_SHOWN, FEW),
        a_posting(NOT_SHOWN, answered=70),
        a_posting("8 people", FEW, choose=2),
    ],
)
def test_words_that_are_not_known_are_refused(posting: Posting) -> None:
    """A text that the attacker was not taught is an error, and so is one that cannot be."""
    with pytest.raises(UnknownText):
        [*ranked(posting)]
