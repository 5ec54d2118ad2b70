import csv
from decimal import Decimal
from io import StringIO

import pytest

from bot.render.tables import csv_file
from bot.survey.report.data import Column, DataTable, Datum


def written(*values: Datum) -> bytes:
    columns = tuple(Column(f"c{number}", "something") for number in range(len(values)))
    return csv_file(DataTable("some", columns, (values,)))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_values_come_back_as_they_went() -> None:
    """Quotation marks, commas, lines and letters of any kind survive, numbers are plain."""
    told = written('"often", or so', "Owen, Siân", "two\nlines", 70, Decimal("72.9"), None)
    assert read(told)[1] == ['"often", or so', "Owen, Siân", "two\nlines", "70", "72.9", ""]


def test_the_file_says_that_it_is_utf_8() -> None:
    """It begins with the byte order mark that Excel looks for, and lines end as RFC 4180 has it."""
    told = written("Siân")
    assert told.startswith(b"\xef\xbb\xbfc0\r\n")
    assert told.endswith("Siân\r\n".encode())


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])  # noqa: RUF001 - the wide signs are the point
def test_no_cell_is_a_formula(begins: str) -> None:
    """A name that a spreadsheet would run or call out with has an apostrophe in front."""
    harmful = f'{begins}HYPERLINK("http://example.org","Team A")'
    assert read(written(harmful))[1] == [f"'{harmful}"]


def test_numbers_stay_numbers() -> None:
    """What is below nought is no formula, since it is not a text."""
    assert read(written(-3, Decimal("-2.5")))[1] == ["-3", "-2.5"]
