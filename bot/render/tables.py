"""CSV files that open in a spreadsheet as they are, and run nothing there."""

import csv
from io import StringIO

from bot.survey.report.data import DataTable, Datum

# A spreadsheet takes a cell that begins so for a formula:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_file(table: DataTable) -> bytes:
    """The table as CSV, its headings first; lines end as RFC 4180 has it.

    It is UTF-8 and says so with a byte order mark, without which Excel reads names and quotation
    marks wrongly. A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Datum) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return str(value)
