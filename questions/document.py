"""Reading a YAML file that people write into a model, or saying in a sentence why not."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from questions.complaint import complaint
from questions.errors import DocumentError
from questions.node import compose

MOST_BYTES = 1_000_000
"""The largest file that is read."""

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> Model:
    """The file at a path as a model.

    Raises:
        DocumentError: the file cannot be read, is not YAML, or does not fit the model.
    """
    return parse(_text(path), model, str(path))


def parse(text: str, model: type[Model], source: str) -> Model:
    """A YAML text as a model.

    All that is written reaches the model as text, lists and keys, so its fields turn `4` into a
    number, `true` into a truth and `10:00` into a time; strict fields and number literals cannot
    be used.

    Args:
        text: the document.
        model: what it should become.
        source: what the error calls it, as a rule its file name.

    Raises:
        DocumentError: the text is not YAML or does not fit the model.
    """
    root = compose(text, source)
    if root is None or root.value is None:
        needed = ", ".join(
            name for name, field in model.model_fields.items() if field.is_required()
        )
        raise DocumentError.at(source, None, (), f"found nothing in it, needed are {needed}")
    try:
        return model.model_validate(root.plain())
    except ValidationError as failed:
        raise complaint(failed, root, model, source) from None


def fault(path: Path, below: Sequence[str | int], said: str) -> DocumentError:
    """The error about one place of a file that has been read and turns out to be wrong.

    Args:
        path: the file, which is read again for the line.
        below: keys and positions down to the place.
        said: what was found and what is allowed, without a full stop.
    """
    node = compose(_text(path), str(path))
    for part in below:
        node = node.below(part) if node else None
    return DocumentError.at(str(path), node.line if node else None, below, said)


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise DocumentError.at(str(path), None, (), "found a folder, allowed is a YAML file")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        said = "found no such file, check its name and the folder"
        raise DocumentError.at(str(path), None, (), said) from None
    except OSError as error:
        said = f"found a file that cannot be read ({error.strerror}), check its name and rights"
        raise DocumentError.at(str(path), None, (), said) from None
    if len(data) > MOST_BYTES:
        said = f"found more than {MOST_BYTES:,} bytes, allowed are {MOST_BYTES:,}"
        raise DocumentError.at(str(path), None, (), said)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = "found bytes that are not UTF-8 text, save the file as UTF-8"
        raise DocumentError.at(str(path), line, (), said) from None
