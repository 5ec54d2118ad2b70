import secrets

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
