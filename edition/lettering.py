"""Lettering: how much room words take in a drawing, and what room is still free.

A drawing is made without the reader's fonts at hand, so widths are those of a generous book face: labels that do not
touch by this reckoning do not touch on the page. Units are those of the drawing.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

#: The height of a line of text, as a part of the size of its letters.
LEADING = 1.15

#: How wide a letter is, as a part of its size; by the letter, else by what Unicode says of it.
_WIDTHS = {
    **dict.fromkeys("ijlI|!.,:;'’‘·", 0.32),
    **dict.fromkeys("frtsJ()[]-–/ \u00a0\u2009", 0.42),
    **dict.fromkeys("mMW@—…æœÆŒ", 0.96),
    **dict.fromkeys("wDGHKNOQUXY&%", 0.82),
}
_CATEGORIES = {"Mn": 0.0, "Me": 0.0, "Cf": 0.0, "Lu": 0.74, "Nd": 0.56}

#: Names of scripts whose letters are wider than Latin ones, as they begin the names of the letters.
_WIDE = (
    "DEVANAGARI",
    "BENGALI",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "ETHIOPIC",
    "SYRIAC",
    "ARABIC LIGATURE",
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a drawing, by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Tell whether the other box lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


class Room:
    """What of a drawing is taken; boxes lie in the cells of a grid, so that thousands are quickly asked."""

    def __init__(self, width: float, height: float, cell: float = 48) -> None:
        self.bounds = Box(0, 0, width, height)
        self._cell = cell
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def take(self, box: Box) -> None:
        """Take the room of a box."""
        for cell in self._touched(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies inside the drawing and meets none that has been taken."""
        return self.bounds.holds(box) and not any(
            box.meets(other) for cell in self._touched(box) for other in self._cells.get(cell, ())
        )

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        columns = range(int(box.left // self._cell), int(box.right // self._cell) + 1)
        rows = range(int(box.top // self._cell), int(box.bottom // self._cell) + 1)
        return ((column, row) for column in columns for row in rows)


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in letters of a size."""
    return sum(map(_width, text)) * size


def shortened(text: str, size: float, room: float) -> str:
    """Return a text as it fits into a width: whole, or cut with "…"; at least one letter of it."""
    if len(text) <= 2 * room and width(text, size) <= room:
        return text
    left = room - _width("…") * size
    kept = ""
    for letter in text:
        left -= _width(letter) * size
        if kept and left < 0:
            break
        kept += letter
    return kept.rstrip(" ,;:–-") + "…"


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.04
    if unicodedata.name(letter, "").startswith(_WIDE):
        return 0.8
    return _CATEGORIES.get(unicodedata.category(letter), 0.58)
