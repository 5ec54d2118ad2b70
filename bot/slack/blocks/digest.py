"""The digest, its post and its thread."""

from collections.abc import Iterator, Sequence

from bot.slack.blocks.kit import Drawn, escaped, header, section
from bot.survey import pages
from bot.survey.pages import Page
from bot.survey.sections import Section, week_by_week
from bot.survey.trends import Trend

_LONGEST_BLOCK = 2_900


def post(page: Page) -> Drawn:
    """The digest's message in a channel, under a heading."""
    top, *rest = page
    body = thread((Section("", top.lines), *rest))
    return Drawn(
        text=f"{escaped(top.heading)}\n{body.text}", blocks=[header(top.heading), *body.blocks]
    )


def thread(page: Page) -> Drawn:
    """A message of the digest's thread."""
    texts = [text for part in page for text in _texts(part)]
    return Drawn(text="\n\n".join(texts), blocks=[section(text) for text in texts])


def trends(found: Sequence[Trend]) -> Drawn:
    """Trends in words, as far as one message takes them."""
    return thread(next(iter(pages.cut(week_by_week(found)))))


def _texts(part: Section) -> Iterator[str]:
    """The part in paragraphs that each fit in a block, its heading in bold."""
    text = f"*{escaped(part.heading)}*" if part.heading else ""
    for line in map(escaped, part.lines):
        if len(text) + len(line) >= _LONGEST_BLOCK:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text
