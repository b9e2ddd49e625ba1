"""Project: an edition on disk, and the pipeline from its files to its site.

    read -> validate -> analyse -> assemble -> render -> publish

Read this module first: each stage is a property that the next one asks for.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from edition import document
from edition.anchors import anchors_of
from edition.baseline import NAME, Baseline, Findings
from edition.baseline import read as read_baseline
from edition.diagnostics import Diagnostic, in_order
from edition.errors import EditionError
from edition.library import Library, Progress, SourceFile
from edition.pointers import (
    POINTING,
    POINTING_ON,
    Conventions,
    escaped,
    is_web,
    nearest,
    printable,
    real,
)
from edition.publish import MANIFEST, check, is_site, publish
from edition.schemas import GRAMMAR, RULES, Schemas, choose, made_of, named_by
from edition.schematron import phases
from edition.unmentioned import NEVER
from edition.validation import Known, validate_each

if TYPE_CHECKING:  # each stage is imported when it is asked for: to validate needs no templates
    from edition.analysis import Analysis
    from edition.assembly import Edition
    from edition.header import Header
    from edition.site import Site

#: The settings that `edition.toml` may give, by table.
SETTINGS: dict[str, dict[str, type]] = {
    "edition": {"title": str, "url": str},
    "validate": {"schema": list, "phase": str, "baseline": str},
    "pointers": {"ignore": list, "shared": list},
}


@dataclass(frozen=True)
class Project:
    """An edition's folder, the sources named on the command line (or its `tei/`), and the schemas named there.

    `is_named` says that the folder was chosen as the project, and is not just where the command runs: then its
    schema holds for all files named, else only for those that lie in it. `named_baseline` comes before that of the
    settings. `given` is the folder as the user wrote it, for messages; `engine` is who reads the grammars; `jobs` is how
    many processes may work, `progress` is told how far they are. `former` are the documents as they were read before
    some files have `changed`, `known` what was seen of them.
    """

    folder: Path
    paths: Sequence[Path] = ()
    named_schemas: Sequence[Path] = ()
    named_phase: str = ""
    is_named: bool = False
    named_baseline: Path | None = None
    given: Path | None = None
    engine: str = "own"
    jobs: int = 1
    progress: Progress | None = None
    former: Library | None = None
    changed: frozenset[Path] = frozenset()
    known: Known | None = None

    @cached_property
    def documents(self) -> Library:
        """The sources that can be read, by id, in the order of their paths; without those that others include whole."""
        folders = self.folders
        named = zip(self.files, document.names(self.files), strict=True)
        sources = [
            SourceFile(file, self._shown(self._named[file]), id, folders, self.conventions)
            for file, id in named
        ]
        if self.former is not None:
            return self.former.renewed(sources, self.changed)
        return Library(sources, self.jobs, self.progress)

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The folders from which files may be included: the project's, if there is one, and those named."""
        is_project = self.is_named or any(
            (self.folder / name).exists() for name in ("edition.toml", "tei")
        )
        named = [path if path.is_dir() else path.parent for path in self.paths]
        return tuple(map(_absolute, [self.folder, *named] if is_project else named))

    @property
    def faults(self) -> list[Diagnostic]:
        """Why some files could not be read."""
        return in_order(self.documents.faults)

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """All faults of the sources, by file and place."""
        found = validate_each(self.documents.each, self.schemas, self.known)
        if not self.documents.is_whole:  # what cannot be read may mention them
            found = [item for item in found if item.code != NEVER]
        return in_order([*self.documents.faults, *self._shared_faults(), *found])

    def _shared_faults(self) -> Iterator[Diagnostic]:
        """Yield why a file beside the sources that is to share its ids cannot be read."""
        for file in self._shared_files:
            if file not in self._named and anchors_of(file) is None:
                yield from document.read(file, self._shown(file), file.stem)[1]

    @cached_property
    def findings(self) -> Findings:
        """The faults of the sources, told apart by the baseline: the new ones, and those that it accepts.

        Raises EditionError for a baseline that is named and not there, or that is none.
        """
        file = self._baseline or self.folder / NAME
        if self._baseline is None and not file.exists():
            return Findings(tuple(self.diagnostics))
        return read_baseline(file).compare(self.diagnostics, self._looked_at)

    def accept(self) -> Baseline:
        """Write the baseline that accepts all that is found now, and return it.

        Raises EditionError if something else lies there, or if it cannot be written.
        """
        file = self._baseline or self.folder / NAME
        old = read_baseline(file) if file.exists() else Baseline(file)
        accepted = old.accepting(self.diagnostics, self._looked_at)
        accepted.write()
        return accepted

    @cached_property
    def doubts(self) -> list[Diagnostic]:
        """What is doubtful about the entries and names, by file and place."""
        from edition.audit import audit

        return in_order([*self.documents.faults, *audit(self.edition, self.documents.each)])

    @cached_property
    def analyses(self) -> tuple[Analysis, ...]:
        """What each document contributes, those in a corpus after it."""
        from edition.analysis import analyse

        return tuple(one for found in self.documents.each(analyse).values() for one in found)

    @cached_property
    def edition(self) -> Edition:
        """Everything put together."""
        from edition.assembly import Edition

        return Edition(self.folder, self._header(), self.analyses, self._url())

    @cached_property
    def site(self) -> Site:
        """The pages."""
        from edition.site import Site

        own = self.folder / "templates"
        return Site(self.edition, self.documents, own if own.is_dir() else None)

    def build(self, out: Path) -> int:
        """Write the site into a folder; return how many files it has.

        Raises EditionError if the folder cannot be written or holds what this tool did not make.
        """
        check(out)
        self.spare_sources(out)
        if not self.documents:
            return 0
        return publish(self.site.files(), out)

    def spare_sources(self, *places: Path) -> None:
        """Raise EditionError if a file or folder to be written is one of the sources, or lies among them as one more.

        All sources are read for that, if they have not been: some may include others.
        """
        sources, among = set(map(real, self.documents.files)), real(self.folder / "tei")
        for place in places:
            if real(place) in sources or real(place).is_relative_to(among):
                raise EditionError(
                    f"{place}: lies among the sources, where nothing is written; name another"
                )

    # While it is being worked on.

    def again(self, changed: Collection[Path]) -> Project:
        """Return the project as its files are now that some have changed: the other sources are not read again."""
        if "documents" not in vars(self):
            return replace(self, changed=self.changed.union(changed), known=Known())
        is_text = self.documents.files.issuperset(changed)
        known = self.known if is_text and self.known is not None else Known()
        return replace(self, former=self.documents, changed=frozenset(changed), known=known)

    def made_from(self) -> Iterator[Path]:
        """Yield the files that make a difference to what is found, those that sources name if they have been read.

        Raises EditionError, after some, where the set-up is at fault.
        """
        yield self.folder / "edition.toml"
        yield from self.files
        yield from dict.fromkeys(self.conventions.shared.values())
        yield self._baseline or self.folder / NAME
        named = [self.folder / name for name in self.settings.get("validate", {}).get("schema", ())]
        own = [
            file for file in (self.folder / "schema").glob("*") if file.suffix in (GRAMMAR, RULES)
        ]
        schemas = [*self.named_schemas, *named, *own]
        if "documents" in vars(self):
            yield from self.documents.files
            yield from self.known.files if self.known is not None else ()
            by_each = self.documents.each(named_by).values()
            schemas += [file for files in by_each for file in files]
        for schema in dict.fromkeys(schemas):
            yield from made_of(schema)

    # The set-up.

    @cached_property
    def files(self) -> list[Path]:
        """The source files: those named, and all `*.xml` below the folders named; `tei/` where none is.

        Raises EditionError if there is none.
        """
        return list(self._named)

    @cached_property
    def _named(self) -> dict[Path, Path]:
        """The source files, absolute, and the way to each as the user gave it."""
        found: dict[Path, Path] = {}
        for path in list(self.paths) or [(self.given or self.folder) / "tei"]:
            for file in self._sources(path):
                found.setdefault(_absolute(file), file)
        return found

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What `edition.toml` says; empty if there is none.

        Raises EditionError for a setting that there is not.
        """
        file = self.folder / "edition.toml"
        if not file.exists():
            return {}
        import tomllib

        try:
            settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise EditionError(f"{self._shown(file)}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise EditionError(f"{self._shown(file)}: is not UTF-8; save it as that") from error
        except tomllib.TOMLDecodeError as error:
            raise EditionError(f"{self._shown(file)}: is no TOML: {error}") from error
        for table, values in settings.items():
            _known(self._shown(file), "table", table, SETTINGS)
            if not isinstance(values, dict):
                raise EditionError(f"{self._shown(file)}: [{table}] must be a table")
            for name, value in values.items():
                _known(self._shown(file), f"setting in [{table}]", name, SETTINGS[table])
                _fits(f"{self._shown(file)}: {name} in [{table}]", value, SETTINGS[table][name])
        return settings

    @property
    def _baseline(self) -> Path | None:
        """The baseline that is named, on the command line or in the settings."""
        if self.named_baseline:
            return _absolute(self.named_baseline)
        name = self.settings.get("validate", {}).get("baseline")
        return self.folder / name if name else None

    @property
    def _looked_at(self) -> list[Path] | None:
        """The files that are looked at, None if they are all of the project's."""
        return self.files if self.paths else None

    @cached_property
    def schemas(self) -> Schemas:
        """The grammars and rules that apply, and the phase of the rules.

        Raises EditionError for a phase that none of them has.
        """
        settings = self.settings.get("validate", {})
        configured = [self.folder / name for name in settings.get("schema", ())]
        chosen = choose(self.named_schemas, configured, self.folder / "schema")
        phase = self.named_phase or settings.get("phase", "")
        files = () if chosen.by_document else (*chosen.grammars, *chosen.rules)
        known = [name for file in files for name in phases(file)] if phase else []
        if files and phase and phase not in (*known, "#ALL", "#DEFAULT"):
            there_are = f"there is {', '.join(known)}" if known else "they have none"
            raise EditionError(f'none of the schemas has a phase "{phase}"; {there_are}')
        within = None if self.is_named else chosen.within
        return replace(chosen, within=within, phase=phase, engine=self.engine)

    @cached_property
    def conventions(self) -> Conventions:
        """What the project says of its pointers.

        Raises EditionError for an attribute that is no pointer, and for a file that there is not.
        """
        said = self.settings.get("pointers", {})
        here = f"{self._shown(self.folder / 'edition.toml')}: [pointers]"
        ignore = frozenset(map(_plain, said.get("ignore", ())))
        for name in sorted(ignore):
            _pointing(here, name)
        shared: dict[str, Path] = {}
        known = {file: anchors_of(file) for file in self._shared_files}
        for file, ids in known.items():
            shared = dict.fromkeys(ids or (), file) | shared
        return Conventions(ignore, shared, None not in known.values())

    @cached_property
    def _shared_files(self) -> list[Path]:
        """The files whose ids all files share.

        Raises EditionError for a file that there is not.
        """
        here = f"{self._shown(self.folder / 'edition.toml')}: [pointers]"
        names = self.settings.get("pointers", {}).get("shared", ())
        return [self._shared(here, name) for name in names]

    def _shared(self, here: str, name: str) -> Path:
        """Return the file that the settings call by a name: from the project's folder, or among its sources."""
        for file in (self.folder / name, self.folder / "tei" / name):
            if file.is_file():
                return _absolute(file)
        ends = Path(name).parts
        for file in self.files:
            if file.parts[-len(ends) :] == ends:
                return file
        near = nearest(Path(name).name, [file.name for file in self.files])
        raise EditionError(
            f"{here}: there is no file {name}, which all files are to share"
            + (f"; did you mean {near}?" if near else "")
        )

    def _sources(self, path: Path) -> list[Path]:
        if path.is_dir():
            files = self._below(path)
            if not files:
                raise EditionError(
                    f"{self._shown(path)}: there is no TEI file (*.xml) in this folder"
                )
            return files
        if path.exists():
            return [path]
        if not self.paths:
            raise EditionError(
                "there is no folder tei/ here; name files or folders, or a project's folder with -C"
            )
        raise EditionError(f"{self._shown(path)}: there is no such file or folder")

    def _below(self, path: Path) -> list[Path]:
        """Return the files in a folder and those below it; what is hidden, or a site that was built, is passed by."""

        def stop(error: OSError) -> NoReturn:
            shown = self._shown(Path(error.filename))
            raise EditionError(f"{shown}: cannot be read ({error.strerror})") from error

        found: list[Path] = []
        for name, folders, files in os.walk(path, onerror=stop):
            folder = Path(name)
            if folder != path and MANIFEST in files and is_site(folder):
                folders.clear()
                continue
            folders[:] = [one for one in folders if not one.startswith(".")]
            found += [
                folder / one
                for one in files
                if one.lower().endswith(".xml") and not one.startswith(".")
            ]
        return sorted(found)

    def _shown(self, path: Path) -> str:
        """Return a path for messages: relative to where the command runs if it lies below, else as it is."""
        relative = os.path.relpath(path)
        shown = (
            str(path)
            if relative.startswith(os.pardir) and path.is_absolute()
            else Path(relative).as_posix()
        )
        return printable(shown)

    def _header(self) -> Header:
        """Return what speaks for the whole: the header of what aligns the texts, or of the only text or corpus; else what
        the headers of all texts agree in.
        """
        title = self.settings.get("edition", {}).get("title")
        texts = [analysis for analysis in self.analyses if analysis.has_text]
        joins = [
            analysis
            for analysis in self.analyses
            if not analysis.has_text and analysis.correspondences
        ]
        from edition.header import agreed

        files = {analysis.source for analysis in texts}
        speakers = joins or [one for one in self.analyses if files == {one.id}]
        if speakers:
            header = speakers[0].header
        else:
            header = agreed([text.header for text in texts], self._name())
        return replace(header, title=title) if title else header

    def _url(self) -> str:
        url: str = self.settings.get("edition", {}).get("url", "")
        file = self._shown(self.folder / "edition.toml")
        if url and not is_web(url):
            raise EditionError(f"{file}: url in [edition] must begin with http:// or https://")
        if "?" in url or "#" in url:
            raise EditionError(
                f"{file}: url in [edition] is the address of a folder, without ? and #"
            )
        return f"{escaped(url.rstrip('/'))}/" if url else ""

    def _name(self) -> str:
        """Return what the edition is called where nothing says so: the folder that holds it."""
        named = [path for path in self.paths if path.is_dir()]
        folder = (named[0] if len(named) == 1 == len(self.paths) else self.folder).resolve()
        return (folder.parent if folder.name == "tei" else folder).name or "Edition"


def _known(file: str, what: str, name: str, known: dict[str, Any]) -> None:
    if name not in known:
        near = nearest(name, list(known))
        raise EditionError(
            f"{file}: there is no {what} called {name!r}"
            + (f"; did you mean {near}?" if near else "")
        )


def _fits(setting: str, value: object, wanted: type) -> None:
    """Raise EditionError for a value that is not of the kind wanted; lists are of text."""
    if not isinstance(value, wanted):
        kind = 'a list, as in ["one", "two"]' if wanted is list else 'text, as in "one"'
        raise EditionError(f"{setting} must be {kind}")
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise EditionError(f'{setting} must be a list of text, as in ["one", "two"]')


def _plain(name: str) -> str:
    """Return the name of an attribute, perhaps with its element's, that is written as XPath has it: `@facs` or `pb/@facs`."""
    return name.replace("/@", "@").removeprefix("@")


def _pointing(here: str, name: str) -> None:
    """Raise EditionError for what is no attribute that points, nor one of an element (`pb@facs`)."""
    element, _, attribute = name.rpartition("@")
    if attribute in POINTING or (attribute in POINTING_ON and not element):
        return
    if element in POINTING_ON.get(attribute, ()):
        return
    near = nearest(attribute, [*POINTING, *POINTING_ON])
    meant = f"; did you mean {near}?" if near and near != attribute else ""
    raise EditionError(
        f"{here}: {name!r} in ignore is no attribute that points at something{meant}"
    )


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))
