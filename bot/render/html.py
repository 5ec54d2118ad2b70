"""The report as one page of HTML that needs nothing else: no script, no font, no file beside it."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from string import Template

from bot.render.chart import svg
from bot.render.spacing import held
from bot.survey.report.document import Block, Lines, Picture, Points, Report, Section, Table

_PAGE = Template((files("bot.render") / "page.html").read_text(encoding="utf-8"))
_STYLE = (files("bot.render") / "page.css").read_text(encoding="utf-8")


def html_page(report: Report) -> str:
    """The page, with a link past the contents, and each section named by its heading."""
    numbered = [(f"part-{number}", one) for number, one in enumerate(report.sections, start=1)]
    return _PAGE.substitute(
        title=escape(f"{report.title}, {report.subtitle}"),
        style=_STYLE,
        heading=escape(report.title),
        days=escape(report.subtitle),
        preface="\n".join(f"<p>{escape(line)}</p>" for line in report.preface),
        contents="\n".join(
            f'<li><a href="#{name}">{escape(section.heading)}</a></li>'
            for name, section in numbered
        ),
        sections="\n".join(
            line for name, section in numbered for line in _section(section, name, level=2)
        ),
    )


def _section(section: Section, name: str, *, level: int) -> Iterator[str]:
    yield f'<section aria-labelledby="{name}">'
    yield f'<h{level} id="{name}">{escape(section.heading)}</h{level}>'
    for number, block in enumerate(section.blocks, start=1):
        yield from _block(block, f"{name}-{number}")
    for number, below in enumerate(section.below, start=1):
        yield from _section(below, f"{name}-below-{number}", level=level + 1)
    yield "</section>"


def _block(block: Block, name: str) -> Iterator[str]:
    match block:
        case str():
            yield f"<p>{escape(block)}</p>"
        case Points():
            yield "<ul>"
            yield from (f"<li>{escape(line)}</li>" for line in block.lines)
            yield "</ul>"
        case Picture():
            source = b64encode(svg(block.trends).encode()).decode()
            yield f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(block.alt)}">'
        case Table():
            yield from _table(block, name)


def _table(table: Table, name: str) -> Iterator[str]:
    """A table that scrolls by itself, by keyboard too, where it is wider than the page."""
    yield f'<div class="wide" role="region" aria-labelledby="{name}" tabindex="0">'
    yield f'<table><caption id="{name}"><span>{escape(table.caption)}</span></caption>'
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.head)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    yield from (_row(row) for row in table.rows)
    yield "</tbody></table></div>"


def _row(row: Sequence[Lines]) -> str:
    first, *others = row
    cells = "".join(f"<td>{_lines(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{_lines(first)}</th>{cells}</tr>'


def _lines(lines: Lines) -> str:
    first, *others = (escape(held(line)) for line in lines)
    return first + "".join(f'<span class="more">{line}</span>' for line in others)
