"""What pydantic refuses is told without the value that was refused."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

import bot
import questions
import storage

CANARY = "canary-heron"


def modules() -> Iterator[object]:
    for package in (bot, questions, storage):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def models(above: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for model in above.__subclasses__():
        generic = "[" in model.__name__  # pydantic's own, made for a class of ours
        if model.__module__.partition(".")[0] in {"bot", "questions", "storage"} and not generic:
            yield model
        yield from models(model)


def validators() -> dict[str, Callable[[object], object]]:
    """Everything of ours that checks values, by name."""
    adapters = {
        f"{module.__name__}.{name}": one.validate_python
        for module in modules()
        for name, one in vars(module).items()
        if isinstance(one, TypeAdapter)
    }
    return adapters | {f"{m.__module__}.{m.__qualname__}": m.model_validate for m in models()}


def refusals(check: Callable[[object], object]) -> Iterator[str]:
    for value in (CANARY, [CANARY], {"kind": CANARY, "do": CANARY, "id": CANARY, CANARY: 1}):
        try:
            check(value)
        except ValidationError as error:
            yield str(error)


def test_no_refusal_quotes_what_it_refuses() -> None:
    """Every model and every other check of ours leaves the value out of its errors' text."""
    found = validators()
    assert {"storage.model.pulse.Pulse", "bot.survey.messages._MESSAGE"} <= found.keys()
    said = [(name, text) for name, check in found.items() for text in refusals(check)]
    assert len(said) > len(found)
    assert [name for name, text in said if "input_value" in text] == []


def test_pydantic_itself_would_quote_it() -> None:
    """Left to itself pydantic puts the value into the text."""

    class Naive(BaseModel):
        kind: Annotated[Literal["pulse"], Field()]

    with pytest.raises(ValidationError, match=CANARY):
        Naive.model_validate({"kind": CANARY})
