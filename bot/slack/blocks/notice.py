"""Something that people should know."""

from bot.slack.blocks.kit import Drawn, naming, section
from bot.survey.messages import Notice


def draw(notice: Notice) -> Drawn:
    """The notice's paragraphs."""
    text = naming(notice.channels, notice.text)
    return Drawn(text=text, blocks=[section(paragraph) for paragraph in text.split("\n")])
