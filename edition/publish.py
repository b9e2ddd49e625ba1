"""Publish: the only writer of the site.

Files are written into a temporary folder beside the output, which then takes its place, all or nothing. A
manifest says what the tool wrote: a folder without one is never touched, and what others put into a folder
of ours stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from edition.errors import EditionError

MANIFEST = "manifest.json"


def publish(files: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Write files (address from the site's root, content) as the folder `out`; return how many there are.

    Raises EditionError if the folder is not the tool's own or cannot be written.
    """
    check(out)
    home = Path(os.path.realpath(out))  # the folder itself is replaced, not a link to it
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=home.parent))
    except OSError as error:
        raise EditionError(
            f"{out}: the output folder cannot be written ({error.strerror})"
        ) from error
    try:
        stage.chmod(0o755)
        written = dict(_write(stage, address, content) for address, content in files)
        manifest = {"version": 1, "generator": "edition", "files": dict(sorted(written.items()))}
        (stage / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _keep_others(home, stage)
        _swap(stage, home)
    except OSError as error:
        raise EditionError(
            f"{out}: the output folder cannot be written ({error.strerror})"
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return len(written)


def check(out: Path) -> None:
    """Make sure that a folder may be written as a site: it does not exist, is empty, or was made by this tool.

    Raises EditionError otherwise.
    """
    try:
        if not out.exists():
            return
        if not out.is_dir():
            raise EditionError(
                f"{out}: is a file, and the output must be a folder; name another with -o"
            )
        is_foreign = any(out.iterdir()) and _manifest(out) is None
    except OSError as error:
        raise EditionError(f"{out}: the output folder cannot be read ({error.strerror})") from error
    if is_foreign:
        raise EditionError(
            f"{out}: holds files that this tool did not make; name an empty or new folder with -o"
        )


def is_site(folder: Path) -> bool:
    """Tell whether a folder is a site that this tool made."""
    return _manifest(folder) is not None


def _write(stage: Path, address: str, content: bytes) -> tuple[str, str]:
    path = PurePosixPath(address)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in address:
        raise EditionError(f"{address}: a page may not lie outside the output folder")
    file = stage / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return address, hashlib.sha256(content).hexdigest()


def _manifest(out: Path) -> dict[str, str] | None:
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return dict(found["files"]) if found.get("generator") == "edition" else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _keep_others(out: Path, stage: Path) -> None:
    """Copy what the tool did not make, empty folders and links included, into the stage."""
    ours = {MANIFEST, *(_manifest(out) or {})} if out.is_dir() else {MANIFEST}
    folders = {parent for address in ours for parent in PurePosixPath(address).parents}
    for path in sorted(out.rglob("*")):
        address = PurePosixPath(path.relative_to(out).as_posix())
        if path.is_dir() and not path.is_symlink():
            if address not in folders:
                (stage / address).mkdir(parents=True, exist_ok=True)
        elif str(address) not in ours:
            if (stage / address).exists():
                raise EditionError(
                    f"{path}: was not made by this tool, and the site has a file of this name; move it away"
                )
            (stage / address).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, stage / address, follow_symlinks=False)


def _swap(stage: Path, out: Path) -> None:
    if not out.exists():
        stage.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        kept = out.rename(old / out.name)
        try:
            stage.rename(out)
        except BaseException:  # Ctrl-C, too
            kept.rename(out)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
