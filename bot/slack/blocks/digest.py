"""The digest, its post and its thread."""

from collections.abc import Iterator

from bot.slack.blocks.kit import Drawn, actions, button, escaped, header, paragraphs, section
from bot.survey.pages import Page
from bot.survey.sections import Section

RECORD = "record-action"


def post(page: Page, actions_for: str | None = None) -> Drawn:
    """The digest's message in a channel, under a heading.

    Args:
        page: what stands in it.
        actions_for: the round for which an action can be recorded from here.
    """
    top, *rest = page
    body = thread((Section("", top.lines), *rest))
    record = [actions(button("Record an action", RECORD, value=actions_for))] if actions_for else []
    return Drawn(
        text=f"{escaped(top.heading)}\n{body.text}",
        blocks=[header(top.heading), *body.blocks, *record],
    )


def thread(page: Page) -> Drawn:
    """A message of the digest's thread."""
    texts = [text for part in page for text in _texts(part)]
    return Drawn(text="\n\n".join(texts), blocks=[section(text) for text in texts])


def _texts(part: Section) -> Iterator[str]:
    """The part in paragraphs that each fit in a block, its heading in bold."""
    heading = [f"*{escaped(part.heading)}*"] if part.heading else []
    return paragraphs([*heading, *map(escaped, part.lines)])
