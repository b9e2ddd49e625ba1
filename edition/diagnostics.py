"""Diagnostic: a fault found in the sources, as a value.

Place, machine kind and human message are three fields. `source` says which check found it, `code` what it
is, in words; `message` says what is wrong with the offending markup, `hint` what to do where that is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

#: How many of the other lines of a folded finding are named.
LINES = 8


class Severity(IntEnum):
    """How much a finding weighs: an `error` makes the command fail, the others do not."""

    error = 0
    warning = 1
    info = 2


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, or several alike in one document folded into one.

    `line` and `column` count from 1 and lie at the start tag or the attribute; 0 where there is no place.
    `places` are the (line, column) pairs of all occurrences when `count` is over 1.
    """

    path: str
    line: int
    column: int
    severity: Severity
    source: str
    code: str
    message: str
    hint: str | None = None
    element: str | None = None
    count: int = 1
    places: tuple[tuple[int, int], ...] = ()

    @property
    def place(self) -> str:
        """Where it is, as other programs read it: `path:line:column`."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        times = f" ({self.count:,} times)" if self.count > 1 else ""
        text = f"{self.place}: {self.severity.name}: {self.message}{times} [{self.code}]"
        return "\n    ".join(filter(None, (text, self.hint, self._also())))

    def _also(self) -> str:
        """Return in words on which other lines it is."""
        lines = [str(line) for line in sorted({line for line, _ in self.places} - {self.line})]
        if not lines:
            return ""
        shown, rest = lines[:LINES], len(lines) - LINES
        if rest > 0:
            return f"Also on lines {', '.join(shown)} and {rest:,} more."
        *first, last = shown
        return f"Also on lines {', '.join(first)} and {last}." if first else f"Also on line {last}."


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics by file, then by place, repeats within one document folded into the first."""
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for item in diagnostics:
        kind = (
            item.path,
            item.severity,
            item.source,
            item.code,
            item.message,
            item.hint,
            item.element,
        )
        groups.setdefault(kind, []).append(item)
    return sorted(
        map(_fold, groups.values()),
        key=lambda d: (d.path, d.line, d.column, d.severity, d.code, d.message),
    )


def _fold(group: list[Diagnostic]) -> Diagnostic:
    if len(group) == 1:
        return group[0]
    places = tuple(sorted({(item.line, item.column) for item in group}))
    line, column = places[0]
    return replace(group[0], line=line, column=column, count=len(group), places=places)
