"""Advice on a question, in plain words: what might make it hard to answer, and never a refusal."""

import re
from collections.abc import Callable, Iterator

from questions.model import Question, Scale

MOST_WORDS = 20
"""More words than that are hard to take in at one look at a phone."""

AIMED_AT, TOO_OLD = 12, 16
"""The reading age to aim for, and the one from which it is said; a sentence is too short to be
sure of less."""

_FEWEST_JUDGED = 6
"""A reading age of fewer words says nothing."""

_LONG = 9
"""Letters of a word that is called long."""

_MANY_OPTIONS = 7

_ONE_IDEA = ("health and safety", "health and care", "more and more", "now and then", "one or more")
"""Two words that are one idea."""

_SETTING = re.compile(
    r"^(after|at|before|during|if|in|on|over|since|when|while)\b[^,]*,", re.IGNORECASE
)
"""What a wording begins with that only says when."""

_NEGATIVES = (
    r"not|\w+n't|cannot|never|no|nobody|none|nothing|nowhere|neither|nor|without|hardly|unless|"
    r"(?:un(?!der|i(?:on|t|q|form|vers)|til|less)|dis(?=agre|like|satisf)|im(?=possib))[a-z]{3,}"
)
_PLAINLY_NEGATIVE = r"not|\w+n't|cannot|never|nobody|nothing|neither|nor"

_GIVES_AWAY = (
    r"your (?:full |own |first |last )?(?:name|initials|age|gender|sex|religion|faith|ethnicity|"
    r"nationality|email|e-mail|address|postcode|birthday|job title|pay grade|salary|disability)|"
    r"how old are you|date of birth|(?:staff|payroll|phone|employee) number|"
    r"how (?:long|many years) have you (?:worked|been)|"
    r"(?:which|what) (?:team|office|shift|manager|colleague|person|supervisor)|"
    r"who (?:is|are|was|were) your|names? of|name (?:a|an|any|one|the|your|someone)"
)
_NAMES_SOMEBODY = r"who(?:m|se)?"

_LEADING = (
    r"don't you|do you not|do you agree|would(?:n't| not) you|is(?:n't| not) it|"
    r"are(?:n't| not) you|surely|obviously|clearly|of course|naturally|as you know|"
    r"everyone (?:knows|agrees)|admit|excellent|amazing|wonderful|fantastic|great|terrible|awful|"
    r"dreadful|unacceptable|shocking|appalling"
)
_ABSOLUTE = r"always|constantly|everybody|everything"

_LABELS = r"service[- ]users?|clients?|patients?"


def advise(question: Question) -> tuple[str, ...]:
    """What might be better about a question, a sentence each; nothing where nothing was found."""
    return on(question.wording, question.scale, choose=question.choose)


def on(wording: str, scale: Scale, *, choose: int | None = None) -> tuple[str, ...]:
    """What might be better about a wording that is answered on a scale, a sentence each.

    Args:
        wording: what is asked.
        scale: its answers.
        choose: of a ranking, how many of them are chosen, of which there may be many.
    """
    plain = wording.strip().replace("\u2019", "'")  # as phones write an apostrophe
    said = [one for rule in _RULES for one in rule(plain, scale)]
    return (*said, *(_many_options(scale) if choose is None else _number(plain, choose)))


def reading_age(wording: str) -> float:
    """The age at which most people can read a text, by the length of its words and sentence.

    The Automated Readability Index gives the year of school in the United States, in which
    children are five years older than its number: R. J. Senter and E. A. Smith (1967), Automated
    Readability Index, AMRL-TR-66-220, https://apps.dtic.mil/sti/citations/AD0667273
    """
    words = _words(wording)
    letters = sum(len(word) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) - 21.43 + 5


def _one_idea(wording: str, _: Scale) -> Iterator[str]:
    asked = _SETTING.sub("", wording)
    for idea in _ONE_IDEA:
        asked = re.sub(idea, "", asked, flags=re.IGNORECASE)
    if wording.count("?") > 1:
        yield "There are two questions in it. Ask one, and make the other a question of its own."
    elif (found := _first(r"and|or|as well as|but also", asked)) or (found := _slash(asked)):
        yield (
            f"There may be two ideas in it, as it says “{found}”. Ask about one, or nobody knows "
            f"which of them an answer means."
        )


def _negatives(wording: str, scale: Scale) -> Iterator[str]:
    asked = _whole(_LEADING).sub("", wording)
    found = [match[0].lower() for match in _whole(_NEGATIVES).finditer(asked)]
    if len(found) > 1:
        several = " and ".join(f"“{word}”" for word in found[:2])
        yield f"{several} together make a double negative. Say it the positive way round."
    elif one := _first(_PLAINLY_NEGATIVE, asked):
        against = [label for label in _labels(scale) if _denies(label)]
        if against:
            yield (
                f"With “{one}” in it, an answer such as “{against[-1]}” is a double negative. Say "
                f"it the positive way round."
            )


def _length(wording: str, _: Scale) -> Iterator[str]:
    if (count := len(_words(wording))) > MOST_WORDS:
        yield f"It has {count} words. On a phone, {MOST_WORDS} or fewer are read at one look."


def _age(wording: str, _: Scale) -> Iterator[str]:
    words = _words(wording)
    if len(words) < _FEWEST_JUDGED or (age := reading_age(wording)) < TOO_OLD:
        return
    long = [word for word in dict.fromkeys(words) if len(word) >= _LONG]
    shorter = ", ".join(f"“{word}”" for word in sorted(long, key=len, reverse=True)[:3])
    yield (
        f"It reads like a text for people of {age:.0f} or older; aim for {AIMED_AT}. "
        + (f"Shorter words would help for {shorter}." if shorter else "Shorten it.")
    )


def _anonymity(wording: str, _: Scale) -> Iterator[str]:
    named = re.match(_whole(_NAMES_SOMEBODY), wording)
    if found := _first(_GIVES_AWAY, wording) or (named and named[0]):
        yield (
            f"“{found}” asks for something that can give people away. Leave it out: groups are "
            f"known already, and nobody should be named."
        )


def _leading(wording: str, _: Scale) -> Iterator[str]:
    if found := _first(_LEADING, wording):
        yield f"“{found}” leads to an answer. Ask so that any answer is as easy to give."
    elif found := _first(_ABSOLUTE, wording):
        yield f"“{found}” leaves no room between all and nothing. Leave it out."


def _respect(wording: str, _: Scale) -> Iterator[str]:
    if found := _first(_LABELS, wording):
        yield f"Instead of “{found}”, write “people who draw on support”."


def _fit(wording: str, scale: Scale) -> Iterator[str]:
    how_often, question = "how often" in wording.lower(), wording.endswith("?")
    if scale.id == "agreement" and question:
        yield "These answers agree or disagree, so make it a statement that ends with a full stop."
    elif scale.id != "agreement" and scale.id in _QUESTIONS and not question:
        yield "These answers go with a question, so end it with a question mark."
    elif scale.id == "frequency" and not how_often:
        yield "These answers say how often, so ask “How often”."
    elif scale.id in {"yes-partly-no", "grade"} and how_often:
        yield "It asks how often, and these answers do not say so. Choose how often as its scale."
    elif scale.id == "yes-partly-no" and _OPEN.match(wording):
        yield "Yes and no do not answer this. Begin with “Do you”, “Did you” or “Was”."


def _many_options(scale: Scale) -> Iterator[str]:
    if (count := len(scale.options)) > _MANY_OPTIONS:
        yield f"{count} answers are many to choose from on a phone. Five are usually enough."


def _number(wording: str, choose: int) -> Iterator[str]:
    number = _NUMBERS[choose]
    if not _first(rf"{number}|{choose}", wording):
        yield f"People can choose {number}, so ask for that many: “Which {number}”."


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
_OPEN = re.compile(r"(how|what|which|why)\b", re.IGNORECASE)
_QUESTIONS = frozenset({"frequency", "yes-partly-no", "grade"})
"""The built-in scales that answer a question."""

_RULES: tuple[Callable[[str, Scale], Iterator[str]], ...] = (
    _anonymity,
    _one_idea,
    _negatives,
    _leading,
    _length,
    _age,
    _respect,
    _fit,
)


def _words(wording: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['-][^\W_]+)*", wording)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)


def _first(pattern: str, text: str) -> str | None:
    """The first place of a text that is like a pattern, of whole words."""
    found = _whole(pattern).search(text)
    return found[0] if found else None


def _slash(text: str) -> str | None:
    found = re.search(r"\w+\s?/\s?\w+", text)
    return found[0] if found else None


def _labels(scale: Scale) -> list[str]:
    return [option.label for option in scale.options]


def _denies(label: str) -> bool:
    return _first(_NEGATIVES, label) is not None
