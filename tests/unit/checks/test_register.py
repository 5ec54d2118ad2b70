"""Everything that is kept is known by name, and nothing that is known by name is not kept."""

import pytest

from bot.checks import register
from bot.checks.check import Sentence
from bot.checks.register import Holds, Table
from bot.survey import promise
from storage import schema
from storage.database import migrations
from storage.schema import Schema

SCHEMAS = [(register.MAIN, schema.of_main(len(migrations()))), (register.BOX, schema.of_box())]


@pytest.mark.parametrize(("known", "made"), SCHEMAS)
def test_every_table_and_column_is_told_in_words(known: dict[str, Table], made: Schema) -> None:
    """Register and schema have the same tables with the same columns, each with its purpose."""
    assert {table: set(one.columns) for table, one in known.items()} == {
        table: set(columns) for table, columns in made.tables.items()
    }
    for table in known.values():
        assert all([table.what, *table.columns.values()])


@pytest.mark.parametrize(("known", "made"), SCHEMAS)
def test_tables_of_people_share_nothing_with_tables_of_answers(
    known: dict[str, Table], made: Schema
) -> None:
    """By their columns, a person leads to a round at most, and never to an answer in it."""
    columns = {
        kind: {c for name, one in known.items() if one.holds is kind for c in made.tables[name]}
        for kind in Holds
    }
    # The place in a queue and the place in a digest have only their name in common.
    assert columns[Holds.PEOPLE] & columns[Holds.ANSWERS] <= {"round", "place", "body"}
    assert columns[Holds.PEOPLE]
    assert columns[Holds.ANSWERS]


def test_the_promise_has_as_many_sentences_as_are_judged() -> None:
    """Joined they are the whole promise, and each is judged by itself."""
    sentences = promise.sentences(8)
    assert len(sentences) == len(Sentence)
    assert " ".join(sentences) == " ".join(promise.paragraphs(8))
    assert sentences[Sentence.UNTIL_CLOSE].startswith("Until the round closes")
    assert sentences[Sentence.CANNOT_FIND].startswith("You cannot take an answer back")
