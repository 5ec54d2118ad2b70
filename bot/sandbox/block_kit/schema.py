"""Small checks that make up the shape of a JSON value, and say what is wrong in Slack's way.

A check is called with a value, where the value stands (a JSON pointer) and a list to which it
adds what it finds, as "must be less than 76 characters [json-pointer:/blocks/0/text/text]".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Findings = list[str]
Check = Callable[[object, str, Findings], None]


def note(findings: Findings, at: str, sentence: str) -> None:
    """Add a finding with the place that it is about."""
    findings.append(f"{sentence} [json-pointer:{at}]")


@dataclass(frozen=True, slots=True)
class Text:
    """A string of so many characters, of a pattern if one is given."""

    most: int
    least: int = 1
    pattern: str | None = None

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if not isinstance(value, str):
            note(findings, at, "must be a string")
        elif len(value) < self.least:
            note(findings, at, f"must be more than {self.least - 1} characters")
        elif len(value) > self.most:
            note(findings, at, f"must be less than {self.most + 1} characters")
        elif self.pattern is not None and not re.fullmatch(self.pattern, value):
            note(findings, at, "does not match the required pattern")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within bounds."""

    least: int
    most: int

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if not isinstance(value, int) or isinstance(value, bool):
            note(findings, at, "must be an integer")
        elif not self.least <= value <= self.most:
            note(findings, at, f"must be between {self.least} and {self.most}")


def flag(value: object, at: str, findings: Findings) -> None:
    """Check that a value is true or false."""
    if not isinstance(value, bool):
        note(findings, at, "must be a boolean")


def anything(value: object, at: str, findings: Findings) -> None:
    """Accept every value."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few strings."""

    allowed: tuple[str, ...]

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if value not in self.allowed:
            note(findings, at, f"must be one of: {', '.join(self.allowed)}")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of so many items, each of which passes a check."""

    item: Check
    most: int
    least: int = 1

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if not isinstance(value, list):
            note(findings, at, "must be an array")
        elif len(value) < self.least:
            note(findings, at, f"no less than {self.least} items allowed")
        elif len(value) > self.most:
            note(findings, at, f"no more than {self.most} items allowed")
        else:
            for number, item in enumerate(value):
                self.item(item, f"{at}/{number}", findings)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with required and optional properties and no others, and what must hold of it."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    also: tuple[Check, ...] = ()

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if not isinstance(value, dict):
            note(findings, at, "must provide an object")
            return
        before = len(findings)
        for name in self.required:
            if value.get(name) is None:
                note(findings, at, f"missing required field: {name}")
        for name, inner in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is None:
                note(findings, at, f"invalid additional property: {name}")
            elif inner is not None:
                check(inner, f"{at}/{name}", findings)
        if len(findings) == before:
            for check in self.also:
                check(value, at, findings)


@dataclass(frozen=True, slots=True)
class ByType:
    """An object whose `type` names the check it must pass, out of a table."""

    table: Mapping[str, Check]

    def __call__(self, value: object, at: str, findings: Findings) -> None:
        """Check a value."""
        if not isinstance(value, dict):
            note(findings, at, "must provide an object")
            return
        kind = value.get("type")
        check = self.table.get(kind) if isinstance(kind, str) else None
        if check is None:
            note(findings, f"{at}/type", f"unsupported type: {kind}")
        else:
            check(value, at, findings)

    def only(self, *kinds: str) -> "ByType":
        """Return the check that takes a few of these types."""
        return ByType({kind: self.table[kind] for kind in kinds})


def shape_of(
    kind: str,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *also: Check,
) -> Shape:
    """Return the shape of an object of one type."""
    return Shape({"type": OneOf((kind,))} | dict(required or {}), dict(optional or {}), also)
