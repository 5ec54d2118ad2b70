"""The digest, its post and its thread."""

import json
from collections.abc import Iterator, Sequence
from textwrap import shorten

from bot.slack.blocks import quarterly
from bot.slack.blocks.kit import (
    Block,
    Drawn,
    actions,
    button,
    escaped,
    header,
    paragraphs,
    picture,
    section,
)
from bot.survey import pages
from bot.survey.charting import described
from bot.survey.messages import (
    DigestFile,
    DigestPost,
    DigestThread,
    HalfwayPost,
    HalfwayThread,
)
from bot.survey.pages import Page
from bot.survey.section import Section
from bot.survey.sections import round_by_round
from bot.survey.trends import PulseTrends

RECORD = "record-action"

_MOST_ALT_TEXT = 2_000
_FEWEST = 100

_MOST = 12_800
"""Characters of all blocks as they travel, beside those that wrap the last one."""


def draw(
    message: DigestPost | DigestThread | DigestFile | HalfwayPost | HalfwayThread,
    picture_file: str | None,
) -> Drawn:
    """What belongs to a digest in a channel, or to what is told half-way.

    Args:
        message: what to say.
        picture_file: the id of its chart's file in Slack, where it has one.
    """
    match message:
        case DigestPost():
            return post(
                message.page,
                chart=described(message.chart),
                picture_file=picture_file,
                actions_for=message.actions_for,
            )
        case HalfwayPost():
            return post(message.page)
        case DigestThread() | HalfwayThread():
            return thread(message.page)
        case DigestFile():
            return missing(message)


def post(
    page: Page,
    *,
    chart: str = "",
    picture_file: str | None = None,
    actions_for: str | None = None,
) -> Drawn:
    """The digest's message in a channel, under a heading.

    Args:
        page: what is read.
        chart: what the chart shows in words, which stand in its place where there is no picture.
        picture_file: the id of its picture in Slack.
        actions_for: the round for which leadership can act from here.
    """
    top, *rest = page
    body = thread((Section("", top.lines), *rest))
    buttons = [_for_leadership(actions_for)] if actions_for else []
    blocks = [header(top.heading), *body.blocks]
    if words := _fitting(chart, [*blocks, *buttons]):
        blocks.append(picture(picture_file, words) if picture_file else section(escaped(words)))
    text = [escaped(top.heading), body.text, *([escaped(chart)] if chart else [])]
    return Drawn(text="\n".join(text), blocks=[*blocks, *buttons])


def _for_leadership(round_id: str) -> Block:
    """What leadership can do from a digest."""
    record = button("Record an action", RECORD, value=round_id)
    return actions(record, quarterly.asks(round_id))


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


def trends(found: Sequence[PulseTrends]) -> Drawn:
    """Trends in words, as far as one message takes them, and whether that is all of them."""
    page, *more = pages.cut(round_by_round(found))
    return thread((*page, Section("", tuple(_not_all(found)))) if more else page)


def _not_all(found: Sequence[PulseTrends]) -> Iterator[str]:
    """Says that one message could not take everything, and how to see each question by itself."""
    yield "This is not all of it, since one message takes no more."
    asked = [*dict.fromkeys(trend.question for one in found for trend in one.trends)]
    if len(asked) > 1:
        yield f"Each question alone: {', '.join(f'`/pulse trend {one}`' for one in asked)}."


def _texts(part: Section) -> Iterator[str]:
    """The part in paragraphs that each fit in a block, its heading in bold."""
    heading = [f"*{escaped(part.heading)}*"] if part.heading else []
    return paragraphs([*heading, *map(escaped, part.lines)])


def _fitting(words: str, blocks: Sequence[Block]) -> str:
    """As many of the words as fit beside the blocks; nothing where there is no room for a few."""
    room = min(_MOST_ALT_TEXT, _MOST - len(json.dumps(blocks)))
    room -= len(json.dumps(escaped(words))) - len(words)
    return shorten(words, room, placeholder="…") if room > _FEWEST else ""
