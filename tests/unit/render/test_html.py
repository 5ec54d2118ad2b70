from html.parser import HTMLParser

import pytest

from bot.render.html import html_page
from bot.survey.report.document import Report


class Page(HTMLParser):
    """What a reader that cannot see finds on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture
def page(report: Report) -> Page:
    read = Page()
    read.feed(html_page(report))
    return read


def test_the_page_needs_nothing_else(page: Page) -> None:
    """No script, no link to another file, and a policy that would stop one."""
    assert page.named("script", "link", "iframe", "form") == []
    sources = [found["src"] or "" for found in page.named("img")]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert all((found["href"] or "").startswith("#") for found in page.named("a"))
    policies = [found["content"] for found in page.named("meta") if "http-equiv" in found]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_headings_go_down_one_at_a_time(page: Page) -> None:
    """One heading of the first level, and none below it skips a level."""
    levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4"}]
    assert levels == [1, 2, 2, 3]


def test_the_page_has_its_landmarks(page: Page) -> None:
    """Language, header, contents, main part and footer, and a link past the contents."""
    [html], [main] = page.named("html"), page.named("main")
    assert html["lang"] == "en-GB"
    assert [tag for tag, _ in page.tags if tag in {"header", "nav", "main", "footer"}] == [
        "header",
        "nav",
        "main",
        "footer",
    ]
    first, *_ = page.named("a")
    assert first == {"class": "skip", "href": f"#{main['id']}"}


def test_what_is_named_by_something_finds_it(page: Page) -> None:
    """Each link and each name points at one thing on the page."""
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    pointed = [attributes.get("aria-labelledby") for _, attributes in page.tags]
    pointed += [(found["href"] or "").removeprefix("#") for found in page.named("a")]
    assert {one for one in pointed if one} <= set(ids)


def test_tables_say_what_their_cells_belong_to(page: Page) -> None:
    """A caption, headings of columns and headings of rows; wider ones scroll by keyboard."""
    assert [found["scope"] for found in page.named("th")] == ["col", "col", "row", "row", "row"]
    assert len(page.named("caption")) == len(page.named("table")) == 1
    [region] = [found for found in page.named("div") if found.get("role") == "region"]
    assert region["tabindex"] == "0"


def test_pictures_are_told(page: Page) -> None:
    """Each has words in its place."""
    assert [found["alt"] for found in page.named("img")] == ["A line that rises."]


def test_names_are_no_markup(page: Page) -> None:
    """A pulse called <pulse> is read as it is written."""
    assert "How staff find their work: R&D <pulse>" in page.text
    assert page.named("pulse") == []
