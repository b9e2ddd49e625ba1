"""RELAX NG: whether a document follows a grammar, and what to mend where it does not.

The RELAX NG specification (OASIS, 2001). The verdict is libxml2's; its words are not. A document that it
refuses is walked once more along the grammar, from the root down, to name the elements and attributes that
do not fit, with what fits instead; libxml2's own words are used, reworded, only for what that walk does not find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from lxml import etree

from edition.diagnostics import Diagnostic
from edition.document import Document
from edition.errors import EditionError
from edition.grammar import (
    NOT_ALLOWED,
    RELAXNG,
    Definition,
    Grammar,
    Pattern,
    Unsupported,
    choice,
    load,
)
from edition.pointers import nearest
from edition.tei import TEI, XML, Element, folded, local

#: From how many attributes on an element validating it takes libxml2 too long.
CROWDED = 8

#: How near the name of an element or attribute must be to be suggested: they are short, and many.
ALIKE = 0.7

#: How many names a hint lists before it counts the rest.
LISTED = 8

_DATATYPES = {
    "date": "a day, as in 0626-08-07",
    "dateTime": "a day and a time, as in 0626-08-07T12:00:00",
    "time": "a time, as in 12:00:00",
    "duration": "a length of time, as in P3D",
    "decimal": "a number, as in 5.7",
    "double": "a number, as in 5.7",
    "nonNegativeInteger": "a whole number, as in 12",
    "positiveInteger": "a whole number from 1",
    "integer": "a whole number, as in 12",
    "boolean": "true or false",
    "language": "a language tag, as in grc or en",
    "anyURI": "an address without spaces, as in register.xml#heraclius",
    "ID": "a name: a letter first, then letters, digits, - _ and .",
    "NCName": "a name: a letter first, then letters, digits, - _ and .",
    "Name": "a name: a letter first, then letters, digits, - _ and .",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong at an element, or at one of its attributes."""

    element: Element
    code: str
    message: str
    hint: str | None = None
    attribute: str | None = None


@dataclass
class Schema:
    """A RELAX NG schema: tells whether a document is valid, and what is wrong with one that is not."""

    file: Path
    _compiled: etree.RelaxNG

    def is_valid(self, document: Document) -> bool:
        """Tell whether a document follows the grammar."""
        spared = self._spared(document.root)
        return spared is not None and bool(self._compiled.validate(spared))

    def _spared(self, root: Element) -> Element | None:
        """Return the tree without attributes that cannot change the verdict; None if one of them is wrong.

        libxml2 takes four times as long for each further attribute of an element, minutes from sixteen on.
        """
        crowded = [element for element in root.iter(etree.Element) if len(element.attrib) > CROWDED]
        if not crowded or self._grammar is None:
            return root
        spared = deepcopy(root)
        for element in [e for e in spared.iter(etree.Element) if len(e.attrib) > CROWDED]:
            definitions = self._grammar.definitions(str(element.tag))
            free = [definition.content.free_attributes for definition in definitions]
            for name, value in list(element.items())[CROWDED:]:
                fitting = [found for each in free if (found := each.get(str(name)))]
                if not definitions or len(fitting) < len(definitions):
                    continue
                if not all(definition.admits(str(value)) for definition in fitting):
                    return None
                del element.attrib[name]
        return spared

    def check(self, document: Document) -> list[Diagnostic]:
        """Return what is wrong with a document: nothing if it is valid, else at least one finding."""
        if self.is_valid(document):
            return []
        log = list(self._compiled.error_log)
        faults = list(_walk(document.root, self._grammar)) if self._grammar else []
        return [
            document.diagnostic(
                fault.element,
                fault.message,
                source="schema",
                code=fault.code,
                hint=fault.hint,
                attribute=fault.attribute,
            )
            for fault in faults or _reworded(document.root, log)
        ]

    @cached_property
    def _grammar(self) -> Grammar | None:
        try:
            return Grammar(self.file)
        except Unsupported:
            return None


def schema(file: Path) -> Schema:
    """Return the schema of a file, compiled once in a process.

    Raises EditionError when the file cannot be read, is no RELAX NG in XML syntax, or does not compile.
    """
    try:
        stamp = file.stat()
    except OSError as error:
        raise EditionError(f"the schema {file} cannot be read: {error.strerror}") from error
    return _schema(file, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=64)
def _schema(file: Path, _changed: int, _size: int) -> Schema:
    try:
        root = load(file)
    except OSError as error:
        raise EditionError(f"the schema {file} cannot be read: {error}") from error
    except etree.XMLSyntaxError as error:
        raise EditionError(f"the schema {file} is not well-formed XML: {error.msg}") from error
    if not root.tag.startswith(f"{{{RELAXNG}}}"):
        raise EditionError(f"{file} is no RELAX NG schema: its root is <{local(root)}>")
    try:
        return Schema(file, etree.RelaxNG(root))
    except etree.RelaxNGError as error:
        raise EditionError(f"the schema {file} does not compile: {folded(str(error))}") from error


def _walk(root: Element, grammar: Grammar) -> Iterator[Fault]:
    """Yield the faults of a tree, the outer before the inner; an element that is unknown is not looked into."""
    found = grammar.start.step(str(root.tag))
    if not found:
        yield _unexpected(root, grammar.start, grammar.start, grammar)
        return
    todo = [(root, tuple(definition for definition, _ in found))]
    while todo:
        element, definitions = todo.pop()
        content = choice(definition.content for definition in definitions)
        yield from _attributes(element, content)
        reading = _Reading(element, content, grammar)
        yield from reading.faults
        todo += reversed(reading.children)


def _attributes(element: Element, content: Pattern) -> Iterator[Fault]:
    allowed = content.attributes
    for key, value in element.items():
        name, text = str(key), str(value)
        fitting = [definition for definition in allowed if definition.names.has(name)]
        if not fitting:
            yield _unknown_attribute(element, name, allowed)
        elif not any(definition.admits(text) for definition in fitting):
            yield _bad_value(element, name, text, fitting)
    present = set(map(str, element.keys()))
    for need in content.needed_attributes:
        names = _listed_names(need)
        if names and not any(d.names.has(name) for d in need for name in present):
            wanted = _any_of([_attribute(name) for name in names])
            yield Fault(element, "missing-attribute", f"{_tag(element)} lacks {wanted}")


class _Reading:
    """Reads what stands directly in an element, from left to right: its faults, its children and what they are."""

    def __init__(self, element: Element, content: Pattern, grammar: Grammar) -> None:
        self.element = element
        self.content = content
        self.grammar = grammar
        self.state = content
        self.faults: list[Fault] = []
        self.children: list[tuple[Element, tuple[Definition, ...]]] = []
        for part in _content(element):
            self._text(part) if isinstance(part, str) else self._child(part)
        if not self.state.nullable and not self._has("unknown-element"):
            self.faults += _incomplete(element, self.state)

    def _has(self, code: str) -> bool:
        return any(fault.code == code for fault in self.faults)

    def _text(self, text: str) -> None:
        after = self.state.after_text
        if after is not NOT_ALLOWED:
            self.state = after
        elif not self._has("stray-text"):
            self.faults.append(_stray_text(self.element, text, self.state))

    def _child(self, part: Element) -> None:
        name = str(part.tag)
        if not self.state.step(name) and (missing := _missing_before(self.state, name)):
            self.faults.append(_missing(self.element, [missing], f", before {_tag(part)}"))
            self.state = self.state.after(next(missing.names.all()))
        if found := self.state.step(name):
            self.children.append((part, tuple(definition for definition, _ in found)))
            self.state = self.state.after(name)
        else:
            self._stranger(part, name)

    def _stranger(self, part: Element, name: str) -> None:
        """Report a child that cannot stand here; go on as if it were not there, or were what it should be."""
        self.faults.append(_unexpected(part, self.state, self.content, self.grammar))
        if known := self.grammar.definitions(name):
            self.children.append((part, tuple(known)))
        elif meant := nearest(local(part), _locals(self.state.first), ALIKE):
            self.state = self.state.after(name.removesuffix(local(part)) + meant)


def _content(element: Element) -> Iterator[Element | str]:
    """Yield the texts (those that are not only white space) and the elements directly in an element."""
    texts = [element.text or ""]
    for node in element:
        if isinstance(node.tag, str):
            if (text := folded("".join(texts))) != "":
                yield text
            yield node
            texts = []
        texts.append(node.tail or "")
    if (text := folded("".join(texts))) != "":
        yield text


def _missing_before(state: Pattern, name: str) -> Definition | None:
    """Return the one required element without which an element of this name cannot stand here, if one."""
    wanted = [next(iter(need)) for need in state.needed_elements if len(need) == 1]
    for definition in wanted:
        for own in definition.names.all():
            if state.after(own).step(name):
                return definition
    return None


def _incomplete(element: Element, state: Pattern) -> Iterator[Fault]:
    wanted = [sorted(need, key=_order) for need in state.needed_elements]
    for need in wanted:
        yield _missing(element, need, "")
    if not wanted:
        hint = _listed("What may come next", _locals(state.first))
        message = f"{_tag(element)} is not complete"
        yield Fault(element, "missing-element", message, hint)


def _missing(element: Element, wanted: Sequence[Definition], where: str) -> Fault:
    names = [f"<{name}>" for name in _locals(wanted)]
    return Fault(element, "missing-element", f"{_tag(element)} lacks {_any_of(names)}{where}")


def _unexpected(part: Element, state: Pattern, content: Pattern, grammar: Grammar) -> Fault:
    """Return what is wrong with an element that cannot stand where it does."""
    name, parent = str(part.tag), part.getparent()
    around = f" in {_tag(parent)}" if parent is not None else " as the root"
    here, fitting = _locals(state.first), _locals(content.elements)
    if not grammar.definitions(name):
        meant = nearest(local(part), fitting, ALIKE) or nearest(
            local(part), _locals_of(grammar.by_name), ALIKE
        )
        hint = f"Did you mean <{meant}>?" if meant else _listed(f"Allowed{around}", fitting)
        if namespace_of(name) not in set(map(namespace_of, grammar.by_name)):
            hint = f"Its namespace is not in the schema: {namespace_of(name) or 'it has none'}."
        return Fault(part, "unknown-element", f"{_tag(part)} is not an element of the schema", hint)
    if local(part) in fitting:
        hint = _listed("What may stand here", here) if here else "Nothing more may stand here."
        message = f"{_tag(part)} cannot stand at this place{around}: its order or number is wrong"
        return Fault(part, "misplaced-element", message, hint)
    places = [local_name(parent) for parent in grammar.parents.get(name, [])]
    hint = _listed("It may stand in", tuple(dict.fromkeys(places)))
    return Fault(part, "misplaced-element", f"{_tag(part)} cannot stand{around}", hint)


def _stray_text(element: Element, text: str, state: Pattern) -> Fault:
    shown = text if len(text) <= 30 else text[:29].rstrip() + "…"
    hint = (
        _listed("Put it into one of these", _locals(state.first)) if state.first else "Remove it."
    )
    return Fault(
        element, "stray-text", f'text cannot stand directly in {_tag(element)}: "{shown}"', hint
    )


def _unknown_attribute(element: Element, name: str, allowed: Sequence[Definition]) -> Fault:
    names = _listed_names(allowed)
    plain = {local_name(known): known for known in names}
    meant = nearest(local_name(name), plain, ALIKE)
    hint = f"Did you mean {_attribute(plain[meant])}?" if meant else "Remove it."
    if names and not meant:
        hint = f"Allowed here: {_some([_attribute(known) for known in names])}."
    message = f"{_attribute(name)} is not allowed on {_tag(element)}"
    return Fault(element, "unknown-attribute", message, hint, name)


def _bad_value(element: Element, name: str, text: str, fitting: Sequence[Definition]) -> Fault:
    listed = [value for definition in fitting for value in definition.values]
    types = [name for definition in fitting for name in definition.datatypes]
    meant = nearest(text, listed)
    said = [_DATATYPES[name] for name in types if name in _DATATYPES]
    hint = None
    if not text.strip():
        hint = "Give it a value, or leave the attribute out."
    elif listed and not said:
        hint = f"Did you mean {meant}?" if meant else f"Allowed: {_some(dict.fromkeys(listed))}."
    elif "gYear" in types:
        hint = "Write year-month-day, the year with four digits: 0626, 0626-08 or 0626-08-07."
    elif said:
        hint = f"Write {_some(dict.fromkeys(said), ' or ', 3)}."
    message = f'{_attribute(name)}="{text}" on {_tag(element)} is not a value it can have'
    return Fault(element, "bad-value", message, hint, name)


_LOG = (
    (r"Did not expect text in element (\S+) content", "text cannot stand directly in <{0}>"),
    (r"Did not expect element (\S+) there", "<{0}> cannot stand at this place"),
    (r"Invalid attribute (\S+) for element (\S+)", "@{0} cannot stand on <{1}> beside its other attributes"),
    (r"Expecting element (\S+), got (\S+)", "<{1}> stands where <{0}> should"),
    (r"Element (\S+) failed to validate attributes", "the attributes of <{0}> do not go together"),
)  # fmt: skip


def _reworded(root: Element, log: Iterable[etree._LogEntry]) -> list[Fault]:
    """Return libxml2's findings in better words: the innermost first one, the others being its echoes."""
    found = [fault for entry in log if (fault := _said(root, entry))]
    if not found:
        hint = "The grammar's engine gives no reason; look for elements in a wrong order or number."
        return [Fault(root, "not-valid", "the document does not follow the schema", hint)]
    return [max(found, key=lambda fault: len(list(fault.element.iterancestors())))]


def _said(root: Element, entry: etree._LogEntry) -> Fault | None:
    element = _element_at(root, str(getattr(entry, "path", None) or ""))
    for pattern, message in _LOG:
        if found := re.search(pattern, entry.message):
            return Fault(element, "not-valid", message.format(*found.groups()))
    message = f"the content of {_tag(element)} does not follow the schema"
    return Fault(element, "not-valid", message)


def _element_at(root: Element, path: str) -> Element:
    found = root.getroottree().xpath(path) if path.startswith("/") else []
    first = found[0] if isinstance(found, list) and found else root
    return first if isinstance(first, etree._Element) else root


def _order(definition: Definition) -> tuple[str, ...]:
    return tuple(definition.names.all())


def _listed_names(definitions: Iterable[Definition]) -> list[str]:
    return sorted({name for definition in definitions for name in definition.names.all()})


def _locals(definitions: Iterable[Definition]) -> list[str]:
    return _locals_of(_listed_names(definitions))


def _locals_of(names: Iterable[str]) -> list[str]:
    return sorted({local_name(name) for name in names})


def namespace_of(name: str) -> str:
    """Return the namespace of a name as lxml writes it, or ""."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def local_name(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def _tag(element: Element) -> str:
    prefix = (
        "" if str(element.tag).startswith(f"{{{TEI}}}") or not element.prefix else element.prefix
    )
    return f"<{prefix}:{local(element)}>" if prefix else f"<{local(element)}>"


def _attribute(name: str) -> str:
    return f"@xml:{local_name(name)}" if name.startswith(f"{{{XML}}}") else f"@{local_name(name)}"


def _any_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"one of {_some(names, ' or ')}"


def _listed(words: str, names: Sequence[str]) -> str | None:
    """Return a hint that lists names, if there are any, and not so many that the list would not help."""
    return f"{words}: {_some(names)}." if 0 < len(names) <= 4 * LISTED else None


def _some(names: Iterable[str], last: str = ", ", most: int = LISTED) -> str:
    """Return names as a list in words, the rest counted when there are many."""
    known = list(names)
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most} more"
    return last.join((", ".join(known[:-1]), known[-1])) if len(known) > 1 else "".join(known)
