"""Pages: what a page of the site is, and a link on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a template sees it: its words and its address from the site's root."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address from the site's root, its template, and what the template sees."""

    url: str
    template: str
    context: Mapping[str, Any]

    @property
    def root(self) -> str:
        """The way from the page to the site's root, as "../../"; "" at the root."""
        return "../" * (len(PurePosixPath(self.url).parts) - 1)


def part_url(base: str, number: int) -> str:
    """Return the address of a page, or of one of its further parts: "index.html", "index-2.html"."""
    return f"{base}.html" if not number else f"{base}-{number + 1}.html"
