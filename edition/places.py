"""Places: on which line and in which column of a file the start tags and attributes stand.

The parser keeps lines alone, and of a tag that runs over several the last. So what has a finding is looked for in the bytes again:
where each start tag begins is found at once for a whole file, line and column are counted for those asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from xml.parsers import expat

#: What begins with `<` and holds no elements, or else a start tag.
_MARKUP = re.compile(rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|([^/!?]))", re.DOTALL)
_START_TAG = re.compile(rb"""<(?>[^"'>]|"[^"]*"|'[^']*')*+>?""")
_ATTRIBUTE = re.compile(r"""\s([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")

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
        self._attributes: dict[int, Mapping[str, Place]] = {}
        self._counted: list[tuple[int, int]] = []  # bytes far into a line, with their columns

    @cached_property
    def starts(self) -> list[int]:
        """The bytes at which the start tags begin; for an element out of an entity, at which that is called."""
        if b"<!DOCTYPE" in self._text:
            return self._parsed()
        return [found.start() for found in _MARKUP.finditer(self._text) if found.lastindex]

    def _parsed(self) -> list[int]:
        """Find the start tags where entities may hold some."""
        found: list[int] = []
        parser = expat.ParserCreate("utf-8")
        parser.UseForeignDTD(True)
        parser.StartElementHandler = lambda *_: found.append(parser.CurrentByteIndex)
        with suppress(expat.ExpatError):  # lxml read the file: what was seen has its place
            parser.Parse(self._text, True)
        return found

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

    def attributes(self, start: int) -> Mapping[str, Place]:
        """Return the places of the attributes in a start tag by their local names, of two alike the first."""
        if start not in self._attributes:
            self._attributes[start] = self._found(start)
        return self._attributes[start]

    def _found(self, start: int) -> dict[str, Place]:
        tag = _START_TAG.match(self._text, start)
        text = tag[0].decode("utf-8", "replace") if tag else ""
        line, column = self.place(start)
        before, end = -column, 0
        places: dict[str, Place] = {}
        for found in _ATTRIBUTE.finditer(text):
            name = found.start(1)
            line += text.count("\n", end, name)
            if (last := text.rfind("\n", end, name)) >= 0:
                before = last
            places.setdefault(found[1].rpartition(":")[2], (line, name - before))
            end = name
        return places
