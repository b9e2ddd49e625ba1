"""Starter: the project that `edition new` makes, to validate, build and change at once.

Its files lie in `starter/` beside this module; its schema is the shipped one, copied. Nothing is ever overwritten.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from edition.errors import EditionError
from edition.resources import resource

#: What of the shipped schema a new project gets.
SCHEMAS = (".rng", ".sch")


def create(folder: Path) -> list[Path]:
    """Make a project in a folder that does not exist yet or is empty; return its files, sorted.

    All or nothing: the files come into a temporary folder first. Raises EditionError if there is something in
    the folder already, or if it cannot be written.
    """
    project = Path(os.path.normpath(folder))
    try:
        _check(project)
        home = project if project.is_dir() else next(one for one in project.parents if one.is_dir())
        with tempfile.TemporaryDirectory(prefix=".edition-new-", dir=home) as stage:
            _fill(Path(stage) / project.relative_to(home))
            _move(Path(stage), home)
    except OSError as error:
        reason = error.strerror or error
        raise EditionError(f"{folder}: the project cannot be written ({reason})") from error
    return [folder / name for name in sorted(_files())]


def _check(folder: Path) -> None:
    taken = next(
        (one for one in (folder, *folder.parents) if one.exists() and not one.is_dir()), None
    )
    if taken is not None:
        raise EditionError(f"{taken}: is a file, and a project is a folder; name another")
    if folder.is_symlink() and not folder.exists():
        raise EditionError(f"{folder}: is a link that leads nowhere; name another folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise EditionError(f"{folder}: is not empty, and nothing is overwritten; name a new folder")


def _files() -> dict[Path, Path]:
    """Return the shipped files by their place in a project."""
    shipped, schema = resource("starter"), resource("schema")
    files = (file for file in shipped.rglob("*") if file.is_file())
    found = {file.relative_to(shipped): file for file in files if not file.name.startswith(".")}
    found |= {Path("schema", one.name): one for one in schema.iterdir() if one.suffix in SCHEMAS}
    return found


def _fill(project: Path) -> None:
    for name, file in _files().items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, project / name)


def _move(stage: Path, home: Path) -> None:
    """Move what is in one folder into another; if that fails, take back what has been moved."""
    moved: list[Path] = []
    try:
        for one in sorted(stage.iterdir()):
            target = home / one.name
            if target.exists():
                raise FileExistsError(0, f"{target.name} is there by now")
            moved.append(one.rename(target))
    except OSError:
        for one in moved:
            one.rename(stage / one.name)
        raise
