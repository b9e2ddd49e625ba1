"""Resources: where the shipped templates and schema lie.

In an installed package they lie inside it, in a checkout or an editable installation one level above.
"""

from __future__ import annotations

from pathlib import Path

from edition.errors import EditionError


def resource(name: str) -> Path:
    """Return the folder of this name that is shipped with the package.

    Raises EditionError if the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise EditionError(f"the installation lacks its folder {name}/; install edition anew")
