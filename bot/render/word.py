"""The report as a Word document that reads aloud, and prints in black and white."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import zip_longest

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bot.render.chart import svg
from bot.render.raster import png
from bot.render.spacing import held
from bot.survey.report.document import Block, Lines, Picture, Points, Report, Section, Table

_LANGUAGE = "en-GB"
_FONT = "Arial"
_BLACK = RGBColor(0, 0, 0)
_SIZES = {
    "Normal": 11,
    "Title": 22,
    "Subtitle": 14,
    "Heading 1": 16,
    "Heading 2": 13,
    "Caption": 10,
}
_IN_TABLES, _IN_SMALL = Pt(9.5), Pt(8.5)
_SHADE = "E7EBEE"
_MARGIN = Cm(2)
_WIDTH = Cm(17)
_PICTURE = Cm(11)
_LONG = 30
"""A first column with so many characters in a line is wider than the others."""


def word_file(report: Report, *, made: date) -> bytes:
    """The document: headings that a reader can jump between, tables whose first row repeats.

    Args:
        report: what stands in it.
        made: the day that its properties tell.
    """
    document = Document()
    _set_up(document, report, made)
    document.add_paragraph(report.title, style="Title")
    document.add_paragraph(report.subtitle, style="Subtitle")
    for line in report.preface:
        document.add_paragraph(line)
    for section in report.sections:
        _section(document, section, level=1)
    _number_pages(document, report)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


# ---- what stands in it


def _section(document: WordDocument, section: Section, *, level: int) -> None:
    document.add_heading(section.heading, level=level)
    for block, following in zip_longest(section.blocks, section.blocks[1:]):
        _block(document, block, held_to_next=isinstance(following, Picture | Table))
    for below in section.below:
        _section(document, below, level=level + 1)


def _block(document: WordDocument, block: Block, *, held_to_next: bool) -> None:
    match block:
        case str():
            document.add_paragraph(block).paragraph_format.keep_with_next = held_to_next
        case Points():
            for line in block.lines:
                document.add_paragraph(line, style="List Bullet")
        case Picture():
            _picture(document, block)
        case Table():
            _table(document, block)


def _picture(document: WordDocument, picture: Picture) -> None:
    shape = document.add_picture(BytesIO(png(svg(picture.trends))), width=_PICTURE)
    shape._inline.docPr.set("descr", picture.alt)  # noqa: SLF001 - the library has no way to say it


def _table(document: WordDocument, table: Table) -> None:
    document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head), style="Table Grid")
    _describe(made, table.caption)
    _divide(made, _widths(table))
    heads, *rows = (row.cells for row in made.rows)
    for cell, head in zip(heads, table.head, strict=True):
        _fill(cell, (head,), strong=True)
        _shade(cell)
    for cells, row in zip(rows, table.rows, strict=True):
        for place, (cell, lines) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, lines, strong=not place)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(cell: _Cell, lines: Lines, *, strong: bool) -> None:
    """Put the lines into a cell, the first as it is, the others smaller."""
    first, *others = lines
    _write(cell.paragraphs[0], first, _IN_TABLES, strong=strong)
    for line in others:
        _write(cell.add_paragraph(), line, _IN_SMALL, strong=False)


def _write(paragraph: Paragraph, line: str, size: Pt, *, strong: bool) -> None:
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.line_spacing = 1
    run = paragraph.add_run(held(line))
    run.font.size = size
    run.font.bold = strong


# ---- what the library has no words for: https://ecma-international.org/publications-and-standards/standards/ecma-376/


def _describe(table: WordTable, caption: str) -> None:
    """Mark the first row as headings that repeat, and say what the table shows."""
    properties = table._tbl.tblPr  # noqa: SLF001 - as above
    properties.append(_element("w:tblCaption", val=caption))
    for place, row in enumerate(table.rows):
        about = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
        about.append(_element("w:cantSplit"))
        if place == 0:
            about.append(_element("w:tblHeader"))


def _widths(table: Table) -> list[Emu]:
    """Share the width out: more for a first column of sentences, the rest alike."""
    others = len(table.head) - 1
    long = any(len(line) > _LONG for row in table.rows for line in row[0])
    first = _WIDTH * 2 // (others + 2) if long else _WIDTH // (others + 1)
    return [Emu(first), *[Emu((_WIDTH - first) // max(others, 1))] * others]


def _divide(made: WordTable, widths: Sequence[Emu]) -> None:
    """Give the columns their widths, in the grid and in each cell: programs go by either."""
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _shade(cell: _Cell) -> None:
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - as above
        _element("w:shd", val="clear", color="auto", fill=_SHADE)
    )


def _element(name: str, **values: str) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _number_pages(document: WordDocument, report: Report) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run(f"{report.title}, {report.subtitle}. Page ").font.size = _IN_TABLES
    field = _element("w:fldSimple", instr="PAGE")
    foot._p.append(field)  # noqa: SLF001 - as above


def _set_up(document: WordDocument, report: Report, made: date) -> None:
    """A4, one plain font in black, British English, and properties that name the report."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    for name, size in _SIZES.items():
        _plain(document, name, size)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    properties = document.core_properties
    properties.title = f"{report.title}, {report.subtitle}"
    properties.author = properties.last_modified_by = "Staff Pulse"
    properties.comments = ""
    properties.language = _LANGUAGE
    properties.created = properties.modified = datetime.combine(made, time(), UTC)


def _plain(document: WordDocument, name: str, size: int) -> None:
    style = document.styles[name]
    style.font.size = Pt(size)
    style.font.color.rgb = _BLACK
    style.font.name = _FONT
    fonts = style.element.rPr.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
