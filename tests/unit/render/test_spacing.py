import pytest

from bot.render.spacing import held


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("72.9% (51 of 70)", "72.9% (51_of_70)"),
        ("3 to 4 in 5 of 15 to 29 people", "3_to_4 in 5 of 15_to_29 people"),
        ("up to a third of 8 to 14 people", "up to a third of 8_to_14 people"),
        ("Was it all right to you?", "Was it all right to you?"),
    ],
)
def test_counts_are_not_torn_apart(line: str, kept: str) -> None:
    """Numbers that are read together stay on one line; words break anywhere."""
    assert held(line) == kept.replace("_", "\u00a0")
