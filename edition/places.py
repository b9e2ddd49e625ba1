"""Places: on which line and in which column of a file start tags, attributes and texts stand.

The parser keeps lines alone, and of a tag that runs over several the last. So what has a finding is looked for in the bytes again:
where each start tag begins is found at once for a whole file, line and column are counted for those asked for. Lines end
as XML says (1.0, section 2.11): with LF, CR or both.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from xml.parsers import expat

#: What begins with `<` and holds no elements, or else a start tag; or else an end tag.
_MARKUP = re.compile(rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|([^/!?])|(/))", re.DOTALL)
_TAG = re.compile(rb"""<(?>[^"'>]|"[^"]*"|'[^']*')*+>?""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_CALL = re.compile(rb"&[^;]*;")
#: What may stand before the first letter of a text.
_BEFORE_TEXT = re.compile(rb"(?>\s+|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?:\s*\]\]>)?)*+", re.DOTALL)

#: After so many bytes a column is kept, so that in a line of megabytes nothing is counted twice.
STEP = 4096

#: Line and column, from 1.
Place = tuple[int, int]


class Tags:
    """The start tags of a well-formed file: `starts` says at which byte each begins, in order.

    `path` is the file's for messages, `text` its bytes in UTF-8 without a byte order mark.
    """

    def __init__(self, path: str, text: bytes) -> None:
        self.path = path
        self._text = text
        self._attributes: dict[int, Mapping[str, int]] = {}
        self._counted: list[tuple[int, int]] = []  # bytes far into a line, with their columns

    @cached_property
    def starts(self) -> list[int]:
        """The bytes at which the start tags begin; for an element out of an entity, at which that is called."""
        if b"<!DOCTYPE" in self._text:
            return self._parsed()[0]
        return [found.start() for found in _MARKUP.finditer(self._text) if found.lastindex == 1]

    @cached_property
    def _ends(self) -> dict[int, int]:
        """For each byte in `starts` the one after its element, the last of several; asked only for texts."""
        if b"<!DOCTYPE" in self._text:
            return self._parsed()[1]
        found: dict[int, int] = {}
        opened: list[int] = []
        for one in _MARKUP.finditer(self._text):
            if not one.lastindex:
                continue
            end = self._after(one.start())
            if one.lastindex == 1:
                opened.append(one.start())
            if opened and (one.lastindex == 2 or self._text[end - 2 : end] == b"/>"):
                found[opened.pop()] = end
        return found

    def _after(self, at: int) -> int:
        """Return the byte after a tag, or after the call of an entity that gives it."""
        found = (_TAG if self._text[at : at + 1] == b"<" else _CALL).match(self._text, at)
        return found.end() if found else at

    def _parsed(self) -> tuple[list[int], dict[int, int]]:
        """Find the start tags and the ends of elements where entities may hold some."""
        starts: list[int] = []
        ends: dict[int, int] = {}
        opened: list[int] = []
        parser = expat.ParserCreate("utf-8")
        parser.UseForeignDTD(True)

        def start(*_: object) -> None:
            starts.append(parser.CurrentByteIndex)
            opened.append(parser.CurrentByteIndex)

        def end(_: str) -> None:
            ends[opened.pop()] = parser.CurrentByteIndex

        parser.StartElementHandler, parser.EndElementHandler = start, end
        with suppress(expat.ExpatError):  # lxml read the file: what was seen has its place
            parser.Parse(self._text, True)
        return starts, {at: self._end(at, last) for at, last in ends.items()}

    def _end(self, start: int, end: int) -> int:
        """Return the byte after an element from where the parser says that it ends: at its end tag, if it has one."""
        is_empty = self._text[end - 2 : end] == b"/>" and self._after(start) == end
        return end if is_empty else self._after(end)

    @cached_property
    def _lines(self) -> list[int]:
        """The bytes at which the lines begin."""
        return list(accumulate(map(len, self._text.splitlines(keepends=True)), initial=0))

    def place(self, start: int) -> Place:
        """Return the line and the column of a byte."""
        line = bisect_right(self._lines, start)
        begin, column = self._lines[line - 1], 1
        near = bisect_right(self._counted, (start, 0)) - 1
        if near >= 0 and self._counted[near][0] > begin:
            begin, column = self._counted[near]
        column += len(self._text[begin:start].decode("utf-8", "replace"))
        if start - begin > STEP:
            insort(self._counted, (start, column))
        return line, column

    def attribute(self, start: int, name: str) -> Place | None:
        """Return the place of an attribute in a start tag by its local name, of two alike the first."""
        if start not in self._attributes:
            self._attributes[start] = self._found(start)
        at = self._attributes[start].get(name)
        return None if at is None else self.place(at)

    def _found(self, start: int) -> dict[str, int]:
        """Return the bytes at which the attributes of a start tag begin."""
        tag = _TAG.match(self._text, start)
        found: dict[str, int] = {}
        for one in _ATTRIBUTE.finditer(tag[0] if tag else b""):
            name = one[1].decode("utf-8", "replace").rpartition(":")[2]
            found.setdefault(name, start + one.start(1))
        return found

    def text(self, start: int, after: int | None) -> Place:
        """Return the place of the first letter in an element, or of the first after an element in it.

        Both are given by their start tags.
        """
        begin = self._after(start) if after is None else self._ends.get(after, start)
        found = _BEFORE_TEXT.match(self._text, begin)
        return self.place(found.end() if found else begin)
