"""The digest, its post and its thread."""

import json
from collections.abc import Iterator, Sequence
from textwrap import shorten

from bot.slack.blocks.kit import Block, Drawn, escaped, header, picture, section
from bot.survey.messages import DigestFile
from bot.survey.pages import Page
from bot.survey.sections import Section

_LONGEST_BLOCK = 2_900
_MOST_ALT_TEXT = 2_000
_FEWEST = 100

_MOST = 12_800
"""Characters of all blocks as they travel, beside those that wrap the last one."""


def post(page: Page, chart: str = "", picture_file: str | None = None) -> Drawn:
    """The digest's message in a channel, under a heading.

    Args:
        page: what is read.
        chart: what the chart shows in words, which stand in its place where there is no picture.
        picture_file: the id of its picture in Slack.
    """
    top, *rest = page
    body = thread((Section("", top.lines), *rest))
    blocks = [header(top.heading), *body.blocks]
    if words := _fitting(chart, blocks):
        blocks.append(picture(picture_file, words) if picture_file else section(escaped(words)))
    text = [escaped(top.heading), body.text, *([escaped(chart)] if chart else [])]
    return Drawn(text="\n".join(text), blocks=blocks)


def missing(file: DigestFile) -> Drawn:
    """What stands in the place of a file that Slack does not take."""
    text = (
        f"{escaped(file.title)}: the file is missing here, since Slack does not let Staff Pulse "
        f"add files. Whoever looks after Staff Pulse finds in its log what to do."
    )
    return Drawn(text=text, blocks=[section(text)])


def thread(page: Page) -> Drawn:
    """A message of the digest's thread."""
    texts = [text for part in page for text in _texts(part)]
    return Drawn(text="\n\n".join(texts), blocks=[section(text) for text in texts])


def _texts(part: Section) -> Iterator[str]:
    """The part in paragraphs that each fit in a block, its heading in bold."""
    text = f"*{escaped(part.heading)}*" if part.heading else ""
    for line in map(escaped, part.lines):
        if len(text) + len(line) >= _LONGEST_BLOCK:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    yield text


def _fitting(words: str, blocks: Sequence[Block]) -> str:
    """As many of the words as fit beside the blocks; nothing where there is no room for a few."""
    room = min(_MOST_ALT_TEXT, _MOST - len(json.dumps(blocks)))
    room -= len(json.dumps(escaped(words))) - len(words)
    return shorten(words, room, placeholder="…") if room > _FEWEST else ""
