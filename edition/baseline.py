"""Baseline: the findings of an earlier day, accepted, so that only new ones fail.

It is a file of JSON with one line a finding, sorted, to be kept beside the sources. A finding is known again by its path
from the folder of that file, its code, its element, its message, and how often all that is found; never by its line,
which every edit above it moves; a file that was renamed is known by what is found in it. Where a fault is found more
often than it was accepted, nobody can tell the new one from the old: all of its places are shown.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from edition.diagnostics import Diagnostic
from edition.errors import EditionError

#: How the file is called that is looked for beside the sources, where none is named.
NAME = "edition-baseline.json"

#: What a message says of places in a file, which move with edits elsewhere.
_LINES = re.compile(r"(\blines?) \d+|(\.\w+):\d+(?::\d+)?")

#: The folders of a file in a message: they are seen from where the command runs.
_FOLDERS = re.compile(r"""(?<!\S)[^\s"<>]+[/\\](?=[^\s"<>/\\]+\.\w)""")

#: What a message says that holds of several elements or values at once: it changes when one of them is mended.
_ELEMENTS = re.compile(
    r"<[^<>]+>(?:(?:, <[^<>]+>)? and (?:<[^<>]+>|others))?(?: (?:is|are|points?|holds?|begins?)\b)?"
)
_VALUES = re.compile(r'"[^"]*"(?:, "[^"]*")* and [\d,]+ others')


class Fingerprint(NamedTuple):
    """What a finding is known by when its line has moved."""

    path: str
    code: str
    element: str
    message: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, told apart by a baseline: what is new, and what is accepted.

    `gone` is how many accepted findings are there no more; `baseline` is the file's name for messages, "" without one.
    """

    new: tuple[Diagnostic, ...]
    accepted: tuple[Diagnostic, ...] = ()
    gone: int = 0
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each finding is accepted; paths are relative to the folder of the file."""

    file: Path
    counts: Mapping[Fingerprint, int] = field(default_factory=dict)

    def compare(
        self, diagnostics: Sequence[Diagnostic], among: Collection[Path] | None = None
    ) -> Findings:
        """Tell the new findings from the accepted ones; `among` are the files that were looked at, None for all."""
        found = _counted(diagnostics, self.file.parent)
        before = self._renamed(found)
        found = Counter({_at(mark, before): count for mark, count in found.items()})
        new, accepted = [], []
        for item in diagnostics:
            mark = _at(fingerprint(item, self.file.parent), before)
            known = self.counts.get(mark, 0)
            if found[mark] <= known:
                accepted.append(item)
            else:
                new.append(_partly(item, known, found[mark]) if known else item)
        looked_at = {*self._within(among), *before.values()}
        gone = sum(
            max(count - found[mark], 0)
            for mark, count in self.counts.items()
            if mark.path in looked_at
        )
        return Findings(tuple(new), tuple(accepted), gone, os.path.relpath(self.file))

    def accepting(
        self, diagnostics: Sequence[Diagnostic], among: Collection[Path] | None = None
    ) -> Baseline:
        """Return the baseline that accepts these findings, and as before those of files that were not looked at.

        One of those that is not there may have another name now, which only a look at all of them would tell.
        """
        found = _counted(diagnostics, self.file.parent)
        looked_at = {*self._within(among), *self._renamed(found).values()}
        kept = {mark: n for mark, n in self.counts.items() if mark.path not in looked_at}
        return replace(self, counts=kept | found)

    def _renamed(self, found: Iterable[Fingerprint]) -> dict[str, str]:
        """Return the former paths of files that the baseline does not know: those that are gone and had most of the same findings."""
        known, now = _by_path(self.counts), _by_path(found)
        gone = sorted(path for path in known if not (self.file.parent / path).exists())
        before: dict[str, str] = {}
        for path in sorted(now.keys() - known.keys()) if gone else ():
            former = max(gone, key=lambda one: len(known[one] & now[path]))
            same = len(known[former] & now[path])
            if 2 * same > max(len(known[former]), len(now[path])):
                before[path] = former
                gone.remove(former)
                if not gone:
                    break
        return before

    def _within(self, files: Collection[Path] | None) -> Collection[str]:
        if files is None:
            return {mark.path for mark in self.counts}
        return {_relative(str(file), self.file.parent) for file in files}

    def write(self) -> None:
        """Write the file, all or nothing.

        Raises EditionError if it cannot be written.
        """
        lines = ",\n".join(_line(mark, self.counts[mark]) for mark in sorted(self.counts))
        body = f"[\n{lines}\n  ]" if lines else "[]"
        text = f'{{\n  "version": 1,\n  "accepted": {body}\n}}\n'
        try:
            _replace(self.file, text.encode("utf-8"))
        except OSError as error:
            raise EditionError(f"{self.file}: cannot be written ({error.strerror})") from error


def read(file: Path) -> Baseline:
    """Return the baseline in a file. Raises EditionError if it is none, or cannot be read."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        if known["version"] != 1:
            raise ValueError
        counts = {
            Fingerprint(*(str(item[name]) for name in Fingerprint._fields)): int(item["count"])
            for item in known["accepted"]
        }
    except FileNotFoundError as error:
        raise EditionError(
            f"{file}: there is no such baseline; write it with edition validate --write-baseline"
        ) from error
    except OSError as error:
        raise EditionError(f"{file}: cannot be read ({error.strerror})") from error
    except (KeyError, TypeError, ValueError) as error:
        raise EditionError(
            f"{file}: is no baseline that edition has written; remove it, or name another with --baseline"
        ) from error
    return Baseline(file, counts)


def fingerprint(diagnostic: Diagnostic, folder: Path) -> Fingerprint:
    """Return what a finding is known by, seen from a folder: nothing of it is a line or the machine's own."""
    own, here = f"{folder}{os.sep}", f"{os.path.relpath(folder)}{os.sep}"
    message = diagnostic.message.replace(own, "")
    if not here.startswith("."):  # the command ran above the folder, whose name may have spaces
        message = message.replace(here, "")
    message = _FOLDERS.sub("", message)
    message = _LINES.sub(lambda found: f"{found[1] or found[2]} …", message)
    element = diagnostic.element or ""
    if diagnostic.source == "pointers":  # what misses alike on several elements is told together
        element, message = "", _VALUES.sub("…", _ELEMENTS.sub("<…>", message))
    return Fingerprint(_relative(diagnostic.path, folder), diagnostic.code, element, message)


def _at(mark: Fingerprint, before: Mapping[str, str]) -> Fingerprint:
    return mark._replace(path=before.get(mark.path, mark.path))


def _by_path(marks: Iterable[Fingerprint]) -> dict[str, set[Fingerprint]]:
    """Return findings by their paths, themselves without one."""
    found: dict[str, set[Fingerprint]] = {}
    for mark in marks:
        found.setdefault(mark.path, set()).add(mark._replace(path=""))
    return found


def _relative(path: str, folder: Path) -> str:
    with suppress(ValueError):  # another drive
        path = os.path.relpath(path, folder)
    return Path(path).as_posix()


def _counted(diagnostics: Iterable[Diagnostic], folder: Path) -> Counter[Fingerprint]:
    counts: Counter[Fingerprint] = Counter()
    for item in diagnostics:
        counts[fingerprint(item, folder)] += item.count
    return counts


def _partly(item: Diagnostic, known: int, found: int) -> Diagnostic:
    said = f"The baseline accepts {known} of these {found}."
    return replace(item, hint=f"{item.hint} {said}" if item.hint else said)


def _line(mark: Fingerprint, count: int) -> str:
    return f"    {json.dumps({**mark._asdict(), 'count': count}, ensure_ascii=False)}"


def _replace(file: Path, data: bytes) -> None:
    import tempfile  # which takes as long to import as the rest of this module

    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as new:
        new.write(data)
    try:
        os.chmod(new.name, 0o644)
        os.replace(new.name, file)
    except OSError:
        os.unlink(new.name)
        raise
