"""What pydantic found wrong with a document, in words for the person who wrote it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from questions.errors import REFUSED, DocumentError, short
from questions.keys import allowed_keys
from questions.node import Node

_ALLOWED = (
    ("string_too_short", "{min_length} or more characters"),
    ("string_too_long", "{max_length} characters at most"),
    ("string_pattern", "text of the form {pattern}"),
    ("string_", "text"),
    ("too_short", "{min_length} or more entries"),
    ("too_long", "{max_length} entries at most"),
    ("greater_than_equal", "{ge} or more"),
    ("greater_than", "more than {gt}"),
    ("less_than_equal", "{le} or less"),
    ("less_than", "less than {lt}"),
    ("literal_error", "{expected}"),
    ("enum", "{expected}"),
    ("int_", "a whole number"),
    ("float_", "a number"),
    ("finite_number", "a number"),
    ("decimal_", "a number"),
    ("bool_", "true or false"),
    ("datetime_", "a date with a time"),
    ("date_", "a date such as 2026-11-30"),
    ("time_delta_", "a length of time"),
    ("time_", "a time such as 10:00"),
    ("zoneinfo_", "a time zone such as Europe/London"),
    ("none_required", "nothing"),
    ("model_", "keys with values"),
    ("dict_", "keys with values"),
    ("mapping_", "keys with values"),
    ("list_", "a list"),
    ("tuple_", "a list"),
    ("set_", "a list"),
    ("frozen_set_", "a list"),
)
"""What is allowed instead, by how the type of pydantic's error begins; the first that fits.

The types: https://docs.pydantic.dev/latest/errors/validation_errors/
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """One of pydantic's errors and the place of the document that it is about."""

    path: tuple[str | int, ...]
    node: Node
    error: ErrorDetails

    @property
    def context(self) -> dict[str, Any]:
        return self.error.get("ctx", {})

    @property
    def order(self) -> tuple[bool, int]:
        """Unknown keys first, since one misspelt explains one missing; then by line."""
        return (self.error["type"] != "extra_forbidden", self.node.line)


def complaint(
    failed: ValidationError, root: Node, model: type[BaseModel], source: str
) -> DocumentError:
    """The first thing wrong with a document as a sentence, and how many more there are."""
    details = failed.errors(include_url=False, include_input=False)
    faults = _own([_place(error, root) for error in details])
    faults.sort(key=lambda fault: fault.order)
    groups = [list(group) for _, group in groupby(faults, key=lambda fault: fault.path)]
    first = groups[0][0]
    said = _said(groups[0], model).rstrip(".")
    if more := len(groups) - 1:
        said += f"; {more} more mistake{'s follow' if more > 1 else ' follows'}"
    return DocumentError.at(source, first.node.line, first.path, said)


def _place(error: ErrorDetails, root: Node) -> _Fault:
    """Follow an error's location; parts that no node has name branches of a union."""
    path: tuple[str | int, ...] = ()
    node = root
    for part in _location(error):
        if below := node.below(part):
            path, node = (*path, part), below
    if error["type"] == "missing":
        path = (*path, error["loc"][-1])
    return _Fault(path=path, node=node, error=error)


def _own(faults: list[_Fault]) -> list[_Fault]:
    """Leave out that a list is too short where pydantic counts only its items without faults."""
    above = {fault.path[:length] for fault in faults for length in range(len(fault.path))}
    return [
        fault for fault in faults if fault.error["type"] != "too_short" or fault.path not in above
    ]


def _location(error: ErrorDetails) -> Iterator[str | int]:
    yield from error["loc"]
    if error["type"] == REFUSED:
        yield from error["ctx"]["below"]


def _said(faults: Sequence[_Fault], model: type[BaseModel]) -> str:
    """The sentence about one place; a union has one fault for each of its branches."""
    first = faults[0]
    match first.error["type"]:
        case "extra_forbidden":
            keys = ", ".join(allowed_keys(model, first.path[:-1]))
            return f"found a key that is not known here, allowed are {keys}"
        case "missing":
            return "found no such key, and it has to be given"
        case "value_error":
            return str(first.context["error"])
        case kind if kind == REFUSED:
            return str(first.context["said"])
    found = _describe(first.node)
    if first.error["type"] == "string_too_long":
        found += f" ({len(str(first.node.value))} characters)"
    allowed = dict.fromkeys(filter(None, map(_allowed, faults)))
    if not allowed:
        return f"found {found}, {first.error['msg']}"
    return f"found {found}, allowed is {' or '.join(allowed)}"


def _allowed(fault: _Fault) -> str | None:
    kind = fault.error["type"]
    for beginning, phrase in _ALLOWED:
        if kind.startswith(beginning):
            return phrase.format(**fault.context).replace("'", '"')
    return None


def _describe(node: Node) -> str:
    """A found value in a few words, shortened."""
    match node.value:
        case None:
            return "nothing"
        case str(text):
            return f'"{short(text)}"'
        case tuple(items):
            return f"a list of {len(items)}"
        case keys:
            return f"keys ({short(', '.join(keys))})" if keys else "no keys"
