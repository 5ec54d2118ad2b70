"""The keys that a model allows at a place, looked up in its JSON Schema."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

_Schema = dict[str, Any]


def allowed_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The names of the keys below a path of a document, in the model's order."""
    root = model.model_json_schema()
    places = list(_variants(root, root))
    for part in path:
        places = [
            variant
            for place in places
            for below in _below(place, part)
            for variant in _variants(below, root)
        ]
    return list(dict.fromkeys(key for place in places for key in place.get("properties", {})))


def _variants(schema: _Schema, root: _Schema) -> Iterator[_Schema]:
    """The schema and all that it refers to or offers as a choice."""
    yield schema
    if "$ref" in schema:
        yield from _variants(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _variants(choice, root)


def _below(schema: _Schema, part: str | int) -> Iterator[_Schema]:
    if isinstance(part, int):
        found = [schema.get("items")]
    elif part in schema.get("properties", {}):
        found = [schema["properties"][part]]
    else:
        found = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
    yield from (below for below in found if isinstance(below, dict))
