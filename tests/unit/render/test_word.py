from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from PIL import Image

from bot.render.word import word_file
from bot.survey.report.document import Report

MADE = date(2027, 1, 4)


@pytest.fixture(scope="module")
def file(report: Report) -> bytes:
    return word_file(report, made=MADE)


@pytest.fixture
def document(file: bytes) -> WordDocument:
    return Document(BytesIO(file))


def test_headings_are_headings(document: WordDocument) -> None:
    """Title, sections and smaller sections have the styles by which a reader jumps."""
    styled = [
        (one.style.name, one.text)
        for one in document.paragraphs
        if one.style and one.style.name and one.style.name.startswith(("Title", "Sub", "Heading"))
    ]
    assert styled == [
        ("Title", "How staff find their work: R&D <pulse>"),
        ("Subtitle", "1 October to 31 December 2026"),
        ("Heading 1", "In short"),
        ("Heading 1", "What people told us"),
        ("Heading 2", "Positive"),
    ]


def test_tables_repeat_their_marked_first_row(document: WordDocument) -> None:
    """The first row is marked as headings, no row breaks across pages, the table has a name."""
    [table] = document.tables
    marked = [row._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, False, False, False]
    whole = [row._tr.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in table.rows]
    assert all(whole)
    caption = table._tbl.tblPr.find(qn("w:tblCaption"))
    assert caption is not None
    assert caption.get(qn("w:val")) == "Positive: everyone"
    assert table.rows[1].cells[1].text == "72.9% (51\u00a0of\u00a070)"


def test_pictures_are_told_and_whole(document: WordDocument) -> None:
    """A picture has words in its place, and fits between the margins."""
    [picture] = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "A line that rises."
    page = document.sections[0]
    assert page.page_width is not None
    assert picture.width <= page.page_width - 2 * page.left_margin
    [part] = [one for one in document.part.package.iter_parts() if one.partname.endswith(".png")]
    assert Image.open(BytesIO(part.blob)).format == "PNG"


def test_the_document_is_in_british_english(document: WordDocument, file: bytes) -> None:
    """Its language is said where readers aloud look for it, and its properties name it."""
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    properties = document.core_properties
    assert properties.language == "en-GB"
    assert properties.title == (
        "How staff find their work: R&D <pulse>, 1 October to 31 December 2026"
    )
    assert properties.author == "Staff Pulse"
    assert b"python-docx" not in b"".join(map(ZipFile(BytesIO(file)).read, _properties(file)))


def _properties(file: bytes) -> list[str]:
    return [name for name in ZipFile(BytesIO(file)).namelist() if name.startswith("docProps/")]


def test_nothing_is_told_by_colour(document: WordDocument) -> None:
    """Letters are black, so that a print in black and white loses nothing."""
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Caption"):
        assert str(document.styles[name].font.color.rgb) == "000000"


def test_the_same_report_is_the_same_document(report: Report, file: bytes) -> None:
    """What is inside does not depend on when it was made."""

    def inside(content: bytes) -> dict[str, bytes]:
        archive = ZipFile(BytesIO(content))
        return {name: archive.read(name) for name in archive.namelist()}

    assert inside(word_file(report, made=MADE)) == inside(file)
