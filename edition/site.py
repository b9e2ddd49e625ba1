"""Site: which pages there are, each with its address, its template and what the template sees.

Templates see the model, never a tree; the HTML of texts comes from `rendering`. A project's own
`templates/NAME.html` is found first and may extend the shipped one as `shipped/NAME.html`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from edition import entries, export, maps, timeline
from edition.alignment import Alignment, Comment, Correspondence, Row, strands
from edition.analysis import Addressed, Analysis, beside_text, text_element
from edition.assembly import Edition
from edition.collation import sort_key
from edition.coverage import lost
from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.entries import Companions
from edition.errors import EditionError
from edition.index import Entry, Mention
from edition.languages import direction, html_language
from edition.library import Kept
from edition.maps import Map
from edition.parts import Piece, pieces
from edition.pointers import is_web, quoted
from edition.register import Entity, Kind, Relation
from edition.rendering import Look, Rendered, Renderer
from edition.rendering.prose import member
from edition.resources import resource
from edition.segments import Heading, passages
from edition.tei import UNSHOWN, Element, child, children, descendants, is_tei, local, tag, text_of
from edition.timeline import Item, Timeline


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a template sees it: its words and its address from the site's root."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A passage that answers another: its name ("The narrative 7"), addresses and first words."""

    name: str
    key: str
    href: str
    parallel_href: str
    text: str
    document: str = ""
    n: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as templates see it.

    `id` is its fragment id on the page, `own` that on its text's page, `n` its label, `href` the address of the
    latter, `parallels` are those on the pages of texts side by side; `html` is "" where the text is rendered as a whole; `is_passage` is false for what stands between.
    """

    id: str
    own: str
    n: str
    document: str
    title: str
    href: str
    html: Markup = Markup("")
    counterparts: tuple[Counterpart, ...] = ()
    comments: tuple[Link, ...] = ()
    parallels: tuple[str, ...] = ()
    is_passage: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A text of a parallel page: its id, title and address, its language, its passages in order."""

    id: str
    title: str
    href: str
    language: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the synoptic page: a cell of passages a column, its labels, the editors' notes at it.

    `alone` is the title of the only column that has something here, or "".
    """

    cells: tuple[tuple[Passage, ...], ...]
    labels: tuple[str, ...]
    comments: tuple[CommentView, ...]
    alone: str


@dataclass(frozen=True, slots=True)
class CommentView:
    """An editors' note: its id, heading, HTML, address, the passages that it is about, the entries that it names.

    `fragment` is its id on the page that gathers the notes, `id` that on the page that shows it.
    """

    id: str
    fragment: str
    label: str
    html: Markup
    href: str
    passages: tuple[Link, ...]
    entries: tuple[Entry, ...] = ()


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


@dataclass
class Site:
    """The site of an edition. `documents` are its sources by id, `templates` the project's own, if any."""

    edition: Edition
    documents: Mapping[str, Document]
    templates: Path | None = None
    findings: list[Diagnostic] = field(default_factory=list)
    rendered: dict[str, Rendered] = field(default_factory=dict)
    images: dict[str, Path] = field(default_factory=dict)
    _beside_texts: dict[tuple[str, str], CommentView] = field(default_factory=dict)
    _ids_beside_texts: set[str] = field(default_factory=set)
    _kept: Kept[Addressed] = field(default_factory=Kept)
    _registers: Kept[Renderer] = field(default_factory=Kept)
    _elsewhere: tuple[Addressed, dict[Element, str]] | None = None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the site: address from the root, content."""
        for page in self.pages():
            yield page.url, self.render(page).encode("utf-8")
        for name, text in export.files(self.edition, self.sources):
            yield f"data/{name}", text.encode("utf-8")
        for file, address in self._downloads.items():
            yield address, file.read_bytes()
        for name, file in sorted({**self._assets(), **self.images}.items()):
            yield name, file.read_bytes()

    def pages(self) -> Iterator[Page]:
        """Yield the pages, in the order in which a reader meets them."""
        edition = self.edition
        yield Page("index.html", "index.html", {"title": edition.title, "section": "home"})
        for analysis in edition.texts:
            yield from self._text(analysis)
        for alignment in edition.alignments:
            yield self._own_order(alignment)
            for leading in range(len(alignment.documents)):
                yield self._synoptic(alignment, leading)
        if edition.comments:
            yield self._comments()
        for kind in Kind:
            yield from self._index(kind)
        if edition.dates or edition.undated:
            yield from self._dates()
        if self.map:
            context = {"title": "Map", "section": "map", "map": self.map}
            yield Page("map.html", "map.html", context)
        yield from self._timeline()
        yield self._about()

    def render(self, page: Page) -> str:
        """Return the HTML of a page.

        Raises EditionError if a template of the project is faulty.
        """
        context = {"page": page, "root": page.root, **page.context}
        return UNSHOWN.sub("\ufffd", self._filled(page.template, context).rstrip()) + "\n"

    def _filled(self, name: str, context: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.filename or error.name}:{error.lineno}"
            raise EditionError(f"{where}: {error.message}") from error
        except jinja2.TemplateError as error:
            raise EditionError(f"templates/{name}: {error.message}") from error
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            if self.templates is None:
                raise
            raise EditionError(f"templates/{name}: {error}") from error

    @cached_property
    def sources(self) -> dict[str, str]:
        """Where each source lies in the site, by document id; files of one folder keep their names."""
        return {
            analysis.id: self._downloads[Path(analysis.key)] for analysis in self.edition.analyses
        }

    @cached_property
    def _downloads(self) -> dict[Path, str]:
        """Where each file lies in the site, the sources and what they include.

        What would have to be escaped in an address is a hyphen in it.
        """
        ordered = sorted(self.edition.analyses, key=lambda analysis: analysis.id)
        files = [analysis.key for analysis in ordered]
        files += [file for analysis in ordered for file in analysis.files]
        paths = list(dict.fromkeys(map(Path, files)))
        shared = Path(os.path.commonpath([file.parent for file in paths]))
        found: dict[Path, str] = {}
        taken: set[str] = set()
        for file in paths:
            plain = re.sub(r"[^\w. /()+,;=@~'!-]", "-", file.relative_to(shared).as_posix())
            wanted = PurePosixPath("tei", plain)
            number = 1
            while str(wanted).lower() in taken:
                number += 1
                wanted = PurePosixPath("tei", plain).with_stem(
                    f"{PurePosixPath(plain).stem}-{number}"
                )
            taken.add(str(wanted).lower())
            found[file] = str(wanted)
        return found

    @cached_property
    def indexes(self) -> list[tuple[str, Link, int]]:
        """The indexes that have something to show: section, link, number of entries."""
        found = [
            (
                kind.value,
                Link(TITLES[kind], f"{kind.value}/index.html"),
                len(self.edition.indexes[kind].entries),
            )
            for kind in Kind
            if self.edition.indexes[kind].entries or self.edition.indexes[kind].unlinked
        ]
        if self.edition.dates or self.edition.undated:
            found.append(("dates", Link("Dates", "dates/index.html"), len(self.edition.dates)))
        return found

    @cached_property
    def map(self) -> Map | None:
        """The map of all places of known coordinates, None if there is none."""
        return maps.draw(self.edition.indexes[Kind.place].entries)

    @cached_property
    def timeline(self) -> Timeline | None:
        """The timeline of all that is dated, None if nothing is."""
        return timeline.draw(self.edition)

    @cached_property
    def pictures(self) -> list[tuple[str, Link]]:
        """The pages that show the edition at a glance: section and link."""
        found = [("map", Link("Map", "map.html"))] if self.map else []
        return found + ([("timeline", Link("Timeline", "timeline.html"))] if self.timeline else [])

    def _addressed(self, analysis: Analysis) -> Addressed:
        """Return the file of a document with its fragment ids; those asked for last are kept."""
        id = analysis.source
        return self._kept.get(
            id, lambda: Addressed(self.documents[id]), lambda one: len(one.document.data)
        )

    def _renderer(self, analysis: Analysis, *, root: str, **options: Any) -> Renderer:
        """Return what renders a document on one page; images are taken from below the project or the file's folder."""
        addressed = self._addressed(analysis)
        file = addressed.document.file
        folder = self.edition.folder if file.is_relative_to(self.edition.folder) else file.parent
        renderer = Renderer(
            addressed, self.edition, root=root, looks=self._looks, folder=folder,
            within=addressed.roots[analysis.id], **options,
        )  # fmt: skip
        renderer.result.images = self.images
        return renderer

    # Pages.

    def _text(self, analysis: Analysis) -> Iterator[Page]:
        """Yield the page of a text; of a long one the page of its contents, and one for each part."""
        renderer = self._renderer(analysis, root="../../", frame=self._frame(analysis))
        document = renderer.addressed.document
        text = text_element(renderer.document)
        divided = pieces(text) if text is not None else []
        shared = {
            "title": analysis.header.title,
            "section": f"texts/{analysis.id}",
            "analysis": analysis,
            "alignments": [
                item
                for item in self.edition.alignments
                if any(self.edition.host(id) is analysis for id in item.documents)
            ],
            "source": self.sources[analysis.id],
            "contents": self._contents(analysis),
        }
        together = self.rendered[analysis.id] = Rendered()
        pages: list[str] = []
        if not divided:
            body = renderer.render(text) if text is not None else ""
            yield self._text_page(analysis, shared, body, renderer, together, pages)
        for number, piece in enumerate(divided):
            body = "".join(self._piece(renderer, piece))
            yield self._text_page(analysis, shared, body, renderer, together, pages, number)
        if divided:
            ids = [id for id in analysis.homes if id in document.elements]
            addresses = [Link(id, f"{self.edition.text_href(analysis, id)}#{id}") for id in ids]
            context = {**shared, **_NOTHING, "addresses": addresses}
            yield Page(self.edition.text_href(analysis), "text.html", context)
        self._check(document, text, together, pages)

    def _contents(self, analysis: Analysis) -> list[Heading]:
        """Return the contents of a text: its headings, the id of each with the page it is on; parts without any by name."""
        found = [
            Heading(f"{analysis.homes.get(item.id, '')}#{item.id}", item.text, item.depth)
            for item in analysis.headings
        ]
        headed = {item.id.partition("#")[0] for item in found}
        order = {part.id: number for number, part in enumerate(analysis.parts)}
        found += [
            Heading(f"{part.id}#", part.title, part.depth)
            for part in analysis.parts
            if part.id not in headed
        ]
        return sorted(found, key=lambda item: order.get(item.id.partition("#")[0], 0))

    def _text_page(
        self,
        analysis: Analysis,
        shared: Mapping[str, Any],
        body: str,
        renderer: Renderer,
        together: Rendered,
        pages: list[str],
        number: int | None = None,
    ) -> Page:
        renderer.fetch_notes()
        rendered = renderer.turn()
        together.shown.update(rendered.shown)
        together.dropped.update(rendered.dropped)
        together.dropped_text += rendered.dropped_text
        if unshown := len(UNSHOWN.findall(body)):
            together.dropped["text", "characters that no page can have stand as U+FFFD"] += unshown
        pages += [body, *(note.html for note in rendered.notes)]
        context = {
            **shared,
            **_NOTHING,
            "body": Markup(body),
            "notes": rendered.notes,
            "quantities": rendered.quantities,
            "entries": self._entries(rendered.mentions),
            "comments": self._comments_beside(analysis, number),
        }
        if number is None:
            return Page(self.edition.text_href(analysis), "text.html", context)
        parts = analysis.parts
        context["part"] = parts[number]
        context["previous"] = parts[number - 1] if number else None
        context["next"] = parts[number + 1] if number + 1 < len(parts) else None
        return Page(f"texts/{analysis.id}/{parts[number].id}.html", "text.html", context)

    def _comments_beside(self, analysis: Analysis, number: int | None) -> list[CommentView]:
        """Return the editors' notes on passages of a text, or of one of its parts."""
        part = "" if number is None else analysis.parts[number].id
        return self._opening(
            key
            for key in self._commented.get(analysis.id, ())
            if not part or analysis.homes.get(self.edition.segments[key].id) == part
        )

    @cached_property
    def _commented(self) -> dict[str, list[str]]:
        """The keys of the passages that editors' notes are about, by document."""
        found: dict[str, list[str]] = {}
        for key in self.edition.comments_on:
            if key in self.edition.segments:
                found.setdefault(self.edition.segments[key].document, []).append(key)
        return found

    def _opening(self, keys: Iterable[str]) -> list[CommentView]:
        """Return the editors' notes on some passages, each once, for a page on which they can be opened."""
        found = (comment for key in keys for comment in self.edition.comments_on.get(key, ()))
        return [self._beside(comment) for comment in dict.fromkeys(found)]

    def _beside(self, comment: Comment) -> CommentView:
        """Return an editors' note as pages of texts have it, on which its ids are told apart from theirs."""
        key = comment.document, comment.id
        if key not in self._beside_texts:
            self._beside_texts[key] = self._comment(
                comment, "../../", "note.", self._ids_beside_texts
            )
        return self._beside_texts[key]

    def _piece(self, renderer: Renderer, piece: Piece) -> Iterator[str]:
        """Yield the HTML of a part: anchors for the divisions that begin on it, then its elements."""
        renderer.begin(piece.elements)
        for element in piece.opened:
            if id := renderer.new_id(element):
                yield f'<span id="{escape(id)}"></span>'
            yield escape(element.text or "", quote=False)
        for element in piece.elements:
            parent = element.getparent()
            whole = parent is not None and is_tei(parent, "TEI", "teiCorpus")
            yield renderer.render(element, by=member if whole else None)
            yield escape(element.tail or "", quote=False)

    def _check(
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

    def _frame(self, analysis: Analysis) -> Callable[[str], tuple[str, str]]:
        def frame(id: str) -> tuple[str, str]:
            passage = self._passage(analysis, id, "")
            if passage is None:
                return "", ""
            html = self._filled("passage.html", {"passage": passage, **self._of_texts})
            before, _, after = html.partition("<!--text-->")
            return before.strip(), after.strip()

        return frame

    @cached_property
    def _of_texts(self) -> dict[str, Any]:
        """What every passage of a text's page sees; to import the macros for each would take longer than all else."""
        root = {"root": "../../"}
        return {**root, "m": self._environment.get_template("macros.html").make_module(root)}

    def _passage(
        self, analysis: Analysis, id: str, prefix: str, html: str = "", column: str = ""
    ) -> Passage | None:
        """Return a passage as its text's page has it; or, with the column's id, a page of texts side by side."""
        key = analysis.key_of(id)
        segment = self.edition.segments.get(key)
        if segment is None:
            return None
        return Passage(
            id=prefix + id,
            own=id,
            n=segment.n,
            document=column or analysis.id,
            title=self.edition.long_title(column or analysis.id),
            href=self.edition.href(key) or "",
            html=Markup(html),
            counterparts=tuple(map(self._counterpart, self.edition.counterparts.get(key, ()))),
            comments=tuple(
                self._comment_link(comment) for comment in self.edition.comments_on.get(key, ())
            ),
            parallels=tuple(
                f"parallel/{alignment.id}/index.html#{document}.{id}"
                for alignment, document in self.edition.places.get(key, ())
            ),
        )

    def _counterpart(self, key: str) -> Counterpart:
        segment = self.edition.segments[key]
        places = self.edition.places.get(key, ())
        document = places[0][1] if places else segment.document
        fragment = f"{document}.{segment.id}"
        return Counterpart(
            f"{self.edition.short_title(document)} {segment.n or segment.id}",
            key,
            self.edition.href(key) or "",
            f"#{fragment}",
            segment.text,
            document,
            segment.n,
        )

    def _comment_link(self, comment: Comment) -> Link:
        return Link(comment.label or "Note", f"{self.edition.comments_href()}#{comment.id}")

    def _columns(self, alignment: Alignment) -> tuple[list[Column], Rendered]:
        """Return the columns of an alignment in their own order, and what goes with them on the page."""
        together = Rendered()
        columns = []
        for document, keys in zip(alignment.documents, alignment.passages, strict=True):
            analysis = self.edition.host(document)
            prefix = f"{document}."
            home = f"../../{self.edition.text_href(analysis)}"
            renderer = self._renderer(analysis, root="../../", prefix=prefix, home=home)
            addressed = renderer.addressed
            text = text_element(renderer.document)
            if text is not None and document in self.edition.sides:
                text = strands(text)[self.edition.sides[document][1].name]
            bodies = _bodies(text) if text is not None else []
            wanted = {key.rpartition("#")[2] for key in keys}
            found = []
            for node in (node for body in bodies for node in passages(body, wanted, addressed.ids)):
                html = renderer.render(node)
                id = addressed.ids.get(node, "")
                passage = (
                    self._passage(analysis, id, prefix, html, document) if id in wanted else None
                )
                found.append(
                    passage or Passage("", "", "", document, "", "", Markup(html), is_passage=False)
                )
            renderer.fetch_notes()
            language = analysis.header.language
            if document in self.edition.sides:
                language = self.edition.sides[document][1].language or language
            columns.append(
                Column(
                    document, self.edition.short_title(document), home[6:], language, tuple(found)
                )
            )
            together.notes += renderer.result.notes
            together.mentions += renderer.result.mentions
        return columns, together

    def _parallel(
        self, alignment: Alignment, url: str, template: str, view: str, context: Mapping[str, Any]
    ) -> Page:
        base = f"parallel/{alignment.id}"
        views = [("own", Link("Own order", f"{base}/index.html"))]
        views += [
            (
                f"synoptic-{document}",
                Link(self.edition.short_title(document), self._synoptic_url(alignment, number)),
            )
            for number, document in enumerate(alignment.documents)
        ]
        shared = {
            "title": alignment.title,
            "section": base,
            "alignment": alignment,
            "views": views,
            "view": view,
        }
        return Page(url, template, {**shared, **context})

    def _synoptic_url(self, alignment: Alignment, leading: int) -> str:
        name = "synoptic" if leading == 0 else f"synoptic-{alignment.documents[leading]}"
        return f"parallel/{alignment.id}/{name}.html"

    def _own_order(self, alignment: Alignment) -> Page:
        columns, rendered = self._columns(alignment)
        context = {
            "columns": columns,
            "alone": len(alignment.alone()),
            "comments": self._opening(key for keys in alignment.passages for key in keys),
            "entries": self._entries(rendered.mentions),
            "notes": rendered.notes,
        }
        return self._parallel(
            alignment, f"parallel/{alignment.id}/index.html", "parallel.html", "own", context
        )

    def _synoptic(self, alignment: Alignment, leading: int) -> Page:
        columns, rendered = self._columns(alignment)
        by_key = {
            self.edition.host(column.id).key_of(passage.own): passage
            for column in columns
            for passage in column.passages
            if passage.is_passage
        }
        between = _between(columns)
        rows = []
        found = alignment.rows(leading)
        homes = self._homes(found)
        for number, row in enumerate(found):
            cells = tuple(
                tuple(piece for key in cell for piece in between[by_key[key].id])
                for cell in row.cells
            )
            alone = (
                next((columns[n].title for n, cell in enumerate(row.cells) if cell), "")
                if row.is_alone
                else ""
            )
            comments = tuple(map(self._beside, homes.get(number, ())))
            rows.append(RowView(cells, _labels(row.correspondences), comments, alone))
        context = {
            "columns": columns,
            "rows": rows,
            "leading": leading,
            "entries": self._entries([*rendered.mentions, *self._comment_mentions]),
            "notes": rendered.notes,
        }
        view = f"synoptic-{alignment.documents[leading]}"
        return self._parallel(
            alignment, self._synoptic_url(alignment, leading), "synoptic.html", view, context
        )

    def _homes(self, rows: Sequence[Row]) -> dict[int, list[Comment]]:
        """Return the editors' notes by the row that has most of the passages they are about, the first of several."""
        homes: dict[int, list[Comment]] = {}
        inside = [frozenset(key for cell in row.cells for key in cell) for row in rows]
        for comment in self.edition.comments:
            counts = [len(keys.intersection(comment.keys)) for keys in inside]
            if any(counts):
                homes.setdefault(counts.index(max(counts)), []).append(comment)
        return homes

    def _comments(self) -> Page:
        written: set[str] = set()
        views = [self._comment(comment, "", "", written) for comment in self.edition.comments]
        context = {
            "title": "Editors’ notes",
            "section": "notes",
            "comments": views,
            "entries": self._entries(self._comment_mentions),
        }
        return Page(self.edition.comments_href(), "notes.html", context)

    @cached_property
    def _comment_mentions(self) -> list[Mention]:
        return [mention for mention in self.edition.mentions if mention.within == "standOff"]

    def _comment(self, comment: Comment, root: str, prefix: str, written: set[str]) -> CommentView:
        file = self.edition.by_id[comment.document]
        analysis = self.edition.document_of(file, comment.id)
        renderer = self._renderer(analysis, root=root, prefix=prefix, level=3, written=written)
        element = renderer.addressed.document.elements[comment.id]
        notes = children(element, "note")
        html = (
            "".join(renderer.render_inside(note, without=("label", "head")) for note in notes)
            + renderer.endnotes()
        )
        passages = tuple(
            Link(self.edition.name_of(key), where)
            for key in comment.keys
            if (where := self.edition.href(key))
        )
        href = f"{self.edition.comments_href()}#{comment.id}"
        entries = tuple(self._entries(renderer.result.mentions))
        return CommentView(
            prefix + comment.id, comment.id, comment.label, Markup(html), href, passages, entries
        )

    def _index(self, kind: Kind) -> Iterator[Page]:
        """Yield the pages of an index, and those of its entries."""
        index = self.edition.indexes[kind]
        if not index.entries and not index.unlinked:
            return
        parts = entries.pages(entries.letters(index.entries, self.edition.language))
        loose = [
            index.unlinked[n : n + entries.ENTRIES]
            for n in range(0, len(index.unlinked), entries.ENTRIES)
        ]
        urls = [
            _part_url(f"{kind.value}/index", n)
            for n in range(max(len(parts), len(parts) + len(loose) - 1))
        ]
        alphabet = [
            Link(letter.span or letter.name, f"{url}#letter-{number}")
            for url, part in zip(urls, parts, strict=False)
            for number, letter in enumerate(part, 1)
        ]
        for number, url in enumerate(urls):
            context = {
                "title": TITLES[kind],
                "section": kind.value,
                "index": index,
                "letters": parts[number] if number < len(parts) else (),
                "alphabet": alphabet,
                "unlinked": loose[number - len(parts) + 1]
                if loose and number >= len(parts) - 1
                else (),
                "pages": urls,
                "number": number,
            }
            yield Page(url, "entries.html", context)
        for entry in index.entries:
            yield from self._entry(entry)

    def _dates(self) -> Iterator[Page]:
        parts = self.edition.date_pages or ((),)
        urls = [_part_url("dates/index", number) for number in range(len(parts))]
        links = [
            Link(part[0].date.label if part else "", url)
            for part, url in zip(parts, urls, strict=True)
        ]
        for number, (url, part) in enumerate(zip(urls, parts, strict=True)):
            context = {
                "title": "Dates",
                "section": "dates",
                "dates": part,
                "pages": links,
                "number": number,
            }
            yield Page(url, "dates.html", context)

    def _timeline(self) -> Iterator[Page]:
        """Yield the page of the timeline, and pages more if its table is long."""
        if self.timeline is None:
            return
        items = self.timeline.items
        numbers = range(0, len(items), ROWS)
        links = [Link(items[n].date.label, _timeline_url(n)) for n in numbers]
        for number, start in enumerate(numbers):
            context = {
                "title": "Timeline",
                "section": "timeline",
                "timeline": self.timeline,
                "items": items[start : start + ROWS],
                "pages": links,
                "number": number,
            }
            yield Page(_timeline_url(start), "timeline.html", context)

    def _entry(self, entry: Entry) -> Iterator[Page]:
        """Yield the page of an entry, and further ones for mentions that are too many for it."""
        entity = entry.entity
        first = self.edition.href(entity.key) or ""
        parts = entries.groups(self.edition, entry)
        urls = [
            first,
            *(f"{first.removesuffix('.html')}/{n}.html" for n in range(2, len(parts) + 1)),
        ]
        shared = {
            "title": entity.name,
            "section": entity.kind.value,
            "entry": entry,
            "entity": entity,
            "relations": [
                self._relation(entity.key, item)
                for item in self.edition.relations.get(entity.key, ())
            ],
            "parts": self.edition.parts.get(entity.key, ()),
            "part_of": self.edition.entities.get(entity.part_of),
            "full": self._in_full(entity),
            "accounts": entries.accounts(self.edition, entry),
            "companions": self._companions.of(entry),
            "pages": urls,
        }
        for number, (url, groups) in enumerate(zip(urls, parts, strict=True)):
            yield Page(url, "entry.html", {**shared, "groups": groups, "number": number})

    @cached_property
    def _companions(self) -> Companions:
        return Companions(self.edition)

    def _in_full(self, entity: Entity) -> Markup:
        """Return the HTML of an entry with all that its source says, but for the entries inside it."""
        file = self._holders.get(entity.key)
        if file is None:
            return Markup("")
        analysis = self.edition.document_of(file, entity.id)
        renderer = self._registers.get(
            analysis.id,
            lambda: self._renderer(
                analysis,
                root="../",
                prefix="full.",
                level=3,
                elsewhere=self._shown_elsewhere(analysis),
            ),
            lambda one: len(one.addressed.document.data) // len(one.addressed.roots),
        )
        document = renderer.addressed.document
        element = document.elements.get(entity.id)
        if element is None or not renderer.is_elsewhere(element):
            return Markup("")
        html = renderer.render(element) + renderer.endnotes()
        self._check(document, element, renderer.turn(), [html])
        return Markup(html)

    @cached_property
    def _holders(self) -> dict[str, Analysis]:
        """The document that each entry stands in, by its key."""
        return {
            entity.key: analysis
            for analysis in reversed(self.edition.analyses)
            for entity in analysis.entities
        }

    def _shown_elsewhere(self, analysis: Analysis) -> dict[Element, str]:
        """Return the elements of a file's registers that pages of their own show, and in which words that is said."""
        addressed = self._addressed(analysis)
        if self._elsewhere is None or self._elsewhere[0] is not addressed:
            self._elsewhere = addressed, self._found_elsewhere(addressed.document)
        return self._elsewhere[1]

    def _found_elsewhere(self, document: Document) -> dict[Element, str]:
        whole = self.edition.by_id[document.id]
        listed = self.edition.entries
        mine = [
            one.id
            for one in whole.entities
            if (entry := listed.get(one.key)) is not None and entry.entity is one
        ]
        notes = [comment.id for comment in whole.comments]
        found = {
            document.elements[id]: "an entry, shown on its page"
            for id in mine
            if id in document.elements
        }
        found |= {
            document.elements[id]: "a note of the editors, shown on their page" for id in notes
        }
        return {node: words for node, words in found.items() if _is_beside_text(node)}

    def _beside_text(self, analysis: Analysis) -> Markup:
        """Return the HTML of what a document's registers say beside their entries, "" if that is nothing."""
        if not beside_text(self._addressed(analysis).roots[analysis.id]):
            return Markup("")
        renderer = self._renderer(
            analysis,
            root="",
            prefix=f"beside.{analysis.id}.",
            level=3,
            elsewhere=self._shown_elsewhere(analysis),
        )
        document = renderer.addressed.document
        found = []
        for element in beside_text(renderer.document):
            html = renderer.render(element) + renderer.endnotes()
            self._check(document, element, renderer.result, [html])
            if Markup(html).striptags():
                found.append(html)
        return Markup("".join(found))

    def _source_words(self, key: str) -> str:
        """Return what a source is called, each note on it a sentence of its own."""
        words = self.edition.name_of(key)
        id = key.partition("#")[2]
        analysis = self.edition.holder(key)
        if analysis is None or key not in self.edition.citations:
            return words
        element = self._addressed(analysis).document.elements.get(id)
        for note in children(element, "note") if element is not None else ():
            before, said, after = words.rpartition(text_of(note))
            before = before.rstrip()
            if said and before and before[-1] not in ".:;,!?":
                words = f"{before}. {said}{after}"
        return words

    def _relation(self, key: str, relation: Relation) -> dict[str, Any]:
        words = relation.name.replace("-", " ").replace("_", " ")
        sides = {
            "active": [other for other in relation.active if other != key],
            "passive": [other for other in relation.passive if other != key],
            "mutual": [other for other in relation.mutual if other != key],
        }
        others = [other for side in sides.values() for other in side]
        return {
            "words": words,
            "relation": relation,
            "is_active": key in relation.active,
            "others": others,
        }

    def _about(self) -> Page:
        documents = []
        written = set(self.edition.by_id)
        for analysis in self.edition.analyses:
            renamed = self.edition.about_ids[analysis.id]
            renderer = self._renderer(analysis, root="", level=3, written=written, renamed=renamed)
            document = renderer.addressed.document
            header = child(renderer.document, "teiHeader")
            html = Markup(renderer.render(header) if header is not None else "")
            self._check(document, header, renderer.result, [html])
            beside = self._beside_text(analysis)
            documents.append(
                {
                    "analysis": analysis,
                    "html": html,
                    "beside": beside,
                    "source": self.sources[analysis.id],
                }
            )
        context = {
            "title": "About this edition",
            "section": "about",
            "documents": documents,
            "exports": [
                (_EXPORTED.get(kind, kind.capitalize()), [f"data/{name}" for name in names])
                for kind in (*export.KINDS, export.ALL)
                if (names := export.named(self.edition, kind))
            ],
        }
        return Page("about.html", "about.html", context)

    def _entries(self, mentions: Iterable[Mention]) -> list[Entry]:
        """Return the entries that mentions point at, each once, by name: for cards and lists."""
        keys = dict.fromkeys(
            key for mention in mentions for key in mention.keys if key in self.edition.entries
        )
        return sorted(
            (self.edition.entries[key] for key in keys),
            key=lambda entry: sort_key(entry.entity.filed, self.edition.language),
        )

    # Templates.

    @cached_property
    def _looks(self) -> dict[str, Look]:
        """The project's own looks of elements: `templates/elements/NAME.html`."""
        folder = self.templates / "elements" if self.templates else None
        files = sorted(folder.glob("*.html")) if folder else []
        return {file.stem: self._look(f"elements/{file.name}") for file in files}

    def _look(self, name: str) -> Look:
        def look(attributes: Mapping[str, str], text: str, html: str, link: str) -> str:
            context = {
                "attributes": attributes,
                "text": text,
                "content": Markup(html),
                "link": link,
            }
            return self._filled(name, context)

        return look

    @cached_property
    def _environment(self) -> jinja2.Environment:
        shipped = jinja2.FileSystemLoader(resource("templates"))
        own = [jinja2.FileSystemLoader(self.templates)] if self.templates else []
        loader = jinja2.ChoiceLoader([*own, shipped, jinja2.PrefixLoader({"shipped": shipped})])
        environment = jinja2.Environment(
            loader=loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["address"] = address
        environment.filters["times"] = times
        environment.filters["lang"] = lang
        environment.tests["web"] = is_web
        environment.globals.update(
            edition=self.edition,
            site=self,
            href=self.edition.href,
            name_of=self.edition.name_of,
            source_words=self._source_words,
            kinds=TITLES,
            labels=LABELS,
            row_href=row_href,
        )
        return environment

    def _assets(self) -> dict[str, Path]:
        """Return the files that go along as they are, by address; the project's own win, and further ones join."""
        folders = [resource("templates"), *([self.templates] if self.templates else [])]
        return {
            file.relative_to(folder).as_posix(): file
            for folder in folders
            for file in (folder / "assets").rglob("*")
            if file.is_file() and not file.name.startswith(".")
        }


#: How many rows the table of a page has at the most.
ROWS = 500

#: What the page of a text may have and this one has not.
_NOTHING: dict[str, Any] = {
    "body": "",
    "notes": (),
    "quantities": (),
    "entries": (),
    "addresses": (),
    "part": None,
    "previous": None,
    "next": None,
    "comments": (),
}

#: The titles of the indexes.
TITLES = {
    Kind.person: "Persons",
    Kind.place: "Places",
    Kind.organisation: "Peoples and groups",
    Kind.work: "Works",
    Kind.event: "Events",
    Kind.object: "Objects",
    Kind.term: "Terms",
    Kind.other: "Other names",
}

#: What the rows of the table of exports are called where not as the index itself.
_EXPORTED = {**{kind.value: words for kind, words in TITLES.items()}, export.ALL: "All together"}

#: What the statements of an entry are called on its page; others are called by their element or type.
LABELS = {
    "birth": "Born",
    "death": "Died",
    "floruit": "Active",
    "occupation": "Occupation",
    "sex": "Sex",
    "gender": "Gender",
    "nationality": "Nationality",
    "residence": "Residence",
    "affiliation": "Affiliation",
    "education": "Education",
    "faith": "Faith",
    "author": "Author",
    "editor": "Editor",
    "date": "Date",
    "pubPlace": "Place",
    "country": "Country",
    "region": "Region",
}


def address(href: str) -> str:
    """Return an address as a page writes it: one on the web as it is, one of the site escaped."""
    return href if is_web(href) else quoted(href)


def lang(language: str | None) -> Markup:
    """Return the HTML attributes that say which language an element is in, with a space before; "" if unknown."""
    known = html_language(language) if language else ""
    if not known:
        return Markup("")
    way = ' dir="rtl"' if direction(language) == "rtl" else ""
    return Markup(f' lang="{known}"{way}')


def times(number: int) -> str:
    """Return "once", "twice" or "7 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _timeline_url(number: int) -> str:
    """Return the page whose table has an item of the timeline, by the item's number."""
    return _part_url("timeline", number // ROWS)


def row_href(item: Item) -> str:
    """Return the address of an item of the timeline in its table."""
    return f"{_timeline_url(item.number)}#row-{item.number}"


def _part_url(base: str, number: int) -> str:
    """Return the address of a page, or of one of its further parts: "index.html", "index-2.html"."""
    return f"{base}.html" if not number else f"{base}-{number + 1}.html"


def _is_beside_text(element: Element) -> bool:
    """Tell whether an element stands in no text and in no header."""
    return next(element.iterancestors(tag("text"), tag("teiHeader")), None) is None


def _bodies(text: Element) -> list[Element]:
    """Return what of a text stands in a column beside others: its bodies, or a division that is one of its texts."""
    if local(text).startswith("div"):
        return [text]
    return [node for node in descendants(text, "body") if _is_outermost(node)]


def _is_outermost(body: Element) -> bool:
    return next(body.iterancestors(*map(tag, ("front", "body", "back"))), None) is None


def _labels(found: Sequence[Correspondence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.label for item in found if item.label))


def _between(columns: Sequence[Column]) -> dict[str, tuple[Passage, ...]]:
    """Return each passage, by its id, with what stands between it and the one before, and after the last one."""
    found: dict[str, tuple[Passage, ...]] = {}
    for column in columns:
        waiting: list[Passage] = []
        last = ""
        for passage in column.passages:
            waiting.append(passage)
            if passage.is_passage:
                found[passage.id] = tuple(waiting)
                waiting, last = [], passage.id
        if last:
            found[last] = (*found[last], *waiting)
    return found
