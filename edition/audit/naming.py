"""Naming: what is doubtful about names: they point nowhere, have no end, or have nothing in common."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from edition.assembly import Edition, is_placeholder, word_of
from edition.audit.doubts import PROPER, Doubt, Survey, at_entry, at_mention, cut
from edition.diagnostics import Diagnostic, Severity
from edition.document import Document
from edition.index import NAMING, Mention, normal_form
from edition.register import Kind
from edition.tei import local, tag
from edition.unmentioned import SHOWN


def nowhere(edition: Edition, seen: Mapping[str, Survey]) -> list[Doubt]:
    """Return the names that point at what is no entry, and those whose key says nothing."""
    found: list[Doubt] = []
    lost: dict[str, list[Mention]] = defaultdict(list)
    for mention in edition.mentions:
        if mention.element in ("annotation", "span", "date"):
            continue
        for key in mention.keys:
            if key in edition.entities:
                continue
            file, mark, id = key.partition("#")
            if is_placeholder(word := word_of(key)):
                found.append(at_mention(
                    mention, "placeholder-key",
                    f'<{mention.element}> points at "{word or "#"}", which stands for none',
                    "Point at the entry that is meant, or leave the pointer out until it is known.",
                ))  # fmt: skip
            elif mark and file in edition.by_key and id not in seen[edition.by_key[file].id].ids:
                lost[id].append(mention)
    return [*found, *_lost(edition, lost)]


def _lost(edition: Edition, lost: Mapping[str, Sequence[Mention]]) -> Iterator[Doubt]:
    """Yield the names that point at ids which are nowhere; as one, where most names do: then the register is missing."""
    all_lost = sum(map(len, lost.values()))
    arriving = sum(len(entry.mentions) for entry in edition.entries.values())
    if len(lost) > SHOWN and all_lost > arriving:
        yield at_mention(
            next(iter(lost.values()))[0], "mention-without-entry",
            f"{all_lost:,} names point at {len(lost):,} ids that are nowhere in the edition",
            "Is the register among the files? Name it too, or put it into the folder of the sources.",
        )  # fmt: skip
        return
    for id, mentions in lost.items():
        for mention in mentions:
            yield at_mention(
                mention, "mention-without-entry",
                f'<{mention.element}> points at "#{id}", which is nowhere in the edition',
                "Make an entry of this id, or mend the pointer.",
            )  # fmt: skip


#: How long a name may be, in characters, before it is asked where it ends.
LONGEST = 200


def endless(edition: Edition) -> Iterator[Doubt]:
    """Yield the names that are so long that they may have swallowed what follows them."""
    message = "is tagged as a name, and has more than {:,} characters"
    hint = "Is its end tag where it belongs?"
    for entity in edition.registered.values():
        for name in (
            entity.names if entity.kind in (Kind.person, Kind.place, Kind.organisation) else ()
        ):
            if len(name.text) > LONGEST:
                yield at_entry(
                    edition,
                    entity,
                    "name-without-end",
                    f'"{cut(name.text)}" {message.format(LONGEST)}',
                    hint,
                )
    for mention in edition.mentions:
        if len(mention.text) > LONGEST and mention.element in PROPER:
            yield at_mention(
                mention,
                "name-without-end",
                f'"{cut(mention.text)}" {message.format(LONGEST)}',
                hint,
            )


def apart(edition: Edition) -> Iterator[Doubt]:
    """Yield the entries that are named by words which have nothing in common with each other or with their names."""
    for entry in edition.entries.values():
        if entry.entity.is_made or entry.entity.kind not in (Kind.person, Kind.organisation):
            continue
        proper = [one for one in entry.mentions if one.element in PROPER and one.text[:1].isupper()]
        by_form: dict[str, Mention] = {}
        for mention in proper:
            by_form.setdefault(mention.text, mention)
        known = [name.text for name in entry.entity.names]
        for script, found in _by_script(by_form).items():
            names = [name for name in known if _script(name) == script]
            others = [form for form in found if not _is_like_any(form, names)]
            groups = _alike(others)
            if not names or len(by_form) < 2 or not others or len(groups[0]) == len(found):
                continue
            for group in groups:
                mention = by_form[group[0]]
                yield at_mention(
                    mention, "forms-apart",
                    f'"{cut(mention.text)}" points at {cut(entry.entity.name)}, with whose names it has nothing in common',
                    "If it is somebody else, point at that one; if not, add the form to the names of the entry.",
                    Severity.info,
                )  # fmt: skip


def _by_script(forms: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        found[_script(form)].append(form)
    return found


def _script(text: str) -> str:
    """Return the script of a text's first letter, roughly: its block of 256 characters, Latin letters as one."""
    first = next(filter(str.isalpha, normal_form(text)), "")
    if not first:
        return ""
    block = ord(first) >> 8
    return "latin" if block in (0, 1, 2, 0x1E) else "greek" if block in (3, 0x1F) else str(block)


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a form, by which inflected forms are alike."""
    return {word[:3] for word in re.findall(r"\w+", normal_form(text)) if len(word) > 1}


def _is_like_any(form: str, names: Iterable[str]) -> bool:
    return any(_is_like(form, name) for name in names)


def _is_like(one: str, other: str) -> bool:
    """Tell whether two forms share the beginning of a word, or one spelt alike, or are initials of each other."""
    if _stems(one) & _stems(other) or _is_spelt_like(one, other):
        return True
    initials = [
        {word[0] for word in re.findall(r"\w+", normal_form(text))} for text in (one, other)
    ]
    short = [all(len(word) <= 2 for word in re.findall(r"\w+", text)) for text in (one, other)]
    return any(short) and bool(initials[0] & initials[1])


@lru_cache(maxsize=1 << 14)
def _is_spelt_like(one: str, other: str) -> bool:
    words = [re.findall(r"\w{3,}", normal_form(text[:200])) for text in (one, other)]
    return any(
        difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.7
        for first in words[0]
        for second in words[1]
    )


def _alike(forms: Sequence[str]) -> list[list[str]]:
    """Return forms in groups whose members are like each other, the largest first."""
    groups: list[list[str]] = []
    for form in forms:
        near = [group for group in groups if _is_like_any(form, group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), form])
    return sorted(groups, key=len, reverse=True)


def empty(document: Document) -> Iterator[Diagnostic]:
    """Yield the names whose pointer or key is there, and empty."""
    for element in document.root.iter(*map(tag, sorted(NAMING))):
        for name in ("ref", "key"):
            if element.get(name, "x").strip() == "":
                yield document.diagnostic(
                    element, f"<{local(element)}> has an empty @{name}, which stands for none",
                    source="audit", code="placeholder-key", severity=Severity.warning, attribute=name,
                    hint="Point at the entry that is meant, or leave the attribute out until it is known.",
                )  # fmt: skip
