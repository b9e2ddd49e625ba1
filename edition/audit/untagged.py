"""Untagged: names that stand untagged in one place, and are tagged in others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from edition.assembly import Edition
from edition.audit.doubts import PROPER, cut
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.index import NAMING
from edition.register import Kind
from edition.tei import ASIDE, Element, content, local, tag

#: A name shorter than this, or tagged less often than that, is not looked for where it is not tagged.
SHORTEST, SELDOM = 4, 2

#: By the first word of each name: its words, and the entry that is meant.
Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def tagged(edition: Edition) -> Names:
    """Return the names that the texts tag, each time as the same entry: those that begin as names do."""
    meant: dict[str, Counter[str]] = defaultdict(Counter)
    words_of: dict[str, set[str]] = defaultdict(set)
    for entry in edition.entries.values():
        key = entry.entity.key
        for form in (*(name.text for name in entry.entity.names), *dict(entry.forms)):
            for word in _WORD.findall(form):
                words_of[word].add(key)
        if entry.entity.kind not in (Kind.person, Kind.place, Kind.organisation):
            continue
        for mention in entry.mentions:
            if (
                mention.within == "text"
                and mention.element in PROPER
                and mention.text[:1].isupper()
            ):
                meant[mention.text][key] += 1
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for form, keys in meant.items():
        words = tuple(_WORD.findall(form))
        if len(keys) > 1 or sum(keys.values()) < SELDOM or not words or len(form) < SHORTEST:
            continue
        if len(words) > 1 or len(words_of[words[0]]) == 1:  # a first name may be another's
            found[words[0]].append((words, edition.name_of(next(iter(keys)))))
    return {first: tuple(sorted(names, key=lambda n: -len(n[0]))) for first, names in found.items()}


#: Elements in which words are not the text's own, or are a name already.
_NOT_SEARCHED = frozenset(NAMING) - {"date", "bibl", "title", "term"} | ASIDE | frozenset(
    "bibl title ref author editor signed rdg corr reg expan teiHeader standOff facsimile back front head byline speaker foreign quote".split()
)  # fmt: skip


def untagged(document: Document, names: Names) -> Iterator[Diagnostic]:
    """Yield the places at which a name stands untagged that is tagged elsewhere."""
    texts = document.root.iter(tag("text")) if names else iter(())
    for text in texts:
        if next(text.iterancestors(tag("text")), None) is None:
            yield from _untagged_in(document, text, names)


def _untagged_in(document: Document, element: Element, names: Names) -> Iterator[Diagnostic]:
    after = None
    for part in content(element):
        if isinstance(part, str):
            for at, form, entry in _found(part, names):
                yield document.diagnostic(
                    element, f'"{form}" is not tagged here, and elsewhere it is: as {cut(entry)}',
                    source="audit", code="name-not-tagged", severity=Severity.info,
                    hint="Tag it, if it is the same.", place=_place(document.text_place(element, after), part[:at]),
                )  # fmt: skip
            continue
        after = part
        if local(part) and local(part) not in _NOT_SEARCHED:
            yield from _untagged_in(document, part, names)


def _found(text: str, names: Names) -> Iterator[tuple[int, str, str]]:
    """Yield the names in a text: where they begin, their words, and the entry that is meant."""
    found = list(_WORD.finditer(text))
    words = [word[0] for word in found]
    position = 0
    while position < len(words):
        for wanted, entry in names.get(words[position], ()):
            if tuple(words[position : position + len(wanted)]) == wanted:
                yield found[position].start(), " ".join(wanted), entry
                position += len(wanted) - 1
                break
        position += 1


def _place(start: tuple[int, int], before: str) -> tuple[int, int]:
    """Return the line and column behind some words of a text whose first letter is at a place."""
    words = before.lstrip()
    line, column = start
    last = words.rpartition("\n")[2]
    return (line + words.count("\n"), len(last) + (1 if "\n" in words else column))
