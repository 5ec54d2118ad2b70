"""What `/pulse` alone answers: what is open for a person, or when they are asked next."""

from collections.abc import Iterator

from bot.slack.blocks import home, invitation
from bot.slack.blocks.kit import Block, Drawn, button, context, escaped, section
from bot.survey.messages import local
from bot.usecases.openings import Coming, Opening
from bot.usecases.rounds import OpenPlace

_MOST = 20
_HELP = "`/pulse help` lists what else you can type. Only you see this."


def draw(opening: Opening) -> Drawn:
    """The open questions, each with its button, whether they were answered or not."""
    blocks = [*_open(opening), context(_HELP)]
    said = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return Drawn(text="\n".join([*said, _HELP]), blocks=blocks)


def _open(opening: Opening) -> Iterator[Block]:
    for place in opening.places[:_MOST]:
        answer = button("Answer", invitation.ANSWER, value=place.round, primary=True)
        yield section(_place(place), accessory=answer)
    if not opening.places:
        yield section("No questions are open for you just now, so there is nothing to do.")
    for coming in opening.coming[:_MOST]:
        yield section(_coming(coming))
    if opening.preference.never or opening.preference.paused_until:
        yield section(home.chosen(opening.preference))


def _place(place: OpenPlace) -> str:
    return (
        f"*{escaped(place.pulse_name)}* is open until {local(place.closes, place.zone)}. "
        f"If you have answered, thank you."
    )


def _coming(coming: Coming) -> str:
    opens = local(coming.opens, coming.zone)
    return f"*{escaped(coming.pulse_name)}* asks its people next on {opens}."
