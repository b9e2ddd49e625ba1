"""Audit: what is doubtful about a register, and about the names that point at it.

TEI Guidelines, chapter 14. Nothing here is a fault of the encoding: each finding is a question to the editor, who knows
the answer. So each is asked only where the sources themselves give reason to, and as rarely as may be.

`audit` looks at the edition as a whole, and then, for the places of what it found and for what one document alone tells, at
one after the other. What it asks about is in the modules beside: `naming`, `entries`, `places` and `untagged`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import partial

from edition.analysis import Addressed
from edition.anchors import Place
from edition.assembly import Edition
from edition.audit.doubts import Doubt, survey
from edition.audit.entries import circular, correspondents, doubled, lives
from edition.audit.naming import apart, empty, endless, nowhere
from edition.audit.places import misplaced, unlocated, unread
from edition.audit.untagged import Names, tagged, untagged
from edition.diagnostics import Diagnostic, in_order
from edition.document import Document
from edition.library import Each
from edition.unmentioned import alone, entries_of, unmentioned


def audit(edition: Edition, each: Each) -> list[Diagnostic]:
    """Return what is doubtful about the entries and mentions of an edition, by file and place."""
    seen = each(survey)
    pointed = _named(edition).union(*(one.pointed for one in seen.values()))
    doubts = [
        *nowhere(edition, seen),
        *endless(edition),
        *apart(edition),
        *doubled(edition),
        *lives(edition, seen),
        *correspondents(edition),
        *unlocated(edition),
        *misplaced(edition),
    ]
    by_document: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        by_document[edition.by_id[doubt.document].source].append(doubt)
    names = tagged(edition)
    task = partial(_told, doubts=by_document, names=names, pointed=pointed)
    return in_order(item for found in each(task).values() for item in found)


def _named(edition: Edition) -> frozenset[Place]:
    """Return the places of the entries that are mentioned, be it by a `@key` or a number in an authority file."""
    keys = (entry.entity.key.partition("#") for entry in edition.entries.values() if entry.mentions)
    return frozenset(Place(file, id) for file, _, id in keys)


def listing(edition: Edition) -> list[dict[str, object]]:
    """Return the forms under which the texts name each entry, with how often, for a program to read."""
    return [
        {
            "kind": kind.value,
            "id": edition.slugs[entry.entity.key],
            "name": entry.entity.name,
            "mentions": len(entry.mentions),
            "forms": [{"text": text, "count": count} for text, count in entry.forms],
        }
        for kind, index in edition.indexes.items()
        for entry in index.entries
    ]


def _told(
    document: Document, doubts: Mapping[str, Sequence[Doubt]], names: Names, pointed: Set[Place]
) -> list[Diagnostic]:
    """Return what is doubtful about one document, with its places."""
    own = doubts.get(document.id, ())
    found = [
        *unmentioned(document, alone(entries_of(document), pointed)), *untagged(document, names), *unread(document), *empty(document), *circular(document),
    ]  # fmt: skip
    if any(doubt.anchor for doubt in own):
        by_anchor = {one.anchor: node for node, one in Addressed(document).mentions.items()}
    else:
        by_anchor = {}
    for doubt in own:
        element = (
            by_anchor.get(doubt.anchor) if doubt.anchor else document.elements.get(doubt.entry)
        )
        attribute = next(
            (name for name in ("ref", "corresp", "sameAs", "key") if element is not None and element.get(name)),
            None,
        )  # fmt: skip
        found.append(
            document.diagnostic(
                element, doubt.message, source="audit", code=doubt.code, severity=doubt.severity, hint=doubt.hint,
                attribute=attribute if doubt.anchor else None,
            )
        )  # fmt: skip
    return found
