import secrets
from hashlib import sha256

import pytest

from questions.model import Question
from storage.ballot_box.tally import Layout, Tally
from storage.errors import BoxBroken

KEY = secrets.token_bytes(32)


@pytest.fixture
def layout(questions: tuple[Question, ...]) -> Layout:
    return Layout.of(questions, ("team",), [("north",), ("south",), ("north",)])


def test_sealing_keeps_the_counts_and_the_length(layout: Layout) -> None:
    """A sealed tally opens to its counts, never looks the same twice, and never grows."""
    tally = Tally(layout)
    seals = [tally.seal(KEY, "weekly")]
    for _ in range(300):
        tally.add(("north",), {"monday": "a", "friday": "does-not-apply"})
        seals.append(tally.seal(KEY, "weekly"))
    opened = Tally.unseal(seals[-1], layout=layout, key=KEY, round_id="weekly")
    assert opened.counted() == tally.counted()
    assert opened.casts == 300
    assert {len(sealed) for sealed in seals} == {4 * layout.length + 12 + 16}
    assert len({sealed[:12] for sealed in seals}) == len(seals)


def test_every_altered_byte_is_found(layout: Layout) -> None:
    """A sealed tally with any byte changed, or any part missing, does not open."""
    sealed = Tally(layout).seal(KEY, "weekly")
    altered = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    shortened = [sealed[:n] for n in range(len(sealed))]
    for other in (*altered, *shortened, sealed + b"\0", b""):
        with pytest.raises(BoxBroken, match="The tally of weekly was altered"):
            Tally.unseal(other, layout=layout, key=KEY, round_id="weekly")


def test_a_tally_is_bound_to_its_round_its_key_and_its_layout(
    layout: Layout, questions: tuple[Question, ...]
) -> None:
    """Under another round, key or order of options or groups the counts do not open."""
    sealed = Tally(layout).seal(KEY, "weekly")
    turned = Layout.of(questions[::-1], ("team",), [("north",), ("south",), ("north",)])
    moved = Layout.of(questions, ("team",), [("south",), ("north",), ("north",)])
    for other, key, round_id in (
        (layout, KEY, "monthly"),
        (layout, secrets.token_bytes(32), "weekly"),
        (turned, KEY, "weekly"),
        (moved, KEY, "weekly"),
    ):
        with pytest.raises(BoxBroken):
            Tally.unseal(sealed, layout=other, key=key, round_id=round_id)


def test_a_layout_without_rankings_is_what_it_was(layout: Layout) -> None:
    """A tally that was sealed before there were rankings still opens."""
    kept = layout.model_dump_json(exclude={"rankings"})
    assert Layout.model_validate_json(kept) == layout
    assert layout.fingerprint == sha256(kept.encode()).digest()


def test_a_ranking_is_counted_for_everyone_alone(
    questions: tuple[Question, ...], ranking: Question
) -> None:
    """A ranking costs a count for each option and one for who answered, however many groups."""
    places = [("north", "agency"), ("north", "employed"), ("south", "agency")]
    layout = Layout.of((*questions, ranking), ("team", "staff"), places)
    assert layout.length == 5 * (1 + 6 + 6) + 1 + 5
    tally = Tally(layout)
    tally.add(places[0], {"wishes": frozenset("ab")})
    tally.add(places[1], {"wishes": frozenset("b"), "monday": "a"})
    tally.add(places[2], {})
    counted = tally.counted()
    assert counted.rankings["wishes"].answered == 2
    assert counted.rankings["wishes"].counts == {"a": 1, "b": 2, "c": 0, "d": 0, "e": 0}
    assert all("wishes" not in one.counts for one in counted.tallies)
    assert not tally.turnout().rankings


def test_a_sealed_ranking_is_of_one_length(ranking: Question) -> None:
    """Whatever is chosen, and by how many, the seal of a ranking is as long as an empty one."""
    layout = Layout.of((ranking,), (), [()] * 40)
    tally = Tally(layout)
    lengths = {len(tally.seal(KEY, "weekly"))}
    for chosen in ("a", "ab", "cde", "e", "abc") * 8:
        tally.add((), {"wishes": frozenset(chosen)})
        lengths.add(len(tally.seal(KEY, "weekly")))
    assert lengths == {4 * (1 + 1 + 5) + 12 + 16}
    sealed = tally.seal(KEY, "weekly")
    opened = Tally.unseal(sealed, layout=layout, key=KEY, round_id="weekly")
    assert opened.counted() == tally.counted()


def test_how_many_may_be_chosen_is_bound_to_the_seal(ranking: Question) -> None:
    """Counts of a ranking do not open under a layout that lets people choose more."""
    layouts = [
        Layout.of((ranking.model_copy(update={"choose": choose}),), (), [()]) for choose in (2, 3)
    ]
    sealed = Tally(layouts[0]).seal(KEY, "weekly")
    with pytest.raises(BoxBroken):
        Tally.unseal(sealed, layout=layouts[1], key=KEY, round_id="weekly")


def test_margins_are_counted_and_no_crossing(questions: tuple[Question, ...]) -> None:
    """There is one count a group of each dimension, and none for two dimensions together."""
    places = [("north", "agency"), ("north", "employed"), ("south", "agency")]
    layout = Layout.of(questions, ("team", "staff"), places)
    assert set(layout.groups) == {
        ("everyone", "everyone", 3),
        ("team", "north", 2),
        ("team", "south", 1),
        ("staff", "agency", 2),
        ("staff", "employed", 1),
    }
    assert layout.length == 5 * (1 + 6 + 6)
