"""Misses: the pointers of a document that do not arrive, and what is said of them.

What misses in the same way is told together, each with the nearest thing that could be meant.
"""

from __future__ import annotations

import posixpath
import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from edition.anchors import Anchors, Neighbours, absolute, number
from edition.diagnostics import Diagnostic, Severity
from edition.disguise import as_seen, disguised, in_unicode, seen, unseen
from edition.document import Document, listed, listed_tags, subject
from edition.pointers import Prefixes, nearest, parted, resolve, scheme
from edition.register import ENTRIES
from edition.roles import fits, kind, role
from edition.tei import Element, local

#: Attributes that name images and the like, which are often kept apart from the texts.
_MEDIA = frozenset({"facs", "url"})

#: For how many of the ids that are nowhere in a document one that is alike is looked for; it takes a while.
REMEDIES = 200
#: How like it must be, from 0 to 1.
_LIKENESS = 0.75
#: How many values of one attribute that miss in the same way are told each by itself.
_FEW = 4

#: So many ids are named where none is like the one that is missed.
_SHOWN = 8

#: An address on the web whose beginning is not written out.
_HALF_WEB = re.compile(r"(?:(https?)?:?/+(?=[\w-]+\.[a-z]{2,})|(?=www\.))", re.IGNORECASE)
#: What an id in a pointer is parted by from the rest, or from another.
_PARTS = re.compile("[#:/,; ]")
#: Schemes that a browser runs instead of going somewhere.
_RUN = frozenset({"javascript", "vbscript"})

#: What to do with a pointer in which there is nothing.
_NOTHING = "Write an id with # before it, or leave the attribute out."

#: Values of an attribute, each with the elements on which it stands.
_Values = dict[str, list[Element]]


class Misses:
    """Collects the pointers of a document that miss, and tells of them; `said` is what was said of its pointers.

    `meant` are words by which what misses means an entry: the id that stands in it, and the one that is nearest.
    """

    def __init__(self, document: Document, edition: Neighbours, prefixes: Prefixes) -> None:
        self._document = document
        self._edition = edition
        self._prefixes = prefixes
        self._own = absolute(document.file)
        self._found: dict[tuple[str, str, str], _Values] = {}
        self._numbered: dict[str, dict[str, list[str]]] = {}
        self._unseen_ids: dict[str, dict[str, str]] = {}
        self._tried = 0
        self.said: list[Diagnostic] = []
        self.meant: set[str] = set()

    def add(self, fault: str, attribute: str, about: str, value: str, element: Element) -> None:
        """Note that a value of an attribute misses: by which fault (see `_TELLING`), and what that is about."""
        values = self._found.setdefault((fault, attribute, about), {})
        values.setdefault(value, []).append(element)
        self.mean(value)

    def mean(self, value: str) -> None:
        """Note that a pointer means something, though nobody can tell where that is."""
        self.meant.update(_PARTS.split(seen(value)))

    def tell(self) -> None:
        """Say what there is to say of all that was added."""
        files: dict[str, dict[str, _Values]] = {}
        for (fault, attribute, about), values in self._found.items():
            if fault == "file":
                files.setdefault(attribute, {})[about] = values
            else:
                _TELLING[fault](self, attribute, about, values)
        for attribute, missing in files.items():
            self._tell_files(attribute, missing)

    def say(
        self,
        elements: Sequence[Element],
        attribute: str,
        code: str,
        message: str,
        hint: str | None,
        severity: Severity = Severity.error,
        source: str = "pointers",
    ) -> None:
        """Say the same of some elements."""
        self.said += self._document.diagnostics(
            elements, message,
            source=source, code=code, severity=severity, hint=hint, attribute=attribute,
        )  # fmt: skip

    def _written(self, file: str, element: Element) -> str:
        """Return a file's address as it is written at an element, from where `@xml:base` has it start."""
        beside = resolve("x", self._document.file, {}, element).file or self._document.file
        start = Path(absolute(beside)).parent.as_posix()
        return posixpath.relpath(Path(file).as_posix(), start)

    # Ids.

    def _tell_ids(self, attribute: str, file: str, values: _Values) -> None:
        """Tell of ids that are not in a file: each with its remedy, those that stand elsewhere, the rest together."""
        place = "in this file" if file == self._own else f"in {Path(file).name}"
        elsewhere: dict[str, _Values] = {}
        lost: _Values = {}
        for value, elements in values.items():
            id = resolve(value, self._document.file, self._prefixes, elements[0]).fragment or ""
            self._tried += 1
            if veiled := self._veiled(file).get(id):
                self.meant.add(veiled)
                if veiled.strip(" ") == id:  # what else is unseen in an id is said of the id
                    remedy = f'Write xml:id="{id}", with no space inside the quotation marks.'
                    self._missing_id(attribute, {value: elements}, place, remedy)
            elif "#" in id or id.endswith((",", ";")):
                self._missing_id(attribute, {value: elements}, place, _several_remedy(value))
            elif self._tried > REMEDIES:
                lost[value] = elements
            elif home := self._edition.homes.get(id):
                elsewhere.setdefault(home, {})[value] = elements
            elif meant := self._nearest_id(id, file, attribute, elements[0]):
                self.meant.add(meant)
                before = "" if file == self._own else self._written(file, elements[0])
                remedy = f"Did you mean {before}#{meant}?"
                if meant in as_seen(id):  # the same to the eye
                    remedy = f"Write {before}#{meant}: this holds {disguised(id)}."
                self._missing_id(attribute, {value: elements}, place, remedy)
            else:
                lost[value] = elements
        for home, moved in elsewhere.items():
            self._tell_elsewhere(attribute, home, place, moved)
        for part in _told(lost):
            hint = self._what_there_is(attribute, part, file)
            if len(part) > 1:
                hint = 'If another file holds them, let all files use its ids: [pointers] shared = ["FILE"] in edition.toml.'
            self._missing_id(attribute, part, place, hint)

    def _tell_elsewhere(self, attribute: str, home: str, place: str, values: _Values) -> None:
        """Tell of ids that stand in another file."""
        name = Path(home).name
        for part in _told(values):
            value, elements = next(iter(part.items()))
            written = f"{self._written(home, elements[0])}#{value.partition('#')[2]}"
            hint = f"The id stands in {name}: write {written}."
            if len(part) > 1:
                share = f'for all files to use its ids, set [pointers] shared = ["{name}"] in edition.toml'
                hint = f"They stand in {name}: write {written}; or, {share}."
            self._missing_id(attribute, part, place, hint)

    def _missing_id(self, attribute: str, values: _Values, place: str, hint: str | None) -> None:
        elements = _all(values)
        there = (
            f'"{next(iter(values))}", and there is no such id {place}'
            if len(values) == 1
            else f"{len(values):,} ids that are not {place}: {listed(values)}"
        )
        self.say(elements, attribute, "no-such-id", f"{subject(attribute, elements, 'points')} at {there}", hint)  # fmt: skip

    def _what_there_is(self, attribute: str, values: _Values, file: str) -> str | None:
        """Return what there is in a file of the kind that a pointer is to hit, if that is not much."""
        element = _all(values)[0]
        wanted, meant = kind(element), role(local(element), attribute)
        before = "" if file == self._own else self._written(file, element)
        known = self._known(file)
        if attribute == "ref" and wanted is not None:
            fitting = [id for id, one in known.items() if ENTRIES.get(one.element) is wanted]
        else:
            fitting = [id for id, one in known.items() if meant and one.element in meant.elements]
        is_mixed = len({known[id].element for id in fitting}) > 1
        what = {id: f" (<{known[id].element}>)" if is_mixed else "" for id in fitting}
        shown = ", ".join(f"{before}#{id}{what[id]}" for id in sorted(fitting))
        return f"What there is: {shown}." if 0 < len(fitting) <= _SHOWN else None

    def _nearest_id(self, id: str, file: str, attribute: str, element: Element) -> str | None:
        """Return the id of a file that is most like one, and of something at which the attribute may point.

        Never one that differs in its number: that is another thing.
        """
        if file not in self._numbered:
            groups = self._numbered.setdefault(file, {})
            for known in self._known(file):
                groups.setdefault(number(known), []).append(known)
        alike = self._numbered[file].get(number(id), [])
        longer = [known for known in alike if known.startswith(id) and not known[len(id)].isalnum()]
        meant = longer[0] if len(longer) == 1 else nearest(id, alike, _LIKENESS)
        anchors = self._known(file)
        if meant is None or fits(element, attribute, anchors[meant].element):
            return meant
        fitting = [one for one in alike if fits(element, attribute, anchors[one].element)]
        return nearest(id, fitting, _LIKENESS)

    def _veiled(self, file: str) -> dict[str, str]:
        """Return the ids of a file in which there is what nobody sees, by what is seen of them."""
        if file not in self._unseen_ids:
            shown = ((seen(id).strip(" "), id) for id in self._known(file))
            self._unseen_ids[file] = {plain: id for plain, id in shown if plain != id}
        return self._unseen_ids[file]

    def _known(self, file: str) -> Anchors:
        """Return what a pointer at a file may hit: what is in it; if it is this one, what all files share, too."""
        return self._here if file == self._own else self._edition.of(file)

    @cached_property
    def _here(self) -> Anchors:
        files = {absolute(file) for file in self._document.conventions.shared.values()}
        return ChainMap(*(dict(self._edition.of(file)) for file in (self._own, *sorted(files))))

    def _tell_empty(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            self.say(
                elements, attribute, "empty-pointer",
                f"{subject(attribute, elements, 'points')} at nothing: {value}",
                _NOTHING,
            )  # fmt: skip

    # Files.

    def _tell_files(self, attribute: str, files: Mapping[str, _Values]) -> None:
        """Tell of files that are not there: each with its remedy, many without one together."""
        remedies = {file: self._other_file(file, values) for file, values in files.items()}
        lost = [file for file, remedy in remedies.items() if remedy is None]
        together = lost if len(lost) > (1 if attribute in _MEDIA else _FEW) else []
        severity = Severity.warning if attribute in _MEDIA else Severity.error
        for file in files:
            if file not in together:
                elements, value = _all(files[file]), next(iter(files[file]))
                what = self._called(value, elements[0])
                self.say(
                    elements, attribute, "no-such-file",
                    f"{subject(attribute, elements, 'points')} at {what}, and there is no such file",
                    remedies[file] or "Add the file, or correct the path.", severity,
                )  # fmt: skip
        if together:
            elements = [one for file in together for one in _all(files[file])]
            shown = listed([next(iter(files[file])) for file in together])
            self.say(
                elements, attribute, "no-such-file",
                f"{subject(attribute, elements, 'points')} at {len(together):,} files that are not there: {shown}",
                "Add the files, or correct the paths.", severity,
            )  # fmt: skip

    def _called(self, value: str, element: Element) -> str:
        """Return what a message calls a pointer at a file: with what its prefix makes of it, if it has one."""
        uri = resolve(value, self._document.file, self._prefixes, element).uri
        return f'"{value}", which stands for "{uri}"' if scheme(value) else f'"{value}"'

    def _other_file(self, file: str, values: _Values) -> str | None:
        """Return what to write for a file that is not there: that of another of the edition, or what was probably meant."""
        value, elements = next(iter(values.items()))
        if scheme(value):
            return f'Correct the replacementPattern of "{scheme(value)}:", or add the file.'
        if "\\" in value:
            plain = value.replace("\\", "/")
            return f'Write "{plain}": the folders of a path are parted by /.'
        if web := _HALF_WEB.match(value):
            protocol = (web[1] or "https").lower()
            return f"If an address on the web is meant: {protocol}://{value[web.end() :]}"
        name = Path(file).name
        beside = self._edition.names
        fragment = "".join(value.partition("#")[1:])
        if name in beside:
            written = self._written(beside[name], elements[0]) + fragment
            return f"That file lies in another folder: write {written}."
        alike = self._edition.alike.get((number(name), name.rpartition(".")[2]), ())
        meant = nearest(name, alike, _LIKENESS)
        return (
            f"Did you mean {self._written(beside[meant], elements[0])}{fragment}?"
            if meant
            else None
        )

    # What is no pointer.

    def _tell_words(self, attribute: str, _about: str, values: _Values) -> None:
        homes = {value: self._home(value) for value in values}
        words = {value: elements for value, elements in values.items() if not homes[value]}
        ids: dict[tuple[str, ...], dict[Element, None]] = {}  # those that stand side by side
        for value, elements in values.items():
            for element in elements if homes[value] else ():
                parts = parted(element.get(attribute, ""))
                beside = tuple(one for one in parts if homes.get(one) == homes[value])
                ids.setdefault(beside, {})[element] = None
        for beside, found in ids.items():
            self._tell_bare(attribute, beside, homes[beside[0]] or "", list(found))
        if elements := _all(words):
            what = "words where TEI has pointers" if len(words) > 1 else "a word where TEI has a pointer"  # fmt: skip
            self.say(
                elements, attribute, "not-a-pointer",
                f"{subject(attribute, elements, 'holds')} {what}: {listed(words)}",
                f'{_word_remedy(attribute)} If these are to stay words, set [pointers] ignore = ["{attribute}"] in edition.toml.',
                Severity.warning,
            )  # fmt: skip

    def _home(self, id: str) -> str | None:
        """Return the file in which an id stands: this one, or the one other that has it."""
        return self._own if id in self._edition.of(self._own) else self._edition.homes.get(id)

    def _tell_bare(
        self, attribute: str, ids: Sequence[str], home: str, elements: list[Element]
    ) -> None:
        """Tell of ids of one file that stand side by side in an attribute without what makes pointers of them."""
        where = "" if home == self._own else f" in {Path(home).name}"
        before = "" if home == self._own else self._written(home, elements[0])
        what = "is an id{}; a pointer to it" if len(ids) == 1 else "are ids{}; a pointer to each"
        self.say(
            elements, attribute, "not-a-pointer",
            f'{subject(attribute, elements, "is")} "{" ".join(ids)}", which {what.format(where)} begins with #',
            f'Write "{" ".join(f"{before}#{id}" for id in ids)}".',
        )  # fmt: skip

    def _tell_spaced(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            self.say(
                elements, attribute, "not-a-pointer",
                f'the address in @{attribute} of {listed_tags(elements)} has a space in it, and ends there for a machine: "{value}"',
                f'Write %20 for a space in an address: "{value.replace(" ", "%20")}".',
            )  # fmt: skip

    def _tell_torn(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            mended = re.sub("([#:]) (?=[^ #:]+(?: |$))", r"\1", value)
            self.say(
                elements, attribute, "not-a-pointer",
                f'{subject(attribute, elements, "is")} "{value}", where a space parts a pointer in two',
                f'Write "{mended}".',
            )  # fmt: skip

    def _tell_unseen(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            names = ", ".join(dict.fromkeys(map(in_unicode, unseen(value))))
            apart = value.count("#") > 1
            mended = " ".join(seen(value, " ").split()) if apart else seen(value)
            remedy = "Put a plain space in its place" if apart else "Remove it"
            self.say(
                elements, attribute, "not-a-pointer",
                f'{subject(attribute, elements, "is")} "{value}", with a character that nobody sees: {names}',
                f'{remedy}: "{mended}".' if mended else _NOTHING,
            )  # fmt: skip

    def _tell_web(self, attribute: str, _about: str, values: _Values) -> None:
        for value, elements in values.items():
            protocol, _, rest = value.partition(":")
            self.say(
                elements, attribute, "not-a-pointer",
                f'{subject(attribute, elements, "is")} "{value}", which is no address on the web',
                f'Write "{protocol}://{rest.lstrip("/")}".',
            )  # fmt: skip

    def _tell_prefix(self, attribute: str, prefix: str, values: _Values) -> None:
        elements = _all(values)
        self.say(
            elements, attribute, "no-such-prefix",
            f'{subject(attribute, elements, "begins")} with "{prefix}:", which this file does not explain',
            _prefix_remedy(prefix), Severity.warning,
        )  # fmt: skip

    def _tell_unfit(self, attribute: str, prefix: str, values: _Values) -> None:
        elements = _all(values)
        patterns = " or ".join(f'"{match}"' for match, _ in self._prefixes[prefix])
        self.say(
            elements, attribute, "no-such-prefix",
            f"{subject(attribute, elements, 'is')} {listed(values)}, and what follows the prefix fits no matchPattern of "
            f"its prefixDef: {patterns}",
            "Correct the pointer, or the pattern.", Severity.warning,
        )  # fmt: skip


_TELLING = {
    "id": Misses._tell_ids,  # not in the file that it is about
    "empty": Misses._tell_empty,  # a # and no id
    "word": Misses._tell_words,  # no pointer by its form
    "spaced": Misses._tell_spaced,  # an address with a space in it
    "torn": Misses._tell_torn,  # two halves of a pointer, a space between them
    "unseen": Misses._tell_unseen,  # has a character in it that nobody sees
    "web": Misses._tell_web,  # an address on the web, misspelt
    "prefix": Misses._tell_prefix,  # begins with a prefix that nothing explains
    "unfit": Misses._tell_unfit,  # does not fit what explains its prefix
}


def _told(values: _Values) -> Iterator[_Values]:
    """Yield values each by itself if they are few, else all together."""
    if len(values) > _FEW:
        yield values
    else:
        yield from ({value: elements} for value, elements in values.items())


def _all(values: _Values) -> list[Element]:
    """Return the elements on which values stand, each once."""
    return list(dict.fromkeys(element for elements in values.values() for element in elements))


def _prefix_remedy(prefix: str) -> str:
    """Return what to do about a prefix that is not declared."""
    if len(prefix) == 1:
        return "If this is a drive of Windows: write the path from this file to the other, with / between folders."
    if prefix.lower() in _RUN:
        return "A script never becomes a link: point at a place, or leave the attribute out."
    meant = nearest(prefix, ("http", "https", "mailto"), _LIKENESS)
    declare = f'<prefixDef ident="{prefix}" matchPattern="(.+)" replacementPattern="…#$1">.'
    return (
        f"Did you mean {meant}:? Else declare it: {declare}" if meant else f"Declare it: {declare}"
    )


def _several_remedy(value: str) -> str:
    """Return what to do with a pointer in which # stands more than once, or that ends with a comma."""
    parts = [part for part in re.split("[,;]", value) if part]
    if all(part.count("#") == 1 for part in parts):
        return f'Part pointers with spaces alone: "{" ".join(parts)}".'
    return "Write one # before an id, and none before an address."


def _word_remedy(attribute: str) -> str:
    """Return what to do with a word in an attribute that points."""
    if attribute == "rendition":
        return "Write a word into @rend, or point with # at a <rendition> in the header."
    return f'Give what is meant an @xml:id, say "x1", and point at it with #: {attribute}="#x1".'
