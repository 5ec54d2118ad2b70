"""The bytes of a SQLite file that no row uses, where deleted things may still be read.

The layout is that of https://www.sqlite.org/fileformat2.html.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

_HEADER = 100
_LEAF_TABLE, _LEAF_INDEX, _INNER_TABLE, _INNER_INDEX = 13, 10, 5, 2
_INNER = {_INNER_TABLE, _INNER_INDEX}
_MORE = 0x80


class _Cell(NamedTuple):
    """What a cell points to: a page below, and pages that hold what of its row has no room."""

    below: int
    overflow: int
    beyond: int


def free_space(content: bytes, roots: Iterable[int]) -> Iterator[bytes]:
    """The free pages of a sound file, the gaps within its pages, and the ends of long rows.

    Args:
        roots: the root pages of its tables and indexes; page 1 need not be among them.
    """
    file = _File(content)
    yield from file.free_pages()
    waiting, seen = [1, *roots], set[int]()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        page = _Page(file, number)
        yield from page.gaps()
        for cell in page.cells():
            if cell.below:
                waiting.append(cell.below)
            yield from file.end_of_chain(cell.overflow, cell.beyond)
        if page.kind in _INNER:
            waiting.append(page.right)


class _File:
    def __init__(self, content: bytes) -> None:
        self._content = content
        size = _number(content, 16, 2)
        self._size = 65536 if size == 1 else size
        self.usable = self._size - content[20]

    def page(self, number: int) -> bytes:
        return self._content[(number - 1) * self._size : number * self._size]

    def free_pages(self) -> Iterator[bytes]:
        """Pages of the freelist, without the numbers by which it hangs together."""
        trunk = _number(self._content, 32, 4)
        while trunk:
            page = self.page(trunk)
            leaves = _number(page, 4, 4)
            for place in range(leaves):
                yield self.page(_number(page, 8 + 4 * place, 4))
            yield page[8 + 4 * leaves :]
            trunk = _number(page, 0, 4)

    def end_of_chain(self, number: int, beyond: int) -> Iterator[bytes]:
        """What is free in the last of the pages that hold the rest of a row."""
        while number and beyond > 0:
            page = self.page(number)
            yield page[4 + min(beyond, self.usable - 4) :]
            beyond -= self.usable - 4
            number = _number(page, 0, 4)


class _Page:
    """A page of a table or an index."""

    def __init__(self, file: _File, number: int) -> None:
        self._file = file
        self._page = file.page(number)
        self._start = _HEADER if number == 1 else 0
        self.kind = self._page[self._start]
        self.right = _number(self._page, self._start + 8, 4)
        self._cells = _number(self._page, self._start + 3, 2)
        self._pointers = self._start + (12 if self.kind in _INNER else 8)

    def gaps(self) -> Iterator[bytes]:
        """What is between pointers and cells, between cells, and behind the usable bytes."""
        first = _number(self._page, self._start + 5, 2) or 65536
        yield self._page[self._pointers + 2 * self._cells : first]
        block = _number(self._page, self._start + 1, 2)
        while block:
            yield self._page[block + 4 : block + _number(self._page, block + 2, 2)]
            block = _number(self._page, block, 2)
        yield self._page[self._file.usable :]

    def cells(self) -> Iterator[_Cell]:
        for place in range(self._cells):
            yield self._cell(_number(self._page, self._pointers + 2 * place, 2))

    def _cell(self, at: int) -> _Cell:
        below = 0
        if self.kind in _INNER:
            below, at = _number(self._page, at, 4), at + 4
        if self.kind == _INNER_TABLE:
            return _Cell(below=below, overflow=0, beyond=0)
        payload, at = _varint(self._page, at)
        if self.kind == _LEAF_TABLE:
            _, at = _varint(self._page, at)
        local = self._local(payload)
        if local == payload:
            return _Cell(below=below, overflow=0, beyond=0)
        overflow = _number(self._page, at + local, 4)
        return _Cell(below=below, overflow=overflow, beyond=payload - local)

    def _local(self, payload: int) -> int:
        """How many bytes of a row are in the page itself."""
        usable = self._file.usable
        most = usable - 35 if self.kind == _LEAF_TABLE else (usable - 12) * 64 // 255 - 23
        if payload <= most:
            return payload
        least = (usable - 12) * 32 // 255 - 23
        local = least + (payload - least) % (usable - 4)
        return local if local <= most else least


def _number(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(content[at : at + length], "big")


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for length in range(8):
        byte = content[at + length]
        value = value << 7 | byte & 0x7F
        if byte < _MORE:
            return value, at + length + 1
    return value << 8 | content[at + 8], at + 9
