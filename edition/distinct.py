"""Distinct: names made fit for addresses, and those that would be alike told apart by a number at their end.

The names of documents, parts, entries and files, and the ids of mentions and passages, go through here, so that the second
of a name is called in the same way everywhere, and thousands of one name take no longer than thousands of different ones.
What a page adds of its own, as the marks of its notes, a `Renderer` tells apart from all ids that are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def plain(name: str, fallback: str, length: int | None = None) -> str:
    """Return a name as an address, a file and an id can have it: letters, digits, `-`, `_` and `.`, no mark at its ends.

    What is left of it is cut at this length; where that is nothing, the fallback is returned.
    """
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:length] or fallback


class Distinct:
    """Names given so far, and those in `taken`: the second "a" is "a-2".

    `mark` stands before the number. With `folded`, names that differ in case alone are alike, as they are for some file
    systems.
    """

    def __init__(self, taken: Iterable[str] = (), *, mark: str = "-", folded: bool = False) -> None:
        self._mark = mark
        self._folded = folded
        self._taken = {name.lower() for name in taken} if folded else set(taken)
        self._counted: dict[str, int] = {}

    def name(self, wanted: str, ending: str = "") -> str:
        """Return a name that is not taken yet, and take it: the one that is wanted, or with a number before its ending."""
        chosen = wanted + ending
        key = self._key(chosen)
        if key not in self._taken:
            self._taken.add(key)
            return chosen
        number = self._counted.get(key, 1)
        while self._key(chosen) in self._taken:
            number += 1
            chosen = f"{wanted}{self._mark}{number}{ending}"
        self._counted[key] = number
        self._taken.add(self._key(chosen))
        return chosen

    def _key(self, name: str) -> str:
        return name.lower() if self._folded else name
