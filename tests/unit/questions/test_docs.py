import re
from pathlib import Path
from typing import get_args

import pytest

from questions.document import parse
from questions.keys import allowed_keys
from questions.loader import QuestionSetFile, shipped
from questions.model import HseTheme, LgaStandard
from questions.scales import BUILT_IN


@pytest.fixture
def page() -> str:
    path = Path(__file__).parents[3] / "docs" / "questions.md"
    return path.read_text(encoding="utf-8")


def test_the_example_is_a_question_set(page: str) -> None:
    """The example of the page loads as it stands."""
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example
    read = parse(example[1], QuestionSetFile, "docs/questions.md")
    assert len(read.question_set.questions) == 2


def test_the_page_names_all_that_can_be_written(page: str) -> None:
    """Each key, tag, scale and shipped set is on the page."""
    keys = [*allowed_keys(QuestionSetFile, ()), *allowed_keys(QuestionSetFile, ("questions", 0))]
    options = [option for scale in BUILT_IN.values() for option in scale.option_ids]
    tags = [*get_args(HseTheme), *get_args(LgaStandard)]
    for name in (*keys, *tags, *BUILT_IN, *options, *shipped()):
        assert f"`{name}`" in page, name
