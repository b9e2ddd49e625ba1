"""Watch: a project, checked again each time that one of its files has changed.

What changed is found by asking the disk for time and size of each file, a few times a second: that works on every
system and on disks that are shared, and takes milliseconds for hundreds of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from edition.errors import EditionError
from edition.project import Project
from edition.validation import Known

#: How many seconds lie between two looks at the disk.
PAUSE = 0.4


class Stamp(NamedTuple):
    """What tells one state of a file from another."""

    changed: int
    size: int
    node: int


#: How files were at one time; None for one that was not there.
Stamps = dict[Path, Stamp | None]


def rounds(project: Project, pause: Callable[[], object]) -> Iterator[Project]:
    """Yield a project, and again each time that files of it have changed and come to rest; `pause` lies between looks.

    What has not changed is not read again. A project whose files cannot be found just now is waited for.
    """
    project = replace(project, known=Known())
    known: Stamps = {}
    while True:
        before = _stamps({*known, *_files(project)})
        yield project
        known = _stamps(_files(project)) | before  # what was written while it was read is new
        now = _at_rest(project, known, pause)
        project = project.again(
            {file for file in {*known, *now} if known.get(file) != now.get(file)}
        )


def _at_rest(project: Project, known: Stamps, pause: Callable[[], object]) -> Stamps:
    """Wait until files are not as they are known; return how they are when they change no more."""
    now = known
    while True:
        pause()
        later = _stamps({*known, *_files(replace(project))})
        if later == now != known:
            return now
        now = later


def _files(project: Project) -> set[Path]:
    """Return the files that a project is made from, as far as they can be told just now."""
    found = set()
    with suppress(EditionError):
        for file in project.made_from():
            found.add(file)
    return found


def _stamps(files: Iterable[Path]) -> Stamps:
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)
