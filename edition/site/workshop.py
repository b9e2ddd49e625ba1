"""Workshop: what all pages of an edition are made with, and what is found on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from edition.analysis import Addressed, Analysis
from edition.assembly import Edition
from edition.collation import sort_key
from edition.coverage import lost
from edition.diagnostics import Diagnostic
from edition.distinct import Distinct
from edition.document import Document
from edition.index import Entry, Mention
from edition.library import Kept
from edition.rendering import Rendered, Renderer
from edition.site.templates import Templates
from edition.stretches import Stretches
from edition.tei import Element


@dataclass
class Workshop:
    """What makes pages: an edition, its sources by id, the templates.

    `findings` are the faults that pages show, `rendered` is by document what became of its text, `images` are the files
    that go along, by address.
    """

    edition: Edition
    documents: Mapping[str, Document]
    templates: Templates
    findings: list[Diagnostic] = field(default_factory=list)
    rendered: dict[str, Rendered] = field(default_factory=dict)
    images: dict[str, Path] = field(default_factory=dict)
    _kept: Kept[Addressed] = field(default_factory=Kept)

    @cached_property
    def stretches(self) -> Stretches:
        """The pages of the texts that stand side by side."""
        return Stretches(self.edition)

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where each source lies in the site, by document id; files of one folder keep their names."""
        return {
            analysis.id: self.downloads[Path(analysis.key)] for analysis in self.edition.analyses
        }

    @cached_property
    def downloads(self) -> dict[Path, str]:
        """Where each file lies in the site, the sources and what they include.

        What would have to be escaped in an address is a hyphen in it.
        """
        ordered = sorted(self.edition.analyses, key=lambda analysis: analysis.id)
        files = [analysis.key for analysis in ordered]
        files += [file for analysis in ordered for file in analysis.files]
        paths = list(dict.fromkeys(map(Path, files)))
        shared = Path(os.path.commonpath([file.parent for file in paths]))
        found: dict[Path, str] = {}
        names = Distinct(folded=True)
        for file in paths:
            plain = re.sub(r"[^\w. /()+,;=@~'!-]", "-", file.relative_to(shared).as_posix())
            wanted = PurePosixPath("tei", plain)
            found[file] = names.name(str(wanted.with_suffix("")), wanted.suffix)
        return found

    def addressed(self, analysis: Analysis) -> Addressed:
        """Return the file of a document with its fragment ids; those asked for last are kept."""
        id = analysis.source
        return self._kept.get(
            id, lambda: Addressed(self.documents[id]), lambda one: len(one.document.data)
        )

    def renderer(self, analysis: Analysis, *, root: str, **options: Any) -> Renderer:
        """Return what renders a document on one page; images are taken from below the project or the file's folder."""
        addressed = self.addressed(analysis)
        file = addressed.document.file
        folder = self.edition.folder if file.is_relative_to(self.edition.folder) else file.parent
        renderer = Renderer(
            addressed, self.edition, root=root, looks=self.templates.looks, folder=folder,
            within=addressed.roots[analysis.id], **options,
        )  # fmt: skip
        renderer.result.images = self.images
        return renderer

    def check(
        self, document: Document, element: Element | None, rendered: Rendered, pages: Sequence[str]
    ) -> None:
        """Hold a text, or a header, against its pages: what is missing is a finding."""
        if element is None:
            return
        if missing := lost(element, pages, rendered.dropped_text):
            words = ", ".join(missing[:8]) + (
                f" and {len(missing) - 8} more" if len(missing) > 8 else ""
            )
            self.findings.append(
                document.diagnostic(
                    element,
                    f"text of the source is not on its page: {words}",
                    source="audit",
                    code="text-lost",
                    hint="A template or behaviour drops it; this is a fault of the tool or of the project's templates.",
                )
            )

    def entries(self, mentions: Iterable[Mention]) -> list[Entry]:
        """Return the entries that mentions point at, each once, by name: for cards and lists."""
        keys = dict.fromkeys(
            key for mention in mentions for key in mention.keys if key in self.edition.entries
        )
        return sorted(
            (self.edition.entries[key] for key in keys),
            key=lambda entry: sort_key(entry.entity.filed, self.edition.language),
        )
