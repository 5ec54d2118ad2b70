"""What drafts hold, where this version of the program can still read it."""

import logging
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from storage.model import Draft

log = logging.getLogger(__name__)

T = TypeVar("T", bound=BaseModel)


def read(draft: Draft, kind: type[T]) -> T | None:
    """What a draft holds; None where another version of the program kept something else."""
    try:
        return kind.model_validate_json(draft.body)
    except ValidationError:
        log.warning("A draft of another version cannot be read, and is left aside.")
        return None
