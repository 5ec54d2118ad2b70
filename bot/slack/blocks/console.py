"""The console: what admins see on the Home tab, and in short after `/pulse status`."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten

from bot.slack.blocks import question_sets, set_up
from bot.slack.blocks.kit import (
    Block,
    Drawn,
    actions,
    button,
    context,
    escaped,
    header,
    menu,
    more,
    naming,
    option,
    paragraphs,
    section,
)
from bot.survey.messages import local
from bot.survey.sending import progress
from bot.survey.wording import dated, listed
from bot.usecases.audiences import channels
from bot.usecases.console import Act, Due, PulseSeen, Seen, UnderWay
from questions.model import QuestionSet
from storage.model import FOR_EVER

ACT = "console-act"
PREVIEW = "console-preview"
MORE = "console-more"
CHANGES = "console-changes"

MOST_PULSES = 8
"""So many stand on the tab at a time, three blocks each at most: a tab holds a hundred blocks."""

_MOST_SETS = 10
_MOST_USES = 3
_MOST_DUE = 5
_MOST_BEGUN = 5
_MOST_UNDER_WAY = 5
_MOST_IN_SHORT = 20
_MOST_NAMED = 25
_LONGEST_REASON = 500

_ACTS = {
    Act.PAUSE: "Pause…",
    Act.RESUME: "Resume…",
    Act.SKIP: "Skip the next round…",
    Act.CANCEL: "Cancel the open round…",
    Act.END: "End the pulse…",
}


def draw(seen: Seen, *, first: int = 0) -> list[Block]:
    """The console as it stands on the Home tab.

    Args:
        seen: what there is.
        first: the place of the first pulse that is shown, 0 for the beginning.
    """
    return [
        header("Looking after Staff Pulse"),
        context(_health(seen)),
        *_pulses(seen.pulses, first),
        *set_up.to_go_on_with(seen.begun[:_MOST_BEGUN]),
        *map(section, _others(len(seen.begun) - _MOST_BEGUN)),
        *_due(seen.due),
        *map(section, paragraphs(_question_sets(seen))),
        actions(set_up.entry(), question_sets.entry(), button("What was changed", CHANGES)),
    ]


def short(seen: Seen) -> Drawn:
    """The console in short, without anything to press."""
    lines = [
        *(line for one in seen.pulses[:_MOST_IN_SHORT] for line in _in_words(one)),
        *_others(len(seen.pulses) - _MOST_IN_SHORT),
    ]
    texts = [*paragraphs(lines or ["No pulse is in force."]), _health(seen)]
    if seen.due:
        texts.append(f"{_number(len(seen.due), 'action')} due: Home names them.")
    return Drawn(text="\n".join(texts), blocks=[*map(section, texts)])


def which(action_id: str, values: Mapping[str, str]) -> Drawn:
    """Asks which of several pulses is meant.

    Args:
        action_id: ACT or PREVIEW, which the menu calls itself.
        values: by what the menu sends, the names of the pulses.
    """
    text = "Which pulse?"
    if len(values) > _MOST_NAMED:
        text += f" Here are {_MOST_NAMED} of them; for another type its name after the command."
    options = [option(name, value) for value, name in [*values.items()][:_MOST_NAMED]]
    choice = menu(*options, asks="Choose a pulse") | {"action_id": action_id}
    return Drawn(text=text, blocks=[section(text, accessory=choice)])


def no_such_pulse(seen: Sequence[PulseSeen]) -> Drawn:
    """Says which pulses there are."""
    names = [f"`{one.pulse.id}`: {escaped(one.pulse.name)}" for one in seen[:_MOST_IN_SHORT]]
    said = "We know no such pulse." if names else "No pulse is in force."
    texts = [*paragraphs([said, *names, *_others(len(seen) - _MOST_IN_SHORT)])]
    return Drawn(text="\n".join(texts), blocks=[*map(section, texts)])


def nothing_to_skip() -> Drawn:
    """Says that no round is to come."""
    text = "No round is to come that could be skipped."
    return Drawn(text=text, blocks=[section(text)])


def carried(seen: PulseSeen) -> str:
    """What comes back with an act: the pulse, and what the admin saw of it."""
    return f"{seen.pulse.id} {seen.fingerprint}"


def _health(seen: Seen) -> str:
    waits = "Nothing waits to be sent."
    if seen.waiting_since:
        waits = f"Messages wait to be sent, since {local(seen.waiting_since, seen.zone)}."
    waits = " ".join([waits, *map(_progress, seen.under_way[:_MOST_UNDER_WAY])])
    late = [one for one in seen.pulses if one.late]
    if late:
        waits += f" {_number(len(late), 'round')} could not open yet; it stands there why."
    if seen.no_backup:
        waits += f" *There is no backup of the last night:* {escaped(seen.no_backup)}"
    looked = f"Looked at on {local(seen.at, seen.zone)}."
    return f"Staff Pulse runs. {waits} {looked}"


def _progress(one: UnderWay) -> str:
    return progress(escaped(one.pulse_name), one.sending, one.last, one.zone)


def _pulses(pulses: Sequence[PulseSeen], first: int) -> Iterator[Block]:
    if all(one.ended for one in pulses):
        yield section("*No pulse is in force*, so nobody is asked anything.")
    shown = pulses[first : first + MOST_PULSES] or pulses[:MOST_PULSES]
    for one in shown:
        yield section("\n".join(_in_words(one)))
        preview = button("Preview", PREVIEW, value=one.pulse.id)
        buttons = [] if one.ended else [set_up.change(one.pulse.id), preview]
        yield actions(*buttons, _acts(one))
    if len(pulses) > len(shown):
        following = first + MOST_PULSES if first + MOST_PULSES < len(pulses) else 0
        label = f"Show others of {len(pulses)} pulses"
        yield actions(button(label, MORE, value=str(following)))


def _acts(seen: PulseSeen) -> Block:
    """What can be done with a pulse, behind three dots."""
    labels = _ACTS | ({Act.PAUSE: "Pause until another day…"} if seen.paused_until else {})
    return more(ACT, *(option(labels[act], f"{act} {carried(seen)}") for act in seen.acts))


def _in_words(seen: PulseSeen) -> Iterator[str]:
    """How a pulse stands, and what comes next, in lines."""
    zone = seen.pulse.schedule.zone
    yield f"*{escaped(seen.pulse.name)}*"
    if seen.open:
        digest = local(seen.open.publishes, zone)
        yield f"Open until {local(seen.open.closes, zone)}; its digest comes on {digest}."
    if seen.ended:
        yield "It has ended, and asks nothing after that."
        return
    if seen.paused_until:
        yield f"Paused {until(seen)}."
    if seen.late and seen.next:
        reason = shorten(seen.why or "", _LONGEST_REASON, placeholder="…")
        why = naming(channels([seen.pulse]), reason) or "Why is not known yet."
        yield f"It should have opened on {local(seen.next.opens, zone)}, and has not. {why}"
    elif seen.next:
        yield f"Opens next on {local(seen.next.opens, zone)}{_then(seen)}."
    elif not seen.paused_until:
        yield "No other round is to come, as it asks once. For another, give it a new first day."
    if seen.holds_from:
        yield f"A change that staff are told of holds from {local(seen.holds_from, zone)}."


def until(seen: PulseSeen) -> str:
    """Until when a pulse pauses, in words."""
    if seen.paused_until is None or seen.paused_until >= FOR_EVER:
        return "until somebody resumes it"
    return f"until {local(seen.paused_until, seen.pulse.schedule.zone)}"


def _then(seen: PulseSeen) -> str:
    """What comes after the next opening, where no round is open that is looked at first."""
    if seen.open or not seen.next:
        return ""
    zone = seen.pulse.schedule.zone
    reminds, closes, publishes = (
        local(instant, zone)
        for instant in (seen.next.reminds, seen.next.closes, seen.next.publishes)
    )
    return f"; reminder {reminds}, closing {closes}, digest {publishes}"


def _question_sets(seen: Seen) -> Iterator[str]:
    yield "*Question sets*"
    for one, pulses in seen.question_sets[:_MOST_SETS]:
        yield _question_set(one, pulses)
    yield from _others(len(seen.question_sets) - _MOST_SETS)
    if not seen.question_sets:
        yield "There is none yet."
    if seen.drafts:
        yield f"Under work: {_number(seen.drafts, 'question set')}."


def _question_set(one: QuestionSet, pulses: Sequence[str]) -> str:
    number = len(one.in_use)
    asked = f"{_number(number, 'question')}, {'all' if one.ask == 'all' else one.ask} a round"
    named = [*pulses[:_MOST_USES], *(["others"] if len(pulses) > _MOST_USES else [])]
    used = f"asked by {escaped(listed(*named))}" if pulses else "asked by no pulse"
    return f"{escaped(one.title)}: {asked}, {used}"


def _due(due: Sequence[Due]) -> Iterator[Block]:
    if not due:
        return
    yield section("*Actions to look at again*")
    for one in due[:_MOST_DUE]:
        yield section(
            f"{escaped(one.pulse_name)}: {escaped(one.action.what)}. Its day was "
            f"{dated(one.action.review)}; leadership answers below its message."
        )
    for line in _others(len(due) - _MOST_DUE):
        yield section(line)


def _others(number: int) -> Iterator[str]:
    if number > 0:
        yield f"And {number} more."


def _number(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
