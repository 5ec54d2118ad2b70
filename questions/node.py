"""YAML read as a tree that knows its lines, with nothing of YAML that surprises."""

from dataclasses import dataclass

import yaml

from questions.errors import DocumentError, short

MOST_LEVELS = 20
"""How deep lists and keys may lie inside each other."""

MOST_VALUES = 50_000
"""How many values a document may have; twenty pulses of three hundred groups need fewer."""

_EMPTY = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value of a document.

    Every scalar is the text that was written: `no`, `2022` and `10:00` stay as they are, and the
    model that reads them decides what they mean. Only an empty place, `~` and `null` are None.

    Attributes:
        line: where its key or dash stands, from 1.
        value: text, None, a list's nodes, or the nodes below each key.
    """

    line: int
    value: "str | tuple[Node, ...] | dict[str, Node] | None"

    def below(self, part: str | int) -> "Node | None":
        """The node below a key or at a position of a list, if there is one."""
        if isinstance(self.value, dict) and isinstance(part, str):
            return self.value.get(part)
        if isinstance(self.value, tuple) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None

    def plain(self) -> object:
        """The value as nested dicts, lists, text and None."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value


def compose(text: str, source: str) -> Node | None:
    """The tree of a document, None when it holds nothing.

    Raises:
        DocumentError: it is not YAML, or uses what no configuration needs: tags, anchors and
            aliases (which can blow a small file up), a key twice, or very deep nesting.
    """
    try:
        return _Composer(text, source).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        said = f"found what YAML cannot read ({error.problem})"
        advice = "check the spaces at the start of the line and put text with a colon in quotes"
        raise DocumentError.at(source, line, (), f"{said}, {advice}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        said = f"found the control character U+{ord(text[error.position]):04X}, allowed is text"
        raise DocumentError.at(source, line, (), said) from None


_Path = tuple[str | int, ...]


class _Composer:
    """Builds nodes from the events of PyYAML's parser, which stand before tags and types."""

    def __init__(self, text: str, source: str) -> None:
        self._events = yaml.parse(text, Loader=yaml.SafeLoader)
        self._source = source
        self._values = 0

    def document(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        root = self._node(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refused(after, (), "found a second document (---), allowed is one a file")
        return root

    def _node(self, event: yaml.Event, path: _Path, line: int | None = None) -> Node:
        self._refuse_what_surprises(event, path)
        self._count(event)
        value: str | tuple[Node, ...] | dict[str, Node] | None = None
        match event:
            case yaml.MappingStartEvent():
                value = self._keys(path)
            case yaml.SequenceStartEvent():
                value = self._items(path)
            case yaml.ScalarEvent() if event.style or event.value not in _EMPTY:
                value = event.value
        return Node(line=line or _line(event), value=value)

    def _count(self, event: yaml.Event) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            said = f"found more than {MOST_VALUES:,} values, allowed are {MOST_VALUES:,}"
            raise self._refused(event, (), said)

    def _items(self, path: _Path) -> tuple[Node, ...]:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return tuple(items)

    def _keys(self, path: _Path) -> dict[str, Node]:
        keys: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._refuse_what_surprises(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, path, "found a list or keys as a key, allowed is text")
            if event.value in keys:
                first = keys[event.value].line
                said = f"found this key twice, first on line {first}, allowed is once"
                raise self._refused(event, (*path, event.value), said)
            below = (*path, event.value)
            keys[event.value] = self._node(next(self._events), below, _line(event))
        return keys

    def _refuse_what_surprises(self, event: yaml.Event, path: _Path) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            said = (
                f"found the YAML anchor or alias {short(event.anchor)}, allowed is to write it out"
            )
            raise self._refused(event, path, said)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            said = f"found the YAML tag {short(event.tag)}, allowed are plain values"
            raise self._refused(event, path, said)
        if len(path) > MOST_LEVELS:
            said = f"found more than {MOST_LEVELS} levels, allowed are {MOST_LEVELS}"
            raise self._refused(event, (), said)

    def _refused(self, event: yaml.Event, path: _Path, said: str) -> DocumentError:
        return DocumentError.at(self._source, _line(event), path, said)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
