from questions.model import Value
from storage.model import Published, Round


class Past(Value):
    """A round that is over and what was published of it."""

    round: Round
    published: Published
